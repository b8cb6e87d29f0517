"""Attempts that failed, as what a lane of them consists of; times and lengths as in `records`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """`count` failed attempts, too close together to be told apart: from the first SYN to the failure.

    failing: since when it was failing: from its start on, or later where it had been served until then. Of several all
    three are those of the whole: the first start, the first time of failing, the last failure. line: of its lane, 0 on
    top; label: the count, where it is more than one and fits behind the failure.
    """

    start: int
    failing: int
    end: int
    line: int
    count: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialLane:
    """Attempts that failed, on as many lines as keep them apart."""

    label: str
    note: str
    top: float
    height: float
    lines: int
    trials: tuple[Trial, ...]
