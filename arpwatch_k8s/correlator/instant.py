"""The state of every track of one VIP at one instant: who held it, which frames made it so, what came before and after.

Pure: from a `VipRecord`, the sightings behind it and a time. In a contest several owners hold the track claimed; where
nobody is known to hold a track, its lane has no holders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.symptom import Symptom
from arpwatch_k8s.correlator.moves import Move, moves
from arpwatch_k8s.correlator.ownership.claims import ClaimRows
from arpwatch_k8s.correlator.ownership.epochs import EndsBy, Epoch, holder
from arpwatch_k8s.correlator.ownership.holders import fights_at, places
from arpwatch_k8s.correlator.ownership.neighbor import Departure
from arpwatch_k8s.correlator.ownership.sightings import NO_SIGHTINGS, SightingRows, used_sightings
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.inventory import Inventory

NEAREST: Final = 3
"""Symptoms and moves that are told on either side of an instant."""
MOST_ATTEMPTS: Final = 5
"""Open attempts that are told one by one."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a track, and by which MAC."""

    owner: int
    """A number of the inventory."""
    mac: int
    """The MAC that it showed last."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A frame that shows a holder of a track."""

    time: int
    """When it was captured, ns UTC."""
    holder: Holder
    """Whom it shows."""
    frame: FrameRef
    """Where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A track at one instant."""

    track: Track
    """Which one."""
    sender: int | None = None
    """Whose, where it is *used* or *expected*: a MAC; else None."""
    holders: tuple[Holder, ...] = ()
    """Who held it: nobody known, one, several in a contest, or (*expected*) what a cache may hold."""
    contested: bool = False
    """Whether it was fought for."""
    withdrawn: bool = False
    """Whether its last holder had given the address up."""
    since: int | None = None
    """Since when it was so, ns UTC; None where it was never otherwise."""
    until: int | None = None
    """Up to when it stays so, ns UTC; None where it does up to the end."""
    made_by: FrameRef | None = None
    """The frame that made it so; None where none did, or a log says it."""
    ends_by: EndsBy | None = None
    """What ends it."""
    shown: tuple[Shown, ...] = ()
    """The last frame before the instant that shows each holder, the latest first."""
    follows: Shown | None = None
    """The first one after it that shows any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """One VIP on one segment at one instant."""

    time: int
    """Which one, ns UTC."""
    lanes: tuple[Lane, ...]
    """The state of each track."""
    departure: Departure | None
    """Where the capturing host's frames went then, if its cache could not lead them there."""
    waiting: int
    """How many attempts were open without a SYN-ACK."""
    established: int
    """How many were open with one."""
    failing: int
    """How many of those that were open failed in the end."""
    listed: tuple[Connection, ...]
    """The first of those that were open, the ones that failed before all others."""
    symptoms_before: tuple[Symptom, ...]
    """Symptoms up to the instant, the nearest first."""
    symptoms_after: tuple[Symptom, ...]
    """Symptoms after it, the nearest first."""
    moves_before: tuple[Move, ...]
    """Moves up to the instant, the nearest first."""
    moves_after: tuple[Move, ...]
    """Moves after it, the nearest first."""


def instant(record: VipRecord, evidence: Evidence, inventory: Inventory, time: int) -> Instant:
    """What was so at `time`; `evidence` is that of the record's view."""
    used = used_sightings(evidence, [record.code], inventory).get((record.code, record.segment), {})
    tried = record.attempts
    open_ones = tried.where((tried.column("start") <= time) & (tried.column("end") > time))
    waits = open_ones.column("answer_time") > time
    moved = sorted(moves(record), key=lambda move: (move.time, move.track, move.sender or 0))
    hurt = record.symptoms
    now = int(np.searchsorted(hurt.column("time"), time, side="right"))
    gone = record.neighbor.departures if record.neighbor else ()
    return Instant(
        time=time,
        lanes=tuple(lanes(record, used, inventory, time)),
        departure=next((one for one in gone if one.start <= time <= one.end), None),
        waiting=int(waits.sum()),
        established=int((~waits).sum()),
        failing=int(open_ones.is_failed.sum()),
        listed=first_listed(open_ones),
        symptoms_before=hurt[max(0, now - NEAREST) : now][::-1],
        symptoms_after=hurt[now : now + NEAREST],
        moves_before=tuple(move for move in moved if move.time <= time)[: -NEAREST - 1 : -1],
        moves_after=tuple(move for move in moved if move.time > time)[:NEAREST],
    )


def first_listed(open_ones: Connections) -> tuple[Connection, ...]:
    """The first of some attempts, those that failed before all others."""
    order = np.argsort(~open_ones.is_failed, kind="stable")[:MOST_ATTEMPTS]
    return tuple(open_ones[at] for at in order.tolist())


def lanes(record: VipRecord, used: Mapping[int, SightingRows], inventory: Inventory, time: int) -> Iterator[Lane]:
    """Every track: claimed, used by each sender, serving, expected, kernel; those that nothing is known of at all are
    left out, but for claimed and serving."""
    yield claimed_lane(record, time)
    for sender in dict.fromkeys(epoch.sender for epoch in record.used):
        mine = [epoch for epoch in record.used if epoch.sender == sender]
        yield lane(Track.USED, mine, used.get(sender or 0, NO_SIGHTINGS), time, sender)
    yield lane(Track.SERVING, record.serving, record.answers, time)
    if record.neighbor is not None:
        yield expected_lane(record, inventory, time)
    if record.kernel:
        yield lane(Track.KERNEL, record.kernel, NO_SIGHTINGS, time)


def claimed_lane(record: VipRecord, time: int) -> Lane:
    """Who says so: nobody yet, one owner, or those who fight for it."""
    at = int(fights_at(record.ownership.contests, np.array([time]))[0])
    if at < 0 or holder(record.ownership.epochs, time) is not None:
        return lane(Track.CLAIMED, record.ownership.epochs, record.claims.rows, time)
    fight = record.ownership.contests[at]
    shown = tuple(last_of(record.claims.rows, owner, time) for owner in fight.owners)
    seen = tuple(sighting for sighting in shown if sighting is not None)
    macs = {sighting.holder.owner: sighting.holder for sighting in seen}
    return Lane(
        track=Track.CLAIMED,
        holders=tuple(macs.get(owner, Holder(owner, owner)) for owner in fight.owners),
        contested=True,
        since=fight.start,
        until=fight.end,
        made_by=fight.frames[0],
        ends_by=EndsBy.CONTEST,
        shown=tuple(sorted(seen, key=lambda sighting: sighting.time, reverse=True)),
        follows=next_of(record.claims.rows, time),
    )


def lane(
    track: Track, epochs: Sequence[Epoch], rows: SightingRows | ClaimRows, time: int, sender: int | None = None
) -> Lane:
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


def last_of(rows: SightingRows | ClaimRows, owner: int, time: int) -> Shown | None:
    """The last sighting of an owner up to `time`; rows are in order of time."""
    until = int(np.searchsorted(rows["time"], time, side="right"))
    mine = np.flatnonzero(rows["owner"][:until] == owner)
    return shown(rows[mine[-1]]) if len(mine) else None


def next_of(rows: SightingRows | ClaimRows, time: int) -> Shown | None:
    """The first sighting after `time`."""
    at = int(np.searchsorted(rows["time"], time, side="right"))
    return shown(rows[at]) if at < len(rows) else None


def shown(row: np.void) -> Shown:
    """One sighting."""
    place = FrameRef(int(row["capture"]), int(row["frame"]))
    return Shown(int(row["time"]), Holder(int(row["owner"]), int(row["mac"])), place)
