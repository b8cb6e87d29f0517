"""Lines whose time is a span, and instants: as many pairs of one of each as there can be, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.correlator.testimony.coincidences import Coincidence

if TYPE_CHECKING:
    from numpy.typing import NDArray


def paired(starts: NDArray[np.int64], ends: NDArray[np.int64], instants: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Pairs of a span [start, end) and an instant within it, by number, each used once, in the order of instants.

    An instant goes to the span that ends first of those that are open: no other choice makes more pairs.
    """
    by_start = np.argsort(starts, kind="stable").tolist()
    begun, until = starts.tolist(), ends.tolist()
    waiting: list[tuple[int, int]] = []
    made: list[tuple[int, int]] = []
    at = 0
    order = np.argsort(instants, kind="stable")
    for instant, number in zip(instants[order].tolist(), order.tolist(), strict=True):
        while at < len(by_start) and begun[by_start[at]] <= instant:
            heappush(waiting, (until[by_start[at]], by_start[at]))
            at += 1
        while waiting and waiting[0][0] <= instant:
            heappop(waiting)
        if waiting:
            made.append((heappop(waiting)[1], number))
        elif at == len(by_start):
            break
    return made


def pairs(some: Iterable[Coincidence] | Sequence[Coincidence], ahead: int) -> int:
    """How many lines have a frame of their own where the log's clock is ahead by so much."""
    return sum(len(paired(one.starts - ahead, one.starts - ahead + one.widths, one.frames)) for one in some)
