"""Questions that were put to one owner, and whether it answered them.

Put to it is what was sent to its MAC alone, and what all were asked about an address of its own, or about the VIP while
it is the owner. Whom a question was asked of counts: that another one answers says nothing of this one. An answer
belongs to the question before it, that which ends a silence too.

An answer is unicast: that it is missing means something only where one to that asker would have been seen, since
another one is in the capture, or since it was taken at the asker. Whoever asks from no address hopes for no answer.

Fooled by: a node that lost the address after it had claimed it, and no more (it answers nothing about it, and lives); a
switch that drops broadcasts; a capture that began to lose frames in one direction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.holders import NOBODY, owners_at
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.life import macs_of
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.addresses import NO_ADDRESS
from arpwatch_k8s.evidence.among import among, occurring
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ARP_REPLY, ARP_REQUEST, MULTICAST_BIT, NA, NS
from arpwatch_k8s.evidence.segment import segments

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_VAIN: Final = 3
"""Questions without an answer that are no single loss: as many as a kernel asks in a row (Linux net/ipv4/arp.c:
mcast_solicit and ucast_solicit, 3)."""

PUT: Final = np.dtype(
    [
        ("time", "i8"),
        ("mac", "u8"),
        ("asker", "i4"),
        ("target", "i4"),
        ("frame", "i8"),
        ("capture", "i4"),
        ("answer", "i8"),
        ("answer_capture", "i4"),
        ("to_all", "?"),
        ("visible", "?"),
        ("held", "?"),
    ]
)
"""A question about `target` (address code) by `asker`, from `mac`; answer, answer_capture: frame and capture of the
owner's answer, -1 where there is none; visible: whether it would have been seen here;
held: whether it was about an address that the owner had by then: one of its own, or the VIP after it had claimed it or
served there, and before another did."""


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """Questions put to one owner, in order of time."""

    rows: NDArray[Any]
    """`PUT` records."""

    def within(self, start: int, end: int) -> Questions:
        """Those of [start, end], ns UTC."""
        low, high = np.searchsorted(self.rows["time"], [start, end + 1])
        return Questions(self.rows[low:high])

    def of(self, mask: NDArray[np.bool_]) -> Questions:
        """Some of them."""
        return Questions(self.rows[mask])

    @property
    def vain(self) -> Questions:
        """Those that stayed without an answer which would have been seen."""
        return self.of((self.rows["answer"] < 0) & self.rows["visible"])

    @property
    def owed(self) -> Questions:
        """Those about an address that the owner had: one that is there answers them."""
        return self.of(self.rows["held"])

    @property
    def answered(self) -> Questions:
        """Those that it answered."""
        return self.of(self.rows["answer"] >= 0)

    def __len__(self) -> int:
        return len(self.rows)

    def frames(self) -> list[FrameRef]:
        """Where they are, each with its answer."""
        found = []
        for capture, frame, answer, where in self.rows[["capture", "frame", "answer", "answer_capture"]].tolist():
            found += [FrameRef(capture, frame)] + ([FrameRef(where, answer)] if answer >= 0 else [])
        return found


def nobody_until(record: VipRecord, since: int, until: int) -> int | None:
    """Until when in [since, until) nobody had the VIP, ns UTC: who asked all for it got no answer; None where nobody
    asked, or somebody answered."""
    return max((one.end for one in record.unanswered if one.start < until and one.end >= since), default=None)


def put_to(case: Case, record: VipRecord, owner: int) -> Questions:
    """The questions that were put to an owner of a VIP, in order of time."""
    rows = of_segment(case, record)
    macs, own = macs_of(case, owner), addresses_of(case, record, owner)
    to_all = (rows["eth_dst"] == 0) | (rows["eth_dst"] & MULTICAST_BIT != 0)
    asks = ((rows["kind"] == ARP_REQUEST) | (rows["kind"] == NS)) & ~among(rows["eth_src"], macs)
    asks &= np.where(to_all, np.isin(rows["target_ip"], own), np.isin(rows["eth_dst"], macs))
    nobody = rows.addresses.find("::")
    if nobody != NO_ADDRESS:
        asks &= ~((rows["kind"] == NS) & (rows["ip_src"] == nobody))
    told = rows.take(((rows["kind"] == ARP_REPLY) | (rows["kind"] == NA)) & is_from(rows, macs))
    asked = rows.take(asks)
    found = np.zeros(len(asked), PUT)
    for name in ("time", "frame", "capture"):
        found[name] = asked[name]
    found["mac"], found["target"], found["to_all"] = asked["eth_src"], asked["target_ip"], to_all[asks]
    found["asker"] = np.where(asked["kind"] == NS, asked["ip_src"], asked["sender_ip"])
    found["visible"] = sees_answers(case, record, macs, found)
    found["held"] = (found["target"] != record.code) | (held_at(record, found["time"]) == owner)
    match(found, told, case.thresholds.answer_ns)
    return Questions(found)


def held_at(record: VipRecord, times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Who held the VIP at some times (ns UTC) by claims, or else by who served; `NOBODY` where neither says."""
    claimed, serving = owners_at(record.ownership.epochs, times), owners_at(record.serving, times)
    found: NDArray[np.int64] = np.where(claimed != NOBODY, claimed, serving)
    return found


