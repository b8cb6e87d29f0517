"""Moves: every change of hands of one VIP, on every track."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.contests import Contest
from arpwatch_k8s.correlator.ownership.runs import runs
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.evidence.reference import FrameRef


class MoveKind(StrEnum):
    """What a move is."""

    HANDOVER = "handover"
    """The claimed owner changed, and stayed."""
    CONTEST_BEGINS = "contest begins"
    """A fight for the address began."""
    CONTEST_ENDS = "contest ends"
    """It ended."""
    CHANGES_HANDS = "changes hands"
    """The owner changed, on another track or in a contest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A change of hands on a track, or an end of a contest."""

    time: int
    """When it was, ns UTC."""
    what: MoveKind
    """Which of these it is."""
    track: Track
    """Which track."""
    sender: int | None = None
    """Whose, where it is *used*: the MAC of the sender; else None."""
    before: int | None = None
    """The old owner; None at the ends of a contest."""
    after: int | None = None
    """The new one; None at the ends of a contest."""
    frame: FrameRef | None = None
    """What shows it; None where a log says it."""


def moves(record: VipRecord) -> Iterator[Move]:
    """Every change of hands on every track."""
    for moved in record.ownership.handovers:
        yield Move(
            time=moved.time,
            what=MoveKind.HANDOVER,
            track=Track.CLAIMED,
            before=moved.before,
            after=moved.after,
            frame=moved.frame,
        )
    for fight in record.ownership.contests:
        yield from fought(record, fight)
    senders = dict.fromkeys(epoch.sender for epoch in record.used)
    tracks = [[epoch for epoch in record.used if epoch.sender == sender] for sender in senders]
    for epochs in (*tracks, record.serving, record.kernel):
        for before, after in pairwise(epochs):
            if before.owner != after.owner:
                yield Move(
                    time=after.start,
                    what=MoveKind.CHANGES_HANDS,
                    track=after.track,
                    sender=after.sender,
                    before=before.owner,
                    after=after.owner,
                    frame=after.first_frame,
                )


def fought(record: VipRecord, fight: Contest) -> Iterator[Move]:
    """A contest's two ends, and the changes of owner in between."""
    yield Move(time=fight.start, what=MoveKind.CONTEST_BEGINS, track=Track.CLAIMED, frame=fight.frames[0])
    rows = record.claims.between(fight.start, fight.end)
    held = runs(rows)
    for run in range(1, len(held)):
        yield Move(
            time=int(held.start[run]),
            what=MoveKind.CHANGES_HANDS,
            track=Track.CLAIMED,
            before=int(held.owner[run - 1]),
            after=int(held.owner[run]),
            frame=held.frame(int(held.first[run])),
        )
    yield Move(time=fight.end, what=MoveKind.CONTEST_ENDS, track=Track.CLAIMED, frame=fight.frames[-1])
