"""Replies that answer nothing: who sends them tells hosts of addresses unasked, as forgers of ARP do.

Told of all addresses, not of VIPs alone. An ordinary reply goes back to who asked, soon after its question (RFC 826;
RFC 4861 section 7.2.4). Where the questions of a host are not in the capture, its answers seem to be unasked: whoever
uses this has to know whether they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.evidence.addresses import NO_ADDRESS
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.pairs import distinct_pairs
from arpwatch_k8s.evidence.row import (
    ARP_PROBE,
    ARP_REPLY,
    ARP_REQUEST,
    HAS_NA,
    MAC_BROADCAST,
    MAC_PRESENT,
    MULTICAST_BIT,
    NA,
    NS,
)
from arpwatch_k8s.evidence.table import Evidence
from arpwatch_k8s.thresholds import NS as NS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

SOLICITED: Final = 2
"""The flag of a neighbor advertisement that answers a question (RFC 4861 section 4.4)."""
EXCUSED_NS: Final = 10 * NS_PER_SECOND
"""How long ago a host may have asked what a reply answers: a kernel gives up after three questions a second apart
(Linux net/ipv4/arp.c: mcast_solicit, retrans_time); thrice that, for who is slow."""
BOTH: Final = 2
"""Replies of one MAC to one question that are no more than it asked for: by a node's kernel, and by a program on it."""
SKEW_NS: Final = 10_000_000
"""By how much clocks of captures that were merged may differ, so that an answer seems to come before its question."""


def to_one(rows: Evidence) -> NDArray[np.bool_]:
    """Which rows are replies to one host: ARP replies and neighbor advertisements that nobody else hears. Where a
    capture has no destinations, ARP's target MAC says it."""
    kind, target, there = rows["kind"], rows["target_mac"], rows["eth_dst"]
    meant = (target > MAC_PRESENT) & (target != MAC_BROADCAST) & (target & MULTICAST_BIT == 0)
    sent = (there != 0) & (there & MULTICAST_BIT == 0)
    found: NDArray[np.bool_] = ((kind == ARP_REPLY) & (sent | ((there == 0) & meant))) | ((kind == NA) & sent)
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


def unasked(rows: Evidence) -> NDArray[np.bool_]:
    """Which rows are replies to one host that are more than it asked for: within `EXCUSED_NS` the same MAC told it of
    the address more often than `BOTH` times for each of its questions."""
    kind = rows["kind"]
    asks = np.isin(kind, (ARP_REQUEST, ARP_PROBE, NS))
    # a printed reply may not say whom it answers
    replies = to_one(rows) & ((kind == NA) | (rows["target_ip"] != NO_ADDRESS))
    other = np.select(
        [kind == NS, kind == NA, asks], [rows["ip_src"], rows["ip_dst"], rows["sender_ip"]], rows["target_ip"]
    )
    pair = subjects(rows).astype(np.int64) << 32 | other.astype(np.int64) & 0xFFFFFFFF
    found: NDArray[np.bool_] = np.zeros(len(rows), bool)
    mine = np.flatnonzero(replies)
    if not len(mine):
        return found
    time = rows["time"][mine]
    pairs = distinct(pair[mine])
    asked = np.flatnonzero(asks & np.isin(pair, pairs))
    who = np.searchsorted(pairs, pair[mine])
    _, by_mac = distinct_pairs(who, told(rows)[mine])
    questions = within(np.searchsorted(pairs, pair[asked]), rows["time"][asked], who, time, SKEW_NS)
    answers = within(by_mac, time, by_mac, time, 0)
    found[mine] = answers > BOTH * questions
    return found


def within(
    group: NDArray[np.int64], time: NDArray[np.int64], of: NDArray[np.int64], until: NDArray[np.int64], skew: int
) -> NDArray[np.int64]:
    """How many of some events (each of a `group`, at a `time`) are of the group `of` and no longer before `until` than
    excuses a reply; ns UTC."""
    order = np.lexsort((time, group))
    group, time = group[order], time[order]
    times = distinct(time)
    width = len(times) + 1
    place = group * width + np.searchsorted(times, time)
    first = of * width + np.searchsorted(times, until - EXCUSED_NS)
    last = of * width + np.searchsorted(times, until + skew, side="right")
    found: NDArray[np.int64] = np.searchsorted(place, last) - np.searchsorted(place, first)
    return found


def unsolicited(rows: Evidence, to_all: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which advertisements say that nobody asked; where flags are not printed, those to everybody."""
    found: NDArray[np.bool_] = np.where(
        rows["present"] & HAS_NA != 0, rows["na_flags"] & SOLICITED == 0, (rows["eth_dst"] != 0) & to_all
    )
    return found
