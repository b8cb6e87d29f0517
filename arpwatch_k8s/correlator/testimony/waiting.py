"""Lines that say that a proxy stopped waiting. Nothing on the wire shows when a timer ran out: its length, the same for
all lines of one setting, is taken to be the one that fits most lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import NEVER, NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.testimony.pairing import Place, matched, paired, place
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_PAIRS: Final = 4_000_000
"""Pairs of a line and an attempt that a timeout's length is told from; of more, those of the first lines."""
MOST_LINES: Final = 500
"""Lines that a length is tried on: the first of them."""
MOST_TRIED: Final = 100
"""Lengths that are tried."""
NEARLY: Final = 0.75
"""Lengths that so many pairs allow, against the one that most allow, are tried: which of them has a pair for each line,
the number of pairs does not show."""


def gave_up(
    lines: Sequence[LogEvent], some: Connections, taken: NDArray[np.bool_], limits: Thresholds, *, connecting: bool
) -> Iterator[tuple[Place, Connection]]:
    """Lines that say that a proxy stopped waiting, for a connection or for what it had asked over one, with the attempt
    behind each; marks it taken."""
    outcome = some.column("outcome")
    silent = (outcome == NUMBER[AttemptOutcome.UNSERVED]) & (some.column("end_event") < 0)
    refused = np.zeros(len(some), bool)
    if connecting:
        silent = np.isin(outcome, [NUMBER[AttemptOutcome.UNANSWERED], NUMBER[AttemptOutcome.PENDING]])
        refused = np.isin(outcome, [NUMBER[AttemptOutcome.UNREACHABLE], NUMBER[AttemptOutcome.REFUSED]])
    lasted = np.where(silent, NEVER, some.column("end") - some.column("start"))
    asked = some.at("last_try", "time") - some.column("start")
    free = np.flatnonzero((silent | refused & (lasted > limits.unserved_ns)) & ~taken)
    begun = some.column("start")[free]
    wait = usual_wait(lines, begun, asked[free], lasted[free], limits)
    still = free[(lasted[free] > wait - limits.log_lag_ns) & (asked[free] < wait + limits.log_lag_ns)]
    for line, fits in matched(lines, some.column("start")[still] + wait, limits):
        taken[still[fits]] = True
        yield place(lines[line]), some[still[fits]]


def usual_wait(
    lines: Sequence[LogEvent],
    begun: NDArray[np.int64],
    asked: NDArray[np.int64],
    lasted: NDArray[np.int64],
    limits: Thresholds,
) -> int:
    """The length of a timeout, ns, with which most lines have an attempt of their own that was still waiting then: the
    middle of the shortest such range; 0 where no line fits any. Attempts: when `begun`, how long after that `asked` for
    the last time, how long they `lasted`."""
    some = lines[: max(1, MOST_PAIRS // max(1, len(begun)))]
    written = np.array([line.time for line in some], np.int64)[:, None] - begun[None, :]
    until = written + np.array([line.width_ns for line in some], np.int64)[:, None]
    least = np.maximum(np.maximum(written, asked[None, :]), 0)
    most = np.minimum(np.minimum(until, lasted[None, :]), limits.connect_timeout_ns)
    fits = least < most
    tried = common(least[fits], most[fits])
    if not tried:
        return 0
    counts = [fitting(some[:MOST_LINES], begun, asked, lasted, wait) for wait in tried]
    first = counts.index(max(counts))
    run = next((at for at in range(first, len(counts)) if counts[at] < counts[first]), len(counts))
    return tried[(first + run - 1) // 2]


def common(least: NDArray[np.int64], most: NDArray[np.int64]) -> list[int]:
    """The middles of the ranges that nearly as many of some ranges [least, most) have in common as any, from the lowest
    to the highest; of very many, some."""
    if not len(least):
        return []
    edges = np.concatenate([most, least])
    order = np.argsort(edges, kind="stable")
    depth = np.cumsum(np.concatenate([np.full(len(most), -1), np.full(len(least), 1)])[order])
    top = np.flatnonzero(depth[:-1] >= NEARLY * depth.max())
    middles: list[int] = ((edges[order[top]] + edges[order[top + 1]]) // 2).tolist()
    return middles[:: 1 + len(middles) // MOST_TRIED]


def fitting(
    lines: Sequence[LogEvent],
    begun: NDArray[np.int64],
    asked: NDArray[np.int64],
    lasted: NDArray[np.int64],
    wait: int,
) -> int:
    """How many lines have an attempt of their own that was given up after so long, ns."""
    starts = np.array([line.time for line in lines], np.int64)
    ends = starts + np.array([line.width_ns for line in lines], np.int64)
    return len(paired(starts, ends, begun[(asked <= wait) & (lasted >= wait)] + wait))
