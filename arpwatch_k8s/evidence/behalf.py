"""Who answers for others: MACs that answer, as proxy ARP and NDP do, for addresses that are plainly other hosts'.

However soon they answer. An address is another host's where that host asks from it, or answers the very question that
the MAC answers as well; where nobody announces it, as those are that move; and where the MAC itself never asks from it.
One such address may be a duplicate. Several, of hosts that do not do the same in return, are a proxy's.

Fooled by, and so left aside: interfaces of one host in one network, which answer for each other; nodes that all answer
for the same addresses (IPVS without strictARP); forgers, who answer what nobody asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.evidence.addresses import NO_ADDRESS
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.pairs import first_of_pairs, pair_counts, pair_numbers
from arpwatch_k8s.evidence.parts import parts
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT, ARP_REPLY, ARP_REQUEST, MULTICAST_BIT, NA, NS
from arpwatch_k8s.evidence.segment import segments
from arpwatch_k8s.evidence.table import Evidence
from arpwatch_k8s.evidence.unasked import subjects, to_one, told
from arpwatch_k8s.thresholds import NS as NS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

ANSWER_NS: Final = 1 * NS_PER_SECOND
"""How long an answer takes at most, a proxy's delay of up to 0.8 s included (Linux net/ipv4/arp.c: proxy_delay)."""
SEVERAL: Final = 2
"""Hosts for which a MAC answers, from which on it is neither an accident nor a duplicate."""

TOLD_APART: Final = 3
"""MACs that tell whether one other than each of them answered, or several; anybody may have thousands answer."""

Behalf = dict[int, dict[int, int]]
"""By MAC the addresses (codes) that it answers for on others' behalf, with the MAC that each belongs to."""


def on_behalf(rows: Evidence) -> Behalf:
    """Who answers for addresses of several others, on any segment."""
    rows = rows.of_kinds(ARP_REQUEST, ARP_REPLY, ARP_ANNOUNCEMENT, NS, NA)
    index, names = segments(rows)
    found: Behalf = {}
    answering = set(distinct(index[(rows["kind"] == ARP_REPLY) | (rows["kind"] == NA)]).tolist())
    for number, mine in parts(index):
        if number not in answering:
            continue
        for mac, held in on_segment(rows.take(mine) if len(names) > 1 else rows).items():
            found.setdefault(mac, {}).update(held)
    return found


def on_segment(rows: Evidence) -> Behalf:
    """The same for the rows of one segment."""
    answered, question = answers(rows)
    code, mac = subjects(answered), told(answered)
    asking = askers(rows)
    several = first_of_pairs(code, mac)
    disputed = {one for one, n in zip(*np.unique(code[several], return_counts=True), strict=True) if n > 1}
    disputed |= {one for one in distinct(code).tolist() if asking.get(one)}
    disputed -= announced(rows)
    mine: Behalf = defaultdict(dict)
    together = answered_together(code, mac, question)
    for who, one, _ in pair_counts(mac, code):
        if one not in disputed or who in asking.get(one, ()):
            continue
        others = asking.get(one) or together.get((one, who), set())
        if len(others) == 1:
            mine[who][one] = next(iter(others))
    found: Behalf = {}
    for who, held in mine.items():
        one_way = {one: holder for one, holder in held.items() if not in_return(mine.get(holder, {}), one, who)}
        if len(set(one_way.values())) >= SEVERAL:
            found[who] = one_way
    return found


def in_return(held: Mapping[int, int], code: int, mac: int) -> bool:
    """Whether a holder answers for another address that belongs to a MAC, as interfaces of one host do."""
    return any(of == mac for one, of in held.items() if one != code)


def answers(rows: Evidence) -> tuple[Evidence, NDArray[np.int64]]:
    """Replies to one host that it had asked for just before, and the place of the question of each."""
    asks = rows.of_kinds(ARP_REQUEST, NS)
    replies = rows.take(to_one(rows) & (subjects(rows) != NO_ADDRESS))
    if not len(asks) or not len(replies):
        return replies.take(np.zeros(len(replies), bool)), np.zeros(0, np.int64)
    asker = np.where(asks["kind"] == NS, asks["ip_src"], asks["sender_ip"])
    peer = np.where(replies["kind"] == NA, replies["ip_dst"], replies["target_ip"])
    pair = pair_numbers(
        np.concatenate([subjects(asks), subjects(replies)]).astype(np.int64),
        np.concatenate([asker, peer]).astype(np.int64),
    )
    time = np.concatenate([asks["time"], replies["time"]])
    is_reply = np.arange(len(pair)) >= len(asks)
    order = np.lexsort((is_reply, time, pair))
    last = np.maximum.accumulate(np.where(is_reply[order], -1, np.arange(len(order))))
    question = np.empty(len(order), np.int64)
    question[order] = np.where(last >= 0, order[np.maximum(last, 0)], -1)
    question = question[len(asks) :]
    asked = question >= 0
    asked &= (pair[question] == pair[len(asks) :]) & (replies["time"] - time[question] <= ANSWER_NS)
    return replies.take(asked), question[asked]


def askers(rows: Evidence) -> Mapping[int, set[int]]:
    """The MACs that ask others from each address (code)."""
    asks = rows.of_kinds(ARP_REQUEST, NS)
    source = np.where(asks["kind"] == NS, asks["ip_src"], asks["sender_ip"])
    macs = np.where(asks["sender_mac"] != 0, asks["sender_mac"], asks["eth_src"])
    found: dict[int, set[int]] = defaultdict(set)
    for mac, code, _ in pair_counts(macs, source):
        if code != NO_ADDRESS and mac:
            found[code].add(mac)
    return found


def announced(rows: Evidence) -> set[int]:
    """The addresses (codes) that somebody announced to all."""
    unasked = rows.take((rows["kind"] == NA) & (rows["eth_dst"] & MULTICAST_BIT != 0))
    told_to_all = rows.of_kinds(ARP_ANNOUNCEMENT)["sender_ip"], unasked["target_ip"]
    return {code for column in told_to_all for code in distinct(column).tolist()}


def answered_together(
    code: NDArray[np.int32], mac: NDArray[np.uint64], question: NDArray[np.int64]
) -> Mapping[tuple[int, int], set[int]]:
    """By address (code) and MAC, who else answered one question that the MAC answered; of many, a few."""
    voices: dict[int, set[int]] = defaultdict(set)
    of: dict[int, int] = {}
    at = first_of_pairs(question, mac)
    which, n = np.unique(question[at], return_counts=True)
    at = at[np.isin(question[at], which[n > 1])]
    for one, who, asked in zip(code[at].tolist(), mac[at].tolist(), question[at].tolist(), strict=True):
        voices[asked].add(who)
        of[asked] = one
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    for asked, macs in voices.items():
        few = tuple(sorted(macs))[:TOLD_APART]
        for who in macs:
            found[of[asked], who] |= {other for other in few if other != who}
    return found