def of_segment(case: Case, record: VipRecord) -> Evidence:
    """Rows of ARP and neighbor discovery on a VIP's segment."""
    rows = case.views[record.view].evidence
    rows = rows.take(rows["kind"] <= NA)
    index, names = segments(rows)
    here = names.index(record.segment) if record.segment in names else -1
    return rows.take(index == here)


def addresses_of(case: Case, record: VipRecord, owner: int) -> NDArray[np.int32]:
    """Codes of the addresses that an owner answers for: the VIP, and those of its own."""
    node = case.inventory.by_mac.get(owner)
    find = case.views[record.view].evidence.addresses.find
    own = [find(text) for text in (node.addresses if node else ())]
    return np.array([record.code, *(code for code in own if code != NO_ADDRESS)], np.int32)


def is_from(rows: Evidence, macs: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which answers are a node's, by the frame's source or by the MAC that they tell."""
    told = np.where(rows["kind"] == NA, rows["target_mac"], rows["sender_mac"])
    found: NDArray[np.bool_] = among(rows["eth_src"], macs) | among(told, macs)
    return found


def answered_to(rows: Evidence) -> NDArray[np.int32]:
    """Codes of the addresses that answers go to."""
    found: NDArray[np.int32] = np.where(rows["kind"] == NA, rows["ip_dst"], rows["target_ip"])
    return found


def sees_answers(case: Case, record: VipRecord, macs: NDArray[np.uint64], asked: NDArray[Any]) -> NDArray[np.bool_]:
    """Of which questions an answer would have been seen: frames of the node to that asker are in the capture, or it was
    taken at the asker and has what others sent there."""
    rows = case.views[record.view].evidence
    told = rows.of_kinds(ARP_REPLY, NA)
    known = distinct(answered_to(told.take(is_from(told, macs))))
    askers = distinct(asked["mac"])
    reached = occurring(askers, rows["eth_dst"][among(rows["eth_src"], macs)])
    hosts = np.array([host.mac for host in record.hosts], np.uint64)
    reached |= np.isin(askers, hosts[occurring(hosts, rows["eth_dst"])])
    found: NDArray[np.bool_] = np.isin(asked["asker"], known) | np.isin(asked["mac"], askers[reached])
    return found


def match(asked: NDArray[Any], told: Evidence, longest: int) -> None:
    """Note the answer to each question: an asker's last question about an address before it gets it, if in time."""
    about = np.where(told["kind"] == NA, told["target_ip"], told["sender_ip"])
    pairs = np.concatenate([pair(asked["target"], asked["asker"]), pair(about, answered_to(told))])
    times = np.concatenate([asked["time"], told["time"]])
    is_reply = np.arange(len(pairs)) >= len(asked)
    order = np.lexsort((is_reply, times, pairs))
    last = np.maximum.accumulate(np.where(is_reply[order], -1, np.arange(len(order))))
    which = np.flatnonzero(is_reply[order] & (last >= 0))
    replies, questions = order[which], order[last[which]]
    fits = (pairs[replies] == pairs[questions]) & (times[replies] - times[questions] <= longest)
    asked["answer"], asked["answer_capture"] = -1, -1
    asked["answer"][questions[fits]] = told["frame"][replies[fits] - len(asked)]
    asked["answer_capture"][questions[fits]] = told["capture"][replies[fits] - len(asked)]


def pair(target: NDArray[Any], asker: NDArray[Any]) -> NDArray[np.int64]:
    """A number for each address and asker."""
    found: NDArray[np.int64] = target.astype(np.int64) << 32 | (asker.astype(np.int64) & 0xFFFFFFFF)
    return found
