"""What logs said just before an instant, and just after it."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.logs.event import LogEvent

MOST_OF_LOG: Final = 3
"""Lines of one log on each side: a log that says much leaves room for the others."""
MOST: Final = 8
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
    before: list[Told] = []
    after: list[Told] = []
    for number, log in enumerate(result.case.logs):
        lines: dict[LineRef, LogEvent] = {}
        for event in log.events:
            if not isinstance(event.detail, Remark):
                lines.setdefault(LineRef(number, event.line), event)
        some = [Told(line=line, event=event) for line, event in lines.items()]
        before += heapq.nsmallest(MOST_OF_LOG, (one for one in some if one.event.time <= time), key=backward)
        after += heapq.nsmallest(MOST_OF_LOG, (one for one in some if one.event.time > time), key=forward)
    return sorted(before, key=backward)[:MOST], sorted(after, key=forward)[:MOST]


def backward(one: Told) -> tuple[int, int, int]:
    """What puts a line before others where the latest come first."""
    return -one.event.time, one.line.log, -one.line.line


def forward(one: Told) -> tuple[int, int, int]:
    """What puts a line before others where the earliest come first."""
    return one.event.time, one.line.log, one.line.line
