"""What logs said just before an instant, and just after it."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.logs.event import LogEvent

MOST: Final = 5
"""Lines on each side."""
MOST_CHARS: Final = 300
"""Of a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line."""

    line: LineRef
    """Where it is."""
    event: LogEvent
    """What it says, and when."""

    @property
    def text(self) -> str:
        """The line, cut where it is long."""
        whole = self.event.text.strip()
        return whole if len(whole) <= MOST_CHARS else f"{whole[:MOST_CHARS]}…"


def told_around(result: Result, time: int) -> tuple[list[Told], list[Told]]:
    """The last lines up to `time`, ns UTC, the nearest first, and the first after it. None where frames have times
    without a date: no log can be held against those."""
    if any(info.dateless for info in result.case.captures):
        return [], []
    lines: dict[LineRef, LogEvent] = {}
    for number, log in enumerate(result.case.logs):
        for event in log.events:
            lines.setdefault(LineRef(number, event.line), event)
    every = [Told(line=line, event=event) for line, event in lines.items()]
    before = (one for one in every if one.event.time <= time)
    after = (one for one in every if one.event.time > time)
    return (
        heapq.nsmallest(MOST, before, key=lambda one: (-one.event.time, one.line.log, -one.line.line)),
        heapq.nsmallest(MOST, after, key=lambda one: (one.event.time, one.line)),
    )
