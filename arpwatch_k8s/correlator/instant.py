"""The state of every track of one VIP at one instant: who held it, which frames made it so, what came before and after.

Pure: from a `VipRecord`, the sightings behind it and a time. In a contest several owners hold the track claimed; where
nobody is known to hold a track, its lane has no holders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connection, Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.symptom import Symptom
from arpwatch_k8s.correlator.ownership.epochs import SIGHTING, Contest, EndsBy, Epoch
from arpwatch_k8s.correlator.ownership.holders import fights_at, places
from arpwatch_k8s.correlator.ownership.neighbor import Departure
from arpwatch_k8s.correlator.ownership.runs import runs
from arpwatch_k8s.correlator.ownership.sightings import used_sightings
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.inventory import Inventory

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEAREST: Final = 3
"""Symptoms and moves that are told on either side of an instant."""
MOST_ATTEMPTS: Final = 5
"""Open attempts that are told one by one."""

HANDOVER, CONTEST_BEGINS, CONTEST_ENDS, CHANGES_HANDS = "handover", "contest begins", "contest ends", "changes hands"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a track, and by which MAC."""

    owner: int
    mac: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A frame that shows a holder of a track; `time` in ns UTC."""

    time: int
    holder: Holder
    frame: FrameRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A track at one instant, of one `sender` where it is *used*.

    holders: none where nobody is known to hold it, several in a contest, or (*expected*) what a cache may hold; since,
    until: how long it stays so, ns UTC, None where it was never otherwise or stays so up to the end; made_by: the frame
    that made it so, None where none did or a log says it; ends_by: what ends it; shown: the last frame before the
    instant that shows each holder; follows: the first one after it that shows any.
    """

    track: Track
    sender: int | None = None
    holders: tuple[Holder, ...] = ()
    contested: bool = False
    withdrawn: bool = False
    since: int | None = None
    until: int | None = None
    made_by: FrameRef | None = None
    ends_by: EndsBy | None = None
    shown: tuple[Shown, ...] = ()
    follows: Shown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """At `time` (ns UTC) a track passed from one owner to another; `sender`: of the track used; before, after: None in
    the ends of a contest; frame: None where a log says it."""

    time: int
    what: str
    track: Track
    sender: int | None = None
    before: int | None = None
    after: int | None = None
    frame: FrameRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """One VIP on one segment at `time`, ns UTC.

    departure: the capturing host's frames went where its cache could not lead them; waiting, established: attempts that
    were open, without and with a SYN-ACK; told: the first of them, those that failed before all others; symptoms and
    moves before (the instant included) and after, the nearest first.
    """

    time: int
    lanes: tuple[Lane, ...]
    departure: Departure | None
    waiting: int
    established: int
    failing: int
    told: tuple[Connection, ...]
    symptoms_before: tuple[Symptom, ...]
    symptoms_after: tuple[Symptom, ...]
    moves_before: tuple[Move, ...]
    moves_after: tuple[Move, ...]


def instant(record: VipRecord, evidence: Evidence, inventory: Inventory, time: int) -> Instant:
    """What was so at `time`; `evidence` is that of the record's view."""
    used = used_sightings(evidence, [record.code], inventory).get((record.code, record.segment), {})
    tried = record.attempts
    open_ones = tried.where((tried.column("start") <= time) & (tried.column("end") > time))
    waits = open_ones.column("answer_time") > time
    moved = sorted(moves(record), key=lambda move: (move.time, move.track, move.sender or 0))
    hurt = record.symptoms
    gone = record.neighbor.departures if record.neighbor else ()
    return Instant(
        time=time,
        lanes=tuple(lanes(record, used, inventory, time)),
        departure=next((one for one in gone if one.start <= time <= one.end), None),
        waiting=int(waits.sum()),
        established=int((~waits).sum()),
        failing=int(open_ones.is_failed.sum()),
        told=first_told(open_ones),
        symptoms_before=tuple(symptom for symptom in hurt if symptom.time <= time)[: -NEAREST - 1 : -1],
        symptoms_after=tuple(symptom for symptom in hurt if symptom.time > time)[:NEAREST],
        moves_before=tuple(move for move in moved if move.time <= time)[: -NEAREST - 1 : -1],
        moves_after=tuple(move for move in moved if move.time > time)[:NEAREST],
    )


def first_told(open_ones: Connections) -> tuple[Connection, ...]:
    """The first of some attempts, those that failed before all others."""
    order = np.argsort(~open_ones.is_failed, kind="stable")[:MOST_ATTEMPTS]
    return tuple(open_ones[at] for at in order.tolist())


def lanes(record: VipRecord, used: Mapping[int, NDArray[Any]], inventory: Inventory, time: int) -> Iterator[Lane]:
    """Every track: claimed, used by each sender, serving, expected, kernel; those that nothing is known of at all are
    left out, but for claimed and serving."""
    yield claimed_lane(record, time)
    for sender in dict.fromkeys(epoch.sender for epoch in record.used):
        mine = [epoch for epoch in record.used if epoch.sender == sender]
        yield lane(Track.USED, mine, used.get(sender or 0, np.zeros(0, SIGHTING)), time, sender)
    yield lane(Track.SERVING, record.serving, record.answers, time)
    if record.neighbor is not None:
        yield expected_lane(record, inventory, time)
    if record.kernel:
        yield lane(Track.KERNEL, record.kernel, np.zeros(0, SIGHTING), time)


