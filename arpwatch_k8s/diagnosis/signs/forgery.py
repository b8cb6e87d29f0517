"""Forged claims: who tells hosts, unasked, that an address is where it is not.

Forgers of ARP answer what nobody asked, each victim by itself, again and again, since a true answer would undo it. Told
by replies to one host that had not asked, more than an accident, of which one at least of these holds as well: another
MAC holds the address; the same MAC tells other hosts' own addresses so; it asked for the address itself and was told by
another who has it; the frame comes from another MAC than the one it tells; it sends on what it gets, or never serves.

Fooled by, and so left aside: proxy ARP, which answers questions; VRRP, HSRP and other virtual MACs; ARP suppression,
whose sender differs, but which answers questions; a bond in balance-alb, which tells of one node alone, and serves what
it tells; MetalLB's answers to a rival's announcement. Blind where the questions of whom is told are not in the capture:
then only a stream faster than anybody asks, or the other signs, show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.finding import some
from arpwatch_k8s.diagnosis.signs.handshakes import asked_of, usual_ttl
from arpwatch_k8s.diagnosis.signs.relaying import not_accepted, sent_on
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.distinct import distinct, in_order
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import (
    ARP_PROBE,
    ARP_REPLY,
    ARP_REQUEST,
    NA,
    NS,
)
from arpwatch_k8s.evidence.segment import segments
from arpwatch_k8s.evidence.unasked import BOTH, subjects, told, unasked
from arpwatch_k8s.evidence.virtual import is_virtual_mac
from arpwatch_k8s.thresholds import NS as SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST: Final = 3
"""Unasked replies from which on they are no accident: one may be a late answer, another the answer to a question that
was lost."""
MOST_OF_IT: Final = 2 / 3
"""Of what a forger tells hosts one by one, how much at least nobody asked for; where a capture lost some of the
questions, most answers still have theirs."""
AGAIN_NS: Final = 15 * SECOND
"""How often a forger tells the same at least, since the truth comes back: arpspoof every 2 s, ettercap every 10 s
(etter.conf: arp_poison_delay); half as long again for a lost one."""
STREAM_NS: Final = 1 * SECOND
"""More than `BOTH` replies to one host in each such time answer nobody: a host asks for an address at most once a
second (RFC 1122 section 2.3.2.1)."""
MOST_FORGERS: Final = 16
"""MACs that are looked at, those first that told most: more are a flood."""
MOST: Final = 6
"""Frames or addresses that are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgery:
    """What shows that `mac` forges claims of a VIP."""

    mac: int
    """Who sent the frames."""
    owner: int
    """The owner behind it."""
    start: int
    """When it first told so, ns UTC."""
    end: int
    """When it last told so, ns UTC."""
    count: int
    """How often."""
    hosts: tuple[int, ...]
    """Whom it told: MACs."""
    frames: tuple[FrameRef, ...]
    """Some of the frames."""
    would_show: str
    """Why a question would have been seen, had there been one; empty where it might not."""
    rivals: tuple[FrameRef, ...]
    """Frames in which another MAC holds the address."""
    others: tuple[str, ...]
    """Addresses of other hosts that it told unasked, too."""
    others_frames: tuple[FrameRef, ...]
    """Frames of that."""
    asked: tuple[FrameRef, ...]
    """Its own question for the address, and another's answer."""
    apart: tuple[FrameRef, ...]
    """Frames from its MAC that tell of another MAC."""
    relayed: tuple[FrameRef, ...]
    """Frames of what it got and sent on, or redirects for it."""
    unserved: tuple[FrameRef, ...]
    """SYNs that it got and never accepted one of, on ports that others serve."""

    @property
    def signs(self) -> int:
        """How many signs there are beside the unasked replies."""
        return sum(map(bool, (self.rivals, self.others, self.asked, self.apart, self.relayed, self.unserved)))


def forgeries(case: Case, record: VipRecord) -> Mapping[int, Forgery]:
    """Who forges claims of a VIP, by owner."""
    rows = neighbors(case, record)
    about = (subjects(rows) == record.code) & np.isin(rows["kind"], (ARP_REPLY, NA))
    if np.count_nonzero(about) < LEAST:
        return {}
    # MetalLB answers a rival's announcement in this form, whose sender asked for itself
    to_rival = (rows["kind"] == ARP_REPLY) & (rows["sender_ip"] == rows["target_ip"])
    false = unasked(rows) & ~to_rival
    sender = np.where(rows["eth_src"] != 0, rows["eth_src"], told(rows))
    found: dict[int, Forgery] = {}
    macs, counts = np.unique(sender[false & about], return_counts=True)
    order = np.argsort(-counts, kind="stable")[:MOST_FORGERS]
    for mac in macs[order[counts[order] >= LEAST]].tolist():
        mine = sender == mac
        lies = mine & false & about
        if not again_and_again(rows["time"][lies]) or np.count_nonzero(lies) < MOST_OF_IT * np.count_nonzero(
            mine & about & ~to_rival
        ):
            continue
        if is_virtual_mac(mac) or is_virtual_mac(int(told(rows)[false & about & mine][0])):
            continue
        one = forgery(case, record, rows, mac, mine, false)
        if one is not None:
            found[one.owner] = one
    return found


