"""What workers do: a first look at a window for what it leaves to others, then the window itself.

Nothing is raised that a user can mend: it is told, as the outcome of that window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from arpwatch_k8s.cluster.driving import Failed
from arpwatch_k8s.errors import ArpwatchError
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.periods.captures import Asked, Capture, load
from arpwatch_k8s.periods.carrying import Carried, left_by
from arpwatch_k8s.periods.days import Window
from arpwatch_k8s.periods.judging import told_of
from arpwatch_k8s.periods.names import naming

if TYPE_CHECKING:
    from arpwatch_k8s.periods.records import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """To look at a window for what it leaves to others."""

    asked: Asked
    number: int
    window: Window
    """The time that is looked at: it ends where the reading for the next window begins."""
    name: str
    """What the window is called in messages."""
    captures: tuple[Capture, ...]
    """Those that have frames of it."""

    @property
    def size_bytes(self) -> int:
        """Bytes that are read of the data set."""
        return own_size(self.captures, self.window)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What a window leaves."""

    number: int
    """The window's."""
    carried: Carried
    """Rows that those after it need."""
    naming: Evidence
    """Rows that say something of names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """To look at a window itself."""

    asked: Asked
    number: int
    window: Window
    name: str
    """What the window is called in messages."""
    captures: tuple[Capture, ...]
    """Those that have frames of the time that is read for it, and those that carried rows are of."""
    carried: Carried
    """Rows from before all that is read for it."""
    naming: Evidence
    """Rows of all windows that say something of names."""
    ends: tuple[int, ...]
    """Where each window before it ends, ns UTC."""

    @property
    def size_bytes(self) -> int:
        """Bytes of what is the window's own."""
        return own_size(self.captures, self.window)


def own_size(captures: Sequence[Capture], window: Window) -> int:
    """Bytes of the readings of those captures that have frames of a window."""
    return sum(one.pair.size_bytes for one in captures if one.touches(window.start, window.end - 1))


def survey(job: Survey) -> Left | Failed:
    """What a window leaves to others."""
    try:
        rows = load(job.asked, job.captures, job.window.start, job.window.end - 1).evidence
    except ArpwatchError as error:
        return Failed(path=job.name, why=error.what)
    numbers = [one.number for one in job.captures]
    return Left(number=job.number, carried=left_by(rows, numbers, job.asked.wanted), naming=naming(rows))


def judge(job: Judge) -> Told | Failed:
    """What is known of a window."""
    try:
        return told_of(
            job.asked,
            job.window,
            job.number,
            captures=job.captures,
            carried=job.carried,
            naming=job.naming,
            ends=job.ends,
        )
    except ArpwatchError as error:
        return Failed(path=job.name, why=error.what)