def claimed_lane(record: VipRecord, time: int) -> Lane:
    """Who says so: nobody yet, one owner, or those who fight for it."""
    at = int(fights_at(record.ownership.contests, np.array([time]))[0])
    if at < 0:
        return lane(Track.CLAIMED, record.ownership.epochs, record.claims.rows, time)
    fight = record.ownership.contests[at]
    shown = tuple(last_of(record.claims.rows, owner, time) for owner in fight.owners)
    seen = tuple(one for one in shown if one is not None)
    macs = {one.holder.owner: one.holder for one in seen}
    return Lane(
        track=Track.CLAIMED,
        holders=tuple(macs.get(owner, Holder(owner, owner)) for owner in fight.owners),
        contested=True,
        since=fight.start,
        until=fight.end,
        made_by=fight.frames[0],
        ends_by=EndsBy.CONTEST,
        shown=tuple(sorted(seen, key=lambda one: one.time, reverse=True)),
        follows=next_of(record.claims.rows, time),
    )


def lane(track: Track, epochs: Sequence[Epoch], rows: NDArray[Any], time: int, sender: int | None = None) -> Lane:
    """A track of epochs in order, with the sightings (or claims) that make them up."""
    at = int(places(epochs, np.array([time]))[0])
    follows = next_of(rows, time)
    if at < 0:
        before = [epoch for epoch in epochs if epoch.end <= time]
        gone = before[-1] if before and before[-1].ends_by == EndsBy.WITHDRAWN else None
        later = [epoch.start for epoch in epochs if epoch.start > time]
        return Lane(
            track=track,
            sender=sender,
            withdrawn=gone is not None,
            since=gone.end if gone else None,
            until=later[0] if later else None,
            made_by=gone.last_frame if gone else None,
            follows=follows,
        )
    epoch = epochs[at]
    last = last_of(rows, epoch.owner, time)
    stays = epoch.ends_by == EndsBy.CAPTURE_END
    return Lane(
        track=track,
        sender=sender,
        holders=(Holder(epoch.owner, last.holder.mac if last else epoch.mac),),
        since=epoch.start,
        until=None if stays else epoch.end,
        made_by=epoch.first_frame,
        ends_by=epoch.ends_by,
        shown=(last,) if last else (),
        follows=follows,
    )


def expected_lane(record: VipRecord, inventory: Inventory, time: int) -> Lane:
    """What the capturing host's neighbor cache could hold."""
    cache = record.neighbor
    spans = cache.expectations if cache else ()
    at = int(np.searchsorted(np.array([span.start for span in spans], np.int64), time, side="right")) - 1
    later = spans[at + 1] if at + 1 < len(spans) else None
    span = spans[at] if at >= 0 else None
    return Lane(
        track=Track.EXPECTED,
        sender=cache.host.mac if cache else None,
        holders=tuple(Holder(inventory.owner(mac, time, record.segment), mac) for mac in span.macs) if span else (),
        since=span.start if span else None,
        until=later.start if later else None,
        made_by=span.frame if span else None,
    )


def last_of(rows: NDArray[Any], owner: int, time: int) -> Shown | None:
    """The last sighting of an owner up to `time`; rows are in order of time."""
    until = int(np.searchsorted(rows["time"], time, side="right"))
    mine = np.flatnonzero(rows["owner"][:until] == owner)
    return shown(rows[mine[-1]]) if len(mine) else None


def next_of(rows: NDArray[Any], time: int) -> Shown | None:
    """The first sighting after `time`."""
    at = int(np.searchsorted(rows["time"], time, side="right"))
    return shown(rows[at]) if at < len(rows) else None


def shown(row: Any) -> Shown:  # noqa: ANN401 - a NumPy record
    """One sighting."""
    place = FrameRef(int(row["capture"]), int(row["frame"]))
    return Shown(int(row["time"]), Holder(int(row["owner"]), int(row["mac"])), place)


def moves(record: VipRecord) -> Iterator[Move]:
    """Every change of hands on every track."""
    for moved in record.ownership.handovers:
        yield Move(
            time=moved.time,
            what=HANDOVER,
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
        for one, two in pairwise(epochs):
            if one.owner != two.owner:
                yield Move(
                    time=two.start,
                    what=CHANGES_HANDS,
                    track=two.track,
                    sender=two.sender,
                    before=one.owner,
                    after=two.owner,
                    frame=two.first_frame,
                )


def fought(record: VipRecord, fight: Contest) -> Iterator[Move]:
    """A contest's two ends, and the changes of owner in between."""
    yield Move(time=fight.start, what=CONTEST_BEGINS, track=Track.CLAIMED, frame=fight.frames[0])
    rows = record.claims.between(fight.start, fight.end)
    held = runs(rows)
    for run in range(1, len(held)):
        yield Move(
            time=int(held.start[run]),
            what=CHANGES_HANDS,
            track=Track.CLAIMED,
            before=int(held.owner[run - 1]),
            after=int(held.owner[run]),
            frame=held.frame(int(held.first[run])),
        )
    yield Move(time=fight.end, what=CONTEST_ENDS, track=Track.CLAIMED, frame=fight.frames[-1])
