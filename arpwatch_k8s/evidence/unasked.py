"""Replies that answer nothing: who sends them tells hosts of addresses unasked, as forgers of ARP do.

Told of all addresses, not of VIPs alone. An ordinary reply goes back to who asked, soon after its question (RFC 826;
RFC 4861 section 7.2.4). Where the questions of a host are not in the capture, its answers seem to be unasked: whoever
uses this has to know whether they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.evidence.row import ARP_PROBE, ARP_REPLY, ARP_REQUEST, MAC_BROADCAST, MAC_PRESENT, NA, NS
from arpwatch_k8s.evidence.table import Evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

MULTICAST_BIT: Final = 1 << 40
"""Set in the destination of what goes to more than one host."""


def to_one(rows: Evidence) -> NDArray[np.bool_]:
    """Which rows are replies to one host: ARP replies and neighbor advertisements that nobody else hears."""
    target, there = rows["target_mac"], rows["eth_dst"]
    arp = (rows["kind"] == ARP_REPLY) & (target > MAC_PRESENT) & (target != MAC_BROADCAST)
    arp &= target & MULTICAST_BIT == 0
    nd = (rows["kind"] == NA) & (there != 0)
    found: NDArray[np.bool_] = (arp | nd) & (there & MULTICAST_BIT == 0)
    return found


def subjects(rows: Evidence) -> NDArray[np.int32]:
    """The address (code) that each row of ARP or neighbor discovery asks for, or says to be somewhere."""
    found: NDArray[np.int32] = np.where(rows["kind"] == ARP_REPLY, rows["sender_ip"], rows["target_ip"])
    return found


def told(rows: Evidence) -> NDArray[np.uint64]:
    """The MAC at which each reply says that an address is."""
    mac = np.where(rows["kind"] == NA, rows["target_mac"], rows["sender_mac"])
    found: NDArray[np.uint64] = np.where(mac == 0, rows["eth_src"], mac)
    return found


def unasked(rows: Evidence, within_ns: int) -> NDArray[np.bool_]:
    """Which rows are replies to one host that had not asked for the address within `within_ns` before, or whose
    question the same MAC had answered already."""
    kind = rows["kind"]
    asks = np.isin(kind, (ARP_REQUEST, ARP_PROBE, NS))
    replies = to_one(rows)
    other = np.select(
        [kind == NS, kind == NA, asks], [rows["ip_src"], rows["ip_dst"], rows["sender_ip"]], rows["target_ip"]
    )
    pair = subjects(rows).astype(np.int64) << 32 | other.astype(np.int64) & 0xFFFFFFFF
    part = np.flatnonzero(asks | replies)
    part = part[np.lexsort((replies[part], rows["time"][part], pair[part]))]
    place = np.arange(len(part))
    last = np.maximum.accumulate(np.where(asks[part], place, -1)) if len(part) else place
    same = (last >= 0) & (pair[part[np.maximum(last, 0)]] == pair[part])
    soon = rows["time"][part] - rows["time"][part[np.maximum(last, 0)]] <= within_ns
    answered = part[replies[part] & same & soon]
    question = last[replies[part] & same & soon]
    mac = told(rows)[answered]
    order = np.lexsort((rows["time"][answered], mac, question))
    again = (question[order][1:] == question[order][:-1]) & (mac[order][1:] == mac[order][:-1])
    found: NDArray[np.bool_] = replies.copy()
    found[answered[order[np.concatenate([[True], ~again])[: len(order)]]]] = False
    return found
