"""A line without what stood around it, and what that said."""

from __future__ import annotations

from typing import NamedTuple


class Wrapped(NamedTuple):
    """A line without what stood around it."""

    stamp: str | None
    """The wrapper's time as text; None where it has none."""
    host: str | None
    """The pod's or the host's name; None where there is none."""
    tag: str | None
    """The container's or the program's name; None where there is none."""
    line: str
    """The line inside."""
    is_part: bool
    """Whether the next line of its host continues it."""
