"""Who answers questions for others: proxy ARP, told by answers that come late, or by what is answered for.

Linux delays an answer on another's behalf by a random time up to proxy_delay, 0.8 s, so that the owner may be first
(net/ipv4/arp.c arp_process; measured 90, 533, 589 and 592 ms). It does so for questions to all alone: what was asked of
it is answered at once. An owner's kernel takes microseconds, a program in user space some milliseconds. That it answers
for others needs another who has the VIP, or several addresses of others answered in that way.

A gateway may answer at once as well (proxy_delay 0, other systems). Then that it answers for the own addresses of
several other hosts tells it (`evidence/behalf.py`).

Fooled by, and so left aside: one host that is slow, which answers late whatever it is asked, also for itself and also
when asked alone; forgers, who answer what nobody asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, Neighborhood
from arpwatch_k8s.diagnosis.signs.claimants import announcing, answers_of, places
from arpwatch_k8s.diagnosis.signs.holding import macs_of
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.behalf import askers, on_behalf
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.pairs import first_of_pairs
from arpwatch_k8s.evidence.parts import parts
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT, ARP_REPLY, ARP_REQUEST, MULTICAST_BIT, NA, NS
from arpwatch_k8s.evidence.segment import segments
from arpwatch_k8s.evidence.unasked import subjects, told

if TYPE_CHECKING:
    from numpy.typing import NDArray

LATE_NS: Final = 50_000_000
"""Answers of an owner, even a busy one in user space, are sooner; of a random delay up to 0.8 s most are later."""
LEAST: Final = 3
"""Late answers from which on they are no accident."""
SEVERAL: Final = 2
"""Addresses of others, beside the VIP, from which on no second owner of the VIP has to be seen."""


MOST: Final = 32
"""Owners that are looked at: each is held against the whole segment, and a forger can make any number of them."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """Answers of one owner on others' behalf: delays (ns) and frames for the VIP; `others`: further addresses, none its
    own, that it answered for (texts); `rivals`: frames in which another has the VIP; `late`: whether that they come
    late tells it, to questions to all; `asked_from`: how many of the others another host asks from; `others_frames`:
    frames that told of the others."""

    delays: tuple[int, ...]
    frames: tuple[FrameRef, ...]
    others: tuple[str, ...]
    rivals: tuple[FrameRef, ...]
    late: bool = True
    asked_from: int = 0
    others_frames: tuple[FrameRef, ...] = ()


def proxies(case: Case, record: VipRecord) -> Mapping[int, Proxy]:
    """Owners that answer for a VIP which they do not announce, on another's behalf, with what shows it."""
    at_once, late = answering_at_once(case, record), answering_late(case, record)
    return {**at_once, **late}


def answering_at_once(case: Case, record: VipRecord) -> Mapping[int, Proxy]:
    """Owners that answer for a VIP as they do for the own addresses of several other hosts, however soon."""
    answering = set(distinct(answers_of(record).rows["owner"]).tolist())
    if not answering:
        return {}
    around = neighborhood(case, record)
    held_by: dict[int, dict[int, int]] = {}
    for mac, held in around.behalf.items():
        if (owner := case.inventory.owner(mac)) in answering:
            held_by.setdefault(owner, {}).update(held)
    return {
        owner: proxy
        for owner, held in held_by.items()
        if (proxy := at_once(case, record, around.rows, owner, held)) is not None
    }


def neighborhood(case: Case, record: VipRecord) -> Neighborhood:
    """What was said on a VIP's segment, and who answers there on others' behalf; found once for all its VIPs."""
    whole = case.views[record.view].evidence
    key = id(whole), record.segment
    found = case.neighborhoods.get(key)
    if found is None:
        rows = on_segment(case, record, ARP_REQUEST, ARP_REPLY, ARP_ANNOUNCEMENT, NS, NA)
        found = case.neighborhoods[key] = Neighborhood(whole, rows, on_behalf(rows))
    return found


def at_once(case: Case, record: VipRecord, rows: Evidence, owner: int, held: Mapping[int, int]) -> Proxy | None:
    """What shows that an owner answers for a VIP on another's behalf; None where nothing does. `held`: the addresses
    (codes) that it answers for, with whose each is."""
    every = answers_of(record)
    mine = every.rows["owner"] == owner
    others = {code: mac for code, mac in held.items() if code != record.code and rows.addresses.text(code)}
    hosts = {case.inventory.owner(mac) for mac in others.values()} - {owner}
    if not mine.any() or len(hosts) < SEVERAL or len(announcing(record, owner)):
        return None
    asking = askers(rows)
    told_of = np.isin(rows["kind"], (ARP_REPLY, NA)) & np.isin(told(rows), macs_of(case, owner))
    return Proxy(
        tuple(every.delays[mine].tolist()),
        tuple(places(every.rows[mine])),
        tuple(rows.addresses.text(code) or "" for code in others),
        held_by_another(record, owner),
        late=False,
        asked_from=sum(mac in asking.get(code, ()) for code, mac in others.items()),
        others_frames=tuple(rows.take(told_of & np.isin(subjects(rows), list(others))).frames()),
    )


