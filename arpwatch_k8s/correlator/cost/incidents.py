"""Incidents: failed attempts, contests and moves of one VIP that are close together in time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.cost.outages import Outage
from arpwatch_k8s.correlator.ownership.contests import Contest
from arpwatch_k8s.correlator.ownership.handovers import Handover
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A span in which attempts failed, owners fought or the VIP moved."""

    start: int
    """When it began, ns UTC."""
    end: int
    """When it ended, ns UTC; still in it."""
    attempts: int
    """How many attempts began or failed in it: the exposure of `failed`."""
    failed: int
    """How many failed in it, and not by the client."""
    outcomes: dict[str, int]
    """How those ended: how many of each outcome, by name."""
    contests: int
    """How many contests began in it."""
    moves: int
    """How many handovers there were."""
    outages: int
    """How many outages began in it."""
    outage_least_ns: int
    """How long nobody accepted a connection, at least."""
    outage_ns: int
    """How long, at most."""
    first_frame: FrameRef
    """The first frame of what makes it up."""
    last_frame: FrameRef
    """The last one."""
    number: int = 0
    """Which of a result's incidents it is, from 1 in order of time; 0 until they are all known."""


def incidents(
    connections: Connections,
    contests: Sequence[Contest],
    moves: Sequence[Handover],
    lost: Sequence[Outage],
    limits: Thresholds,
) -> tuple[Incident, ...]:
    """The incidents of one VIP and segment, in order."""
    failed = connections.failed
    fights = [(contest.start, contest.end) for contest in contests]
    spans = np.array([*fights, *((move.time, move.time) for move in moves)], np.int64).reshape(-1, 2)
    starts = np.concatenate([failed.column("broke"), spans[:, 0]])
    ends = np.maximum(starts, np.concatenate([failed.column("end"), spans[:, 1]]))
    if not len(starts):
        return ()
    order = np.argsort(starts, kind="stable")
    until = np.maximum.accumulate(ends[order])
    begins = np.append(True, starts[order][1:] - until[:-1] > limits.incident_gap_ns)
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(order)) - 1
    every = Events.of(connections, contests, moves, lost)
    return tuple(
        incident(int(starts[order[one]]), int(until[other]), every)
        for one, other in zip(first.tolist(), last.tolist(), strict=True)
    )


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """What incidents are made of, in order of time, so that one incident's are found without a look at all."""

    begun: NDArray[np.int64]
    """When attempts began that did not fail, ns UTC; rising."""
    failed: Connections
    """Attempts that failed, by start."""
    by_broke: NDArray[np.int64]
    """Their places by when they broke."""
    broke: NDArray[np.int64]
    """When that was, ns UTC; rising."""
    contests: Sequence[Contest]
    """Fights, by start."""
    moves: Sequence[Handover]
    """Handovers, by time."""
    lost: Sequence[Outage]
    """Outages, by start."""

    @classmethod
    def of(
        cls, connections: Connections, contests: Sequence[Contest], moves: Sequence[Handover], lost: Sequence[Outage]
    ) -> Events:
        """Those of one VIP and segment."""
        tried = connections.attempts
        broke = tried.failed.column("broke")
        order = np.argsort(broke, kind="stable")
        begun = tried.column("start")[~tried.is_failed]
        return cls(begun, tried.failed, order, broke[order], contests, moves, lost)

    def failed_within(self, start: int, end: int) -> Connections:
        """Attempts that broke in [start, end] (ns UTC), by start."""
        low, high = np.searchsorted(self.broke, start), np.searchsorted(self.broke, end, side="right")
        return self.failed.places(np.sort(self.by_broke[low:high]))

    def begun_within(self, start: int, end: int) -> int:
        """How many attempts began in [start, end] (ns UTC), of those that did not fail."""
        return int(np.searchsorted(self.begun, end, side="right") - np.searchsorted(self.begun, start))


T = TypeVar("T")


def within(some: Sequence[T], when: Callable[[T], int], start: int, end: int) -> Sequence[T]:
    """Those of some things, in order of time, that were in [start, end], ns UTC."""
    return some[bisect_left(some, start, key=when) : bisect_right(some, end, key=when)]


def incident(start: int, end: int, every: Events) -> Incident:
    """What happened over [start, end]."""
    failed = every.failed_within(start, end)
    fights = within(every.contests, lambda contest: contest.start, start, end)
    moved = within(every.moves, lambda move: move.time, start, end)
    outages = within(every.lost, lambda outage: outage.start, start, end)
    marks = [(fight.start, fight.frames[0]) for fight in fights] + [(fight.end, fight.frames[-1]) for fight in fights]
    marks += [(move.time, move.frame) for move in moved]
    if len(failed):
        first, ended = failed.sorted_by("broke")[0], failed.sorted_by("end")[-1]
        begins = first.tries[0].frame if first.broke == first.start else first.shown or first.tries[0].frame
        marks.append((first.broke or first.start, begins))
        marks.append((ended.end or ended.start, ended.shown or ended.tries[-1].frame))
    return Incident(
        start=start,
        end=end,
        attempts=every.begun_within(start, end) + len(failed),
        failed=len(failed),
        outcomes=failed.outcomes(),
        contests=len(fights),
        moves=len(moved),
        outages=len(outages),
        outage_least_ns=sum(outage.least_ns for outage in outages),
        outage_ns=sum(outage.most_ns for outage in outages),
        first_frame=min(marks)[1],
        last_frame=max(marks)[1],
    )
