"""A look: what the rows that are held come to, and what that brings."""

from __future__ import annotations

from dataclasses import dataclass

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.changes.change import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look brought: changes, the result they come from, VIPs (numbers) that were found new, and how many more
    there were than can be watched."""

    changes: tuple[Change, ...]
    result: Result
    found: tuple[int, ...]
    too_many: int


class Left(BaseException):
    """A look was left, since the end is asked for: no fault, which a rule's would be taken for."""
