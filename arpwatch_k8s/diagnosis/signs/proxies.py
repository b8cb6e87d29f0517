"""Who answers questions for others: proxy ARP, told by answers that come late and by their number.

Linux delays an answer on another's behalf by a random time up to proxy_delay, 0.8 s, so that the owner may be first
(net/ipv4/arp.c arp_process; measured 90, 533, 589 and 592 ms). An owner's kernel takes microseconds, a program in user
space some milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.claimants import announcing, answers_of, places
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ARP_REPLY, ARP_REQUEST
from arpwatch_k8s.evidence.segment import segments

LATE_NS: Final = 50_000_000
"""Answers of an owner, even a busy one in user space, are sooner; of a random delay up to 0.8 s most are later."""
LEAST: Final = 3
"""Late answers from which on they are no accident."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """Late answers of one owner: delays (ns) and frames for the VIP; `others`: further addresses that it answered for,
    late, too (texts)."""

    delays: tuple[int, ...]
    frames: tuple[FrameRef, ...]
    others: tuple[str, ...]


def proxies(case: Case, record: VipRecord) -> Mapping[int, Proxy]:
    """Owners that answer late for a VIP which they do not announce, with what shows it."""
    every = answers_of(case, record)
    owner, delays = every.rows["owner"], every.delays
    ahead = np.isin(every.question, every.of_several().question) & every.first_of_each()
    found: dict[int, Proxy] = {}
    for who in np.unique(owner[delays >= LATE_NS]).tolist():
        mine = owner == who
        late = mine & (delays >= LATE_NS)
        if 2 * late.sum() < mine.sum() or (mine & ahead).any() or len(announcing(record, who)):
            continue
        others = late_for(case, record, who)
        if late.sum() + len(others) >= LEAST:
            found[who] = Proxy(tuple(delays[late].tolist()), tuple(places(every.rows[late])), others)
    return found


def late_for(case: Case, record: VipRecord, owner: int) -> tuple[str, ...]:
    """Other addresses that an owner answered for late."""
    rows = case.views[record.view].evidence.of_kinds(ARP_REQUEST, ARP_REPLY)
    index, names = segments(rows)
    rows = rows.take(index == names.index(record.segment)) if record.segment in names else rows.take(index < 0)
    node = case.inventory.by_mac.get(owner)
    macs = np.array(node.macs if node else (owner,), np.uint64)
    replies = rows.take((rows["kind"] == ARP_REPLY) & np.isin(rows["sender_mac"], macs))
    asked = rows.take(rows["kind"] == ARP_REQUEST)
    late: dict[str, None] = {}
    for code in np.unique(replies["sender_ip"]).tolist():
        text = rows.addresses.text(code)
        if text is None or text == record.vip:
            continue
        times = replies["time"][replies["sender_ip"] == code]
        questions = asked["time"][asked["target_ip"] == code]
        at = np.searchsorted(questions, times, side="right") - 1
        known = at >= 0
        waited = times[known] - questions[at[known]]
        if len(waited) and LATE_NS <= int(np.median(waited)) <= case.thresholds.answer_ns:
            late[text] = None
    return tuple(late)
