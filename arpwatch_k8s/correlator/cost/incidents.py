"""Incidents: failed attempts, contests and moves of one VIP that are close together in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.cost.outages import Outage
from arpwatch_k8s.correlator.ownership.contests import Contest
from arpwatch_k8s.correlator.ownership.handovers import Handover
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.thresholds import Thresholds


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
    ends = np.concatenate([failed.column("end"), spans[:, 1]])
    if not len(starts):
        return ()
    order = np.argsort(starts, kind="stable")
    until = np.maximum.accumulate(ends[order])
    begins = np.append(True, starts[order][1:] - until[:-1] > limits.incident_gap_ns)
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(order)) - 1
    return tuple(
        incident(int(starts[order[one]]), int(until[other]), connections, contests, moves, lost)
        for one, other in zip(first.tolist(), last.tolist(), strict=True)
    )


def incident(
    start: int,
    end: int,
    connections: Connections,
    contests: Sequence[Contest],
    moves: Sequence[Handover],
    lost: Sequence[Outage],
) -> Incident:
    """What happened over [start, end]."""

    def within(time: int) -> bool:
        return start <= time <= end

    failed = connections.attempts.failed
    broke = failed.column("broke")
    failed = failed.where((broke >= start) & (broke <= end))
    begun = connections.attempts.begun_within(start, end)
    begun = begun.where(~begun.is_failed).joined(failed)
    fights = [contest for contest in contests if within(contest.start)]
    moved = [move for move in moves if within(move.time)]
    outages = [outage for outage in lost if within(outage.start)]
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
        attempts=len(begun),
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
