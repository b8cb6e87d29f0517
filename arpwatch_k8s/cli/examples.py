"""Examples at the end of a command's help: each says what for, and what to type.

They are tests as well: all are parsed, and those that need nothing but files are run on the lab's captures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """One use of a command."""

    purpose: str
    """What for, in a few words."""
    words: str
    """What is typed behind `arpwatch-k8s`, as a shell takes it."""

    @property
    def line(self) -> str:
        """All that is typed."""
        return f"arpwatch-k8s {self.words}"


def as_help(examples: Sequence[Example]) -> str:
    """Examples as a help text has them: each below what it is for."""
    return "".join(f"  # {each.purpose}\n  {each.line}\n" for each in examples)
