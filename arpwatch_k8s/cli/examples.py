"""Examples at the end of a command's help: each says what for, and what to type.

They are tests as well: all are parsed, and those that need nothing but files are run on the lab's captures.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from typer.core import TyperCommand


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


class Formatter(Protocol):
    """What is used of what writes a help text."""

    def section(self, name: str) -> AbstractContextManager[None]:
        """A part of it, with a heading."""

    def write(self, string: str) -> None:
        """A text as it is."""


class Exemplified(TyperCommand):
    """A command whose help ends with examples, as they are typed: a line of them is never wrapped."""

    def format_epilog(self, ctx: object, formatter: Formatter) -> None:  # noqa: ARG002 - as Typer calls it
        """Write them below the options."""
        with formatter.section("Examples"):
            formatter.write(self.epilog or "")


def as_help(examples: Sequence[Example]) -> str:
    """Examples as a help text has them: each below what it is for."""
    return "".join(f"  # {each.purpose}\n  {each.line}\n" for each in examples)
