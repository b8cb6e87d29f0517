"""Who was seen to hold which VIP: by what is told at once, and by what a look makes of all rows.

A fight is told once, whoever joins it later; and what this host uses, who serves and what the kernel holds is told when
it changes only. So both are asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.holder import Holder, holder_of
from arpwatch_k8s.changes.ownership import ContestEnd, ContestStart, FirstOwner, Takeover, TrackMove
from arpwatch_k8s.correlator.ownership.claims import Claims
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.evidence.virtual import is_virtual_mac
from arpwatch_k8s.inventory.nodes import BY_ADDRESS
from arpwatch_k8s.monitor.moves import segment_name
from arpwatch_k8s.past.stations import MOST, Sighting


def told_of(change: Change) -> Iterator[Sighting]:
    """Who holds a VIP by a change, from its time on."""
    match change:
        case FirstOwner() | Takeover() | ContestEnd():
            yield sighting(change.vip, change.interface, Track.CLAIMED, change.holder, change.time, change.time)
        case TrackMove():
            yield sighting(change.vip, change.interface, change.track, change.holder, change.time, change.time)
        case ContestStart():
            for owner in change.owners:
                yield sighting(change.vip, change.interface, Track.CLAIMED, owner, change.time, change.time)
        case _:
            pass


def seen_in(result: Result, interfaces: Sequence[str]) -> Iterator[Sighting]:
    """Who held a VIP by what is held of all rows, the earliest first. `interfaces`: names by number."""
    inventory = result.case.inventory
    for record in result.case.vips:
        where = segment_name(record.segment, interfaces)
        ours = {host.mac for host in record.hosts}
        used = tuple(epoch for epoch in record.used if epoch.sender in ours)
        found = [
            sighting(record.vip, where, track, holder_of(inventory, owner, mac), first, last)
            for track, epochs in (
                (Track.CLAIMED, record.ownership.epochs),
                (Track.USED, used),
                (Track.SERVING, record.serving),
                (Track.KERNEL, record.kernel),
            )
            for owner, mac, first, last in holders(epochs)
        ]
        found += [
            sighting(record.vip, where, Track.CLAIMED, holder_of(inventory, owner, mac), first, last)
            for owner, mac, first, last in claimants(record.claims)
        ]
        yield from sorted(found, key=lambda one: one.first)


def holders(epochs: Sequence[Epoch]) -> Iterator[tuple[int, int, int, int]]:
    """Owner and MAC of each who holds a track, and from when to when, ns UTC, however often that changes."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for epoch in epochs:
        first, last = found.get((epoch.owner, epoch.mac), (epoch.start, epoch.end))
        found[epoch.owner, epoch.mac] = min(first, epoch.start), max(last, epoch.end)
    for (owner, mac), (first, last) in list(found.items())[:MOST]:
        yield owner, mac, first, last


def claimants(claims: Claims) -> Iterator[tuple[int, int, int, int]]:
    """Owner and MAC of each MAC that claims, and when it did first and last, ns UTC; the earliest `MOST`. Of a MAC that
    moves between nodes, whoever stood behind it last."""
    rows = claims.rows[~claims.rows["withdraws"]]
    macs, first = np.unique(rows["mac"], return_index=True)
    _, from_end = np.unique(rows["mac"][::-1], return_index=True)
    last = len(rows) - 1 - from_end
    for number in np.argsort(first, kind="stable")[:MOST].tolist():
        mac, owner = int(macs[number]), int(rows["owner"][last[number]])
        shown = owner if is_virtual_mac(mac) and owner < BY_ADDRESS else mac
        yield owner, shown, int(rows["time"][first[number]]), int(rows["time"][last[number]])


def sighting(vip: str, interface: str, track: Track, holder: Holder, first: int, last: int) -> Sighting:
    """Who holds a VIP on a track from when to when, ns UTC."""
    return Sighting(
        vip=vip,
        interface=interface,
        track=track.value,
        mac=holder.mac,
        node=holder.node,
        label=holder.label,
        first=first,
        last=last,
    )