def answering_late(case: Case, record: VipRecord) -> Mapping[int, Proxy]:
    """Owners that answer late for a VIP which they do not announce, with what shows it."""
    every = answers_of(record)
    owner, delays = every.rows["owner"], every.delays
    to_all = every.asked["to_all"][every.question]
    first = first_of_owner(every.question, owner)
    ahead = np.isin(every.question, every.of_several().question) & every.first_of_each()
    found: dict[int, Proxy] = {}
    for who in most_often(owner[to_all & (delays >= LATE_NS)]):
        mine = (owner == who) & first
        late, alone = mine & to_all & (delays >= LATE_NS), mine & ~to_all
        slow = alone.any() and 2 * np.count_nonzero(delays[alone] >= LATE_NS) >= np.count_nonzero(alone)
        if slow or 2 * late.sum() < (mine & to_all).sum() or (mine & ahead).any() or len(announcing(record, who)):
            continue
        others = late_for(case, record, who)
        rivals = held_by_another(record, who)
        if others is not None and late.sum() + len(others) >= LEAST and (rivals or len(others) >= SEVERAL):
            found[who] = Proxy(tuple(delays[late].tolist()), tuple(places(every.rows[late])), others, rivals)
    return found


def most_often(owners: NDArray[np.int64]) -> list[int]:
    """Of some owners those that come most often, at most `MOST`."""
    found, count = np.unique(owners, return_counts=True)
    return [int(one) for one in found[np.argsort(-count, kind="stable")][:MOST]]


def answers_late_only(record: VipRecord, owner: int) -> bool:
    """Whether all that an owner ever said of the VIP are answers that came late, or where nobody's questions are in the
    capture: it may answer for others, though too little was seen to say so."""
    mine = record.claims.rows[record.claims["owner"] == owner]
    if not len(mine) or mine["announces"].any() or (mine["kind"] != ARP_REPLY).any():
        return False
    every = answers_of(record)
    waited = every.delays[every.rows["owner"] == owner]
    if not len(waited):
        return not np.isin(record.asked["asker"], mine["peer"]).any()
    return not (waited < LATE_NS).any()


def first_of_owner(question: NDArray[np.int64], owner: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which answers, in order of questions and time, are the first of their owner to their question."""
    found: NDArray[np.bool_] = np.zeros(len(question), bool)
    if len(question):
        found[first_of_pairs(question, owner)] = True
    return found


def held_by_another(record: VipRecord, owner: int) -> tuple[FrameRef, ...]:
    """Frames in which anybody else claims the VIP, or answers SYNs for it."""
    claimed = record.claims.rows[record.claims["owner"] != owner][:LEAST]
    served = record.answers[record.answers["owner"] != owner][:LEAST]
    return tuple(
        FrameRef(capture, frame) for seen in (claimed, served) for capture, frame in seen[["capture", "frame"]].tolist()
    )


def late_for(case: Case, record: VipRecord, owner: int) -> tuple[str, ...] | None:
    """Other addresses, none that it asks from, that an owner answered for late when all were asked; None where it is
    slow for its own as well."""
    rows = on_segment(case, record, ARP_REQUEST, ARP_REPLY)
    macs = macs_of(case, owner)
    requests = rows.take(rows["kind"] == ARP_REQUEST)
    replies = rows.take((rows["kind"] == ARP_REPLY) & np.isin(rows["sender_mac"], macs))
    own = distinct(requests["sender_ip"][np.isin(requests["sender_mac"], macs)])
    asked = requests.take((requests["eth_dst"] == 0) | (requests["eth_dst"] & MULTICAST_BIT != 0))
    late: dict[str, None] = {}
    for code in distinct(replies["sender_ip"]).tolist():
        text = rows.addresses.text(code)
        if text is None or code == record.code:
            continue
        waited = waits(asked.take(asked["target_ip"] == code), replies.take(replies["sender_ip"] == code))
        waited = waited[waited <= case.thresholds.answer_ns]
        if len(waited) and int(np.median(waited)) >= LATE_NS:
            if code in own:
                return None
            late[text] = None
    return tuple(late)


def on_segment(case: Case, record: VipRecord, *kinds: int) -> Evidence:
    """The rows of some kinds on a VIP's segment."""
    rows = case.views[record.view].evidence.of_kinds(*kinds)
    index, names = segments(rows)
    here = names.index(record.segment) if record.segment in names else -1
    return rows.take(index == here)


def waits(asked: Evidence, replies: Evidence) -> NDArray[np.int64]:
    """How long each reply took since the last question of whom it was sent to, ns; those to nobody's are left out."""
    found: list[NDArray[np.int64]] = []
    own, none = dict(parts(asked["sender_ip"])), np.zeros(0, np.int64)
    for who, mine in parts(replies["target_ip"]):
        questions = asked["time"][own.get(who, none)]
        times = replies["time"][mine]
        at = np.searchsorted(questions, times, side="right") - 1
        found.append(times[at >= 0] - questions[at[at >= 0]])
    return np.concatenate(found) if found else np.zeros(0, np.int64)
