"""What a source of logs knows of itself: its name, what it says, how it is told from others, how it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from arpwatch_k8s.logs.clock import Stamp
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.event import Contents


class Clock(Protocol):
    """Reads a source's times."""

    outer: Stamp | None
    """What a wrapper stamped the line with that is being read; None where there is none."""
    host: str | None
    """The pod or the host that it names."""

    def read(self, text: str) -> int | None:
        """A time as ns UTC; None where the text is none."""

    def outside(self) -> Stamp | None:
        """What a wrapper stamped the line with, as the time of a line that has none of its own."""

    def under(self, stamp: str | None, host: str | None) -> None:
        """From now on, lines are read that a wrapper put this stamp and this name of a pod or a host before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSource:
    """One kind of log."""

    name: str
    """What users call it (`--as NAME=FILE`), and what is told of its lines."""
    tells: tuple[type[Detail], ...]
    """The types of detail that its events can have."""
    recognize: Callable[[bytes], float]
    """How surely a file that begins with some bytes is of this source: from 0, not at all, to 1. Of text the share of
    its lines that can be read. Any bytes may come, and the last line may be cut."""
    read: Callable[[Path, Clock], Contents]
    """All of a regular file, opened as it needs: as text, as bytes, as a database. OSError: it cannot be read.
    InputError: it is damaged."""
    is_unmistakable: Callable[[str], bool] | None = None
    """Whether a line by itself can only be of this source: among another's lines one is enough then, where else it
    takes some. None: no line can."""
    numbered_by: str = "line"
    """What the numbers of its events count: lines, or items of what has no lines."""
