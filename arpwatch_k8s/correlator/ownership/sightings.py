"""Sightings: the MAC that each sender puts on frames to a VIP, and the one that answers SYNs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.events import within_a_host
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.among import among
from arpwatch_k8s.evidence.order import stable_order
from arpwatch_k8s.evidence.parts import pair_parts, parts
from arpwatch_k8s.evidence.row import L2_CHANGE, TCP_FIN, TCP_RST, TCP_SYN, TCP_SYNACK
from arpwatch_k8s.evidence.segment import Segment, segments
from arpwatch_k8s.evidence.table import time_order
from arpwatch_k8s.inventory import Inventory

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIGHTING: Final = np.dtype([("time", "i8"), ("mac", "u8"), ("owner", "i8"), ("frame", "i8"), ("capture", "i4")])
"""At `time` (ns UTC) `owner` showed on some track by `mac`."""
SightingRows: TypeAlias = "NDArray[np.void]"
"""An array of `SIGHTING`."""
NO_SIGHTINGS: Final = np.zeros(0, SIGHTING)

Key = tuple[int, Segment]
"""A VIP's address code and the segment."""


def by_key(connections: Connections) -> dict[Key, Connections]:
    """Connections by VIP and segment."""
    groups: dict[Key, Connections] = {}
    vip, place = connections.column("vip"), connections.column("segment")
    for code, number, mine in pair_parts(vip, place):
        groups[code, connections.segments[number]] = connections.part(mine)
    return groups


def used_sightings(
    evidence: Evidence, vips: Collection[int], inventory: Inventory
) -> dict[Key, dict[int, SightingRows]]:
    """`SIGHTING` records of the MAC that each sender (its own MAC) puts on frames to a VIP; cooked captures have no
    destination MAC, and give none."""
    sent = among(evidence["kind"], (TCP_SYN, TCP_FIN, TCP_RST, L2_CHANGE))
    sent &= among(evidence["ip_dst"], np.array(sorted(vips), np.int32)) & ~within_a_host(evidence)
    rows = evidence.take(sent & (evidence["eth_dst"] != 0) & (evidence["eth_src"] != 0))
    index, names = segments(rows)
    used: dict[Key, dict[int, SightingRows]] = {}
    for vip, number, mine in pair_parts(rows["ip_dst"], index):
        about = rows.part(mine)
        seen = sightings(about, "eth_dst", inventory, names[number])
        senders = list(parts(about["eth_src"]))
        used[vip, names[number]] = {sender: seen if len(senders) == 1 else seen[places] for sender, places in senders}
    return used


def serving_sightings(evidence: Evidence, vips: Collection[int], inventory: Inventory) -> dict[Key, SightingRows]:
    """`SIGHTING` records of who answered SYNs: the first SYN-ACK of each connection."""
    sent = (evidence["kind"] == TCP_SYNACK) & (evidence["eth_src"] != 0) & ~within_a_host(evidence)
    rows = evidence.take(sent & among(evidence["ip_src"], np.array(sorted(vips), np.int32)))
    rows = rows.take(first_of_each(rows))
    index, found = segments(rows)
    return {
        (vip, found[number]): sightings(rows.part(mine), "eth_src", inventory, found[number])
        for vip, number, mine in pair_parts(rows["ip_src"], index)
    }


def with_refusals(
    answered: Mapping[Key, SightingRows], attempts: Connections, inventory: Inventory
) -> dict[Key, SightingRows]:
    """The same and, of some attempts, who refused one by a reset."""
    seen = dict(answered)
    for key, refused in by_key(attempts.where(attempts.column("refused_by_reset"))).items():
        made = np.zeros(len(refused), SIGHTING)
        made["time"], made["mac"] = refused.column("end"), refused.column("reporter")
        made["owner"] = inventory.owners(made["mac"], made["time"], key[1])
        for name in ("capture", "frame"):
            made[name] = refused.at("end_event", name)
        seen[key] = in_time(np.concatenate([seen.get(key, NO_SIGHTINGS), made]))
    return seen


def sightings(rows: Evidence, mac: str, inventory: Inventory, segment: Segment) -> SightingRows:
    """`SIGHTING` records of the MACs in one column."""
    seen = np.zeros(len(rows), SIGHTING)
    for name in ("time", "capture", "frame"):
        seen[name] = rows[name]
    seen["mac"] = rows[mac]
    seen["owner"] = inventory.owners(rows[mac], rows["time"], segment)
    return seen


def first_of_each(rows: Evidence) -> NDArray[np.int64]:
    """Indices of the SYN-ACKs that are no retransmissions: the first with their addresses, ports and number."""
    one = rows["ip_dst"].astype(np.int64) << 32 | rows["dport"].astype(np.int64) << 16 | rows["sport"]
    other = rows["ip_src"].astype(np.int64) << 32 | rows["seq"]
    by_end = stable_order(one)
    again = np.flatnonzero(np.diff(one[by_end]) == 0)
    # few clients come by the same port again, so few rows are to be compared by both
    some = np.sort(by_end[np.union1d(again, again + 1)])
    order = some[np.lexsort((other[some], one[some]))]
    repeated = (one[order[1:]] == one[order[:-1]]) & (other[order[1:]] == other[order[:-1]])
    return np.delete(np.arange(len(one)), order[1:][repeated])


def in_time(seen: SightingRows) -> SightingRows:
    """Sightings in order of time; ties by capture, then frame."""
    order = time_order(seen["time"], seen["capture"], seen["frame"])
    return seen if order is None else seen[order]