def again_and_again(times: NDArray[np.int64]) -> bool:
    """Whether something was told time and again, as forgers must: in several seconds, mostly soon after the last time.
    One burst is what a bond tells its peers when an interface of its fails."""
    told_in = distinct((times - times[0]) // STREAM_NS)
    return len(told_in) >= LEAST and int(np.median(np.diff(told_in))) * STREAM_NS <= AGAIN_NS


def neighbors(case: Case, record: VipRecord) -> Evidence:
    """The rows of ARP and neighbor discovery on a VIP's segment."""
    rows = case.views[record.view].evidence.of_kinds(ARP_REQUEST, ARP_PROBE, ARP_REPLY, NS, NA)
    index, names = segments(rows)
    here = names.index(record.segment) if record.segment in names else -1
    return rows.take(index == here)


def forgery(
    case: Case, record: VipRecord, rows: Evidence, mac: int, mine: NDArray[np.bool_], false: NDArray[np.bool_]
) -> Forgery | None:
    """What shows that one MAC forges; None where too little does. `mine`: the rows that it sent, `false`: those that
    nobody asked for."""
    lies = rows.take(mine & false & (subjects(rows) == record.code))
    hosts = tuple(in_order(hosts_told(lies)))
    owner = case.inventory.owner(mac)
    others = tuple(others_told(record, rows, mac, mine & false, false))
    if is_peer_s(case, record, owner, others):
        return None
    found = Forgery(
        mac=mac,
        owner=owner,
        start=int(lies["time"][0]),
        end=int(lies["time"][-1]),
        count=len(lies),
        hosts=hosts,
        frames=some_frames(lies),
        would_show=shown_by_any(rows, mine & false, record.code),
        rivals=some(holders_beside(case, record, owner, told(lies)), MOST),
        others=tuple(text for text, _, _ in others)[:MOST],
        others_frames=tuple(frame for _, frame, _ in others)[:MOST],
        asked=some(asked_itself(case, record, mac, owner), MOST),
        apart=some_frames(lies.take(told(lies) != mac)) if not same_node(case, mac, told(lies)) else (),
        relayed=some(sent_on(case, record, mac), MOST),
        unserved=some(not_accepted(case, record, owner), MOST),
    )
    proved = found.rivals or found.others
    return (
        found
        if (found.would_show and proved)
        or found.asked
        or (found.others and found.signs > 1)
        or (found.apart and len(lies) > LEAST)
        else None
    )


def some_frames(rows: Evidence) -> tuple[FrameRef, ...]:
    """Where at most `MOST` of some rows are, spread evenly over all."""
    return tuple(rows.take(np.array(some(range(len(rows)), MOST), np.int64)).frames())


def hosts_told(lies: Evidence) -> NDArray[np.uint64]:
    """Whom each reply was sent to."""
    there: NDArray[np.uint64] = np.where(lies["eth_dst"] != 0, lies["eth_dst"], lies["target_mac"])
    return there


def shown_by_any(rows: Evidence, lies: NDArray[np.bool_], code: int) -> str:
    """Why questions would have been seen, of those who were told of the VIP (`code`), or of another address by the same
    MAC: then it tells unasked, whatever it is about."""
    subject = subjects(rows)
    codes, counts = np.unique(subject[lies], return_counts=True)
    for one in [code, *(other for other in codes[counts >= LEAST].tolist() if other != code)][:MOST]:
        why = exposure(rows, rows.take(lies & (subject == one)))
        if why:
            return why if one == code else f"{why}, where it told of {rows.addresses.text(one)}"
    return ""


def exposure(rows: Evidence, lies: Evidence) -> str:
    """Why questions of those who were told would have been seen; empty where they might not: those told most asked for
    other things in the capture, or nobody asks as often as they were told."""
    asks = np.isin(rows["kind"], (ARP_REQUEST, ARP_PROBE, NS))
    asker = np.where(rows["eth_src"] != 0, rows["eth_src"], rows["sender_mac"])
    there = hosts_told(lies)
    if np.count_nonzero(np.isin(there, asker[asks])) >= MOST_OF_IT * len(lies):
        return "other questions of whom it told are in the capture"
    lasted = int(lies["time"][-1] - lies["time"][0])
    a_host = len(lies) / len(distinct(there))
    if lasted >= STREAM_NS and a_host > BOTH * (1 + lasted / STREAM_NS):
        return f"{len(lies) / (lasted / SECOND):,.0f} a second, and nobody asks more often than once a second"
    return ""


def holders_beside(case: Case, record: VipRecord, owner: int, said: NDArray[np.uint64]) -> list[FrameRef]:
    """Frames in which anybody but a forger, and but whom it told of, claims the VIP or answers SYNs for it."""
    aside = [owner, *case.inventory.owners(distinct(said), np.zeros(len(distinct(said)), np.int64), record.segment)]
    claimed = record.claims.rows[~np.isin(record.claims["owner"], aside)]
    served = record.answers[~np.isin(record.answers["owner"], aside)]
    return sorted(
        FrameRef(capture, frame)
        for seen in (claimed[:MOST], served[:MOST])
        for capture, frame in seen[["capture", "frame"]].tolist()
    )


def others_told(
    record: VipRecord, rows: Evidence, mac: int, lies: NDArray[np.bool_], false: NDArray[np.bool_]
) -> Iterator[tuple[str, FrameRef, frozenset[int]]]:
    """Addresses but the VIP that a MAC told unasked, and that are another's own: it asks from them, or answers. Each
    with a frame that told it, and the MACs whose it is."""
    subject = subjects(rows)
    codes, counts = np.unique(subject[lies], return_counts=True)
    asks = np.isin(rows["kind"], (ARP_REQUEST, NS))
    source = np.where(rows["kind"] == NS, rows["ip_src"], rows["sender_ip"])
    answers = np.isin(rows["kind"], (ARP_REPLY, NA)) & ~false
    for code in codes[(counts >= LEAST) & (codes != record.code)].tolist():
        holds = ((asks & (source == code)) | (answers & (subject == code))) & (rows["eth_src"] != mac)
        text = rows.addresses.text(code)
        if holds.any() and text is not None:
            first = np.flatnonzero(lies & (subject == code))[:1]
            yield text, rows.take(first).frames()[0], frozenset(distinct(rows["eth_src"][holds]).tolist())


def is_peer_s(
    case: Case, record: VipRecord, owner: int, others: Sequence[tuple[str, FrameRef, frozenset[int]]]
) -> bool:
    """Whether all that a MAC told are addresses of one node, the VIP's other holder, and it serves the VIP as that one
    did, not one hop further: it is that node's other interface, in a bond (balance-alb). Forgers tell of two ends."""
    holders = {case.inventory.owner(mac) for _, _, macs in others for mac in macs}
    rivals = set(distinct(record.claims["owner"]).tolist()) | set(distinct(record.answers["owner"]).tolist())
    if not holders or len(holders) > 1 or rivals - {owner} != holders:
        return False
    answered = record.connections.where(record.connections.column("answer_event") >= 0)
    by = case.inventory.owners(answered.column("answer_mac"), answered.column("answer_time"), record.segment)
    asked = asked_of(case, record, answered)
    whole = (asked == by) | (answered.at("last_try", "eth_dst") == 0)
    mine, theirs = (answered.where((by == one) & whole) for one in (owner, *holders))
    return len(mine) >= LEAST and usual_ttl(mine) == usual_ttl(theirs)


def asked_itself(case: Case, record: VipRecord, mac: int, owner: int) -> list[FrameRef]:
    """Where a MAC asked for the VIP in its own name, as one that has it never does, and another answered."""
    asked = record.asked[(record.asked["mac"] == mac) & (record.asked["asker"] != record.code)]
    claims = record.claims.rows
    found: list[FrameRef] = []
    for question in asked[:MOST]:
        time = int(question["time"])
        low, high = np.searchsorted(claims["time"], [time, time + case.thresholds.answer_ns])
        near = claims[low:high]
        told_it = near[(near["owner"] != owner) & (near["peer"] == question["asker"])]
        if len(told_it):
            found.append(FrameRef(int(question["capture"]), int(question["frame"])))
            found.append(FrameRef(int(told_it["capture"][0]), int(told_it["frame"][0])))
    return found


def same_node(case: Case, mac: int, said: NDArray[np.uint64]) -> bool:
    """Whether all MACs that were told of are of the node that told."""
    return all(case.inventory.owner(one) == case.inventory.owner(mac) for one in distinct(said).tolist())
