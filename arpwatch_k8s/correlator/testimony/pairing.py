"""Lines whose time is a span, and instants: as many pairs of one of each as there can be, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.correlator.testimony.coincidences import Coincidence
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

Place = tuple[int, int]
"""Where in its log something is told: the line, and which of the things that the line says."""


def paired(starts: NDArray[np.int64], ends: NDArray[np.int64], instants: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Pairs of a span [start, end) and an instant within it, by number, each used once, in the order of instants.

    An instant goes to the span that ends first of those that are open: no other choice makes more pairs.
    """
    spans, order = np.lexsort((ends, starts)), np.argsort(instants, kind="stable")
    begun, until, at = starts[spans].tolist(), ends[spans].tolist(), instants[order].tolist()
    is_in_order = not (np.diff(ends[spans]) < 0).any()
    made = in_order(begun, until, at) if is_in_order else by_end(begun, until, at)
    return list(zip(spans[[span for span, _ in made]].tolist(), order[[at for _, at in made]].tolist(), strict=True))


def in_order(begun: list[int], until: list[int], instants: list[int]) -> list[tuple[int, int]]:
    """The same of spans of which each ends no earlier than the one before it."""
    made: list[tuple[int, int]] = []
    span = 0
    for number, instant in enumerate(instants):
        while span < len(until) and until[span] <= instant:
            span += 1
        if span == len(until):
            break
        if begun[span] <= instant:
            made.append((span, number))
            span += 1
    return made


def by_end(begun: list[int], until: list[int], instants: list[int]) -> list[tuple[int, int]]:
    """The same of spans that begin one after the other, and end as they will."""
    waiting: list[tuple[int, int]] = []
    made: list[tuple[int, int]] = []
    span = 0
    for number, instant in enumerate(instants):
        while span < len(begun) and begun[span] <= instant:
            heappush(waiting, (until[span], span))
            span += 1
        while waiting and waiting[0][0] <= instant:
            heappop(waiting)
        if waiting:
            made.append((heappop(waiting)[1], number))
    return made


def matched(lines: Sequence[LogEvent], moments: NDArray[np.int64], limits: Thresholds) -> list[tuple[int, int]]:
    """Pairs of a line and a moment within the width of its time, each used once, and as many as there can be; what is
    left after that may be of a moment just before or behind it."""
    starts = np.array([line.time for line in lines], np.int64)
    ends = starts + np.array([line.width_ns for line in lines], np.int64)
    made = paired(starts, ends, moments)
    lines_left = np.setdiff1d(np.arange(len(lines)), [line for line, _ in made])
    left = np.setdiff1d(np.arange(len(moments)), [moment for _, moment in made])
    lag = limits.log_lag_ns
    late = paired(starts[lines_left] - lag, ends[lines_left] + lag, moments[left])
    return sorted([*made, *((int(lines_left[line]), int(left[moment])) for line, moment in late)])


def place(event: LogEvent) -> Place:
    """Where in its log an event is told."""
    return event.line, event.part


def pairs(some: Iterable[Coincidence] | Sequence[Coincidence], ahead: int) -> int:
    """How many lines have a frame of their own where the log's clock is ahead by so much."""
    return sum(len(paired(one.starts - ahead, one.starts - ahead + one.widths, one.frames)) for one in some)
