"""The capture was taken behind a router: who owns the VIP cannot be seen from here.

Then the sender never asks for the VIP's MAC, but for its router's, and all addresses beyond have the MAC of that. An
entry that is fresh needs no question either; but then the VIP would be of the neighbors' own network. How large that is
ARP does not say: at least it holds all addresses that ARP names, and it is seldom smaller than 256 addresses (IPv6:
2^64, RFC 4291 section 2.5.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.addresses import NO_ADDRESS
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT, ARP_REPLY, ARP_REQUEST, NA, TCP_SYN, TCP_SYNACK
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import plural

ID = "not-visible-here"
V4_HIGH = 0xFFFF
V4_BITS = 32
SMALLEST_V4, SMALLEST_V6 = 8, 64
"""Bits that hosts of one network differ in at least."""

REMEDY = (
    "Capture on the VIP's own segment: on the router {router}, or on a node, tcpdump -i IF -w FILE 'arp or icmp or "
    "icmp6 or host {vip}'; then who claims {vip} and whom the router believes can be seen."
)
CONFIRM = (
    Proof("On the capturing host", "ip route get {vip}", "via = a router stands between"),
    Proof("On the capturing host", "ip neigh show"),
)


@dataclass(frozen=True, slots=True)
class Router:
    """A neighbor's MAC that also carries the VIP's frames: its own address (code), and where it was told; `neighbors`:
    all addresses (codes) that ARP names."""

    mac: int
    address: int
    frames: list[FrameRef]
    neighbors: set[int]


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP that lies behind a router."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        if record.on_link or not len(record.connections):
            continue
        if not record.shows_arp:
            why = "the capture has no ARP at all: whether a router stands between cannot be told"
            ruled_out.append(RuledOut(ID, record.vip, why))
            continue
        router = router_of(case, record)
        if router is None:
            why = "ARP never names the VIP, but the MAC that carries it is not known to be a router's"
            ruled_out.append(RuledOut(ID, record.vip, why))
        else:
            findings.append(finding(case, record, router))
    return findings, ruled_out


def router_of(case: Case, record: VipRecord) -> Router | None:
    """The router that carries the VIP's frames; None where the MAC that does has no address of its own here, or where
    the VIP is within the range of the segment's neighbors."""
    rows = case.views[record.view].evidence
    frames = carried(rows, record.code)
    macs = ways(frames, record.code)
    told = rows.of_kinds(ARP_REQUEST, ARP_REPLY, ARP_ANNOUNCEMENT, NA)
    address = np.where(told["kind"] == NA, told["target_ip"], told["sender_ip"])
    mac = np.where(told["kind"] == NA, told["target_mac"], told["sender_mac"])
    there = (address != NO_ADDRESS) & (address != record.code)
    senders = {one.sender_mac for one in record.connections[:1]}
    theirs = np.flatnonzero(there & np.isin(mac, np.array(sorted(macs - senders - {0}), np.uint64)))
    if not len(theirs) or within(rows, distinct(address[there]), record.code):
        return None
    who = int(mac[theirs[0]])
    own = theirs[mac[theirs] == who]
    places = told.take(own).frames()
    return Router(who, int(address[own[0]]), places, set(address[there].tolist()))


def ways(frames: Evidence, vip: int) -> set[int]:
    """The MACs that SYNs to the VIP go to; of a cooked capture those that its answers come from, which may take another
    way."""
    to = frames.take(frames["ip_dst"] == vip)["eth_dst"]
    by = frames.take(frames["ip_src"] == vip)["eth_src"]
    return set(distinct(to if to.any() else by).tolist())


def carried(rows: Evidence, vip: int) -> Evidence:
    """SYNs to the VIP and answers to them."""
    opened = rows.of_kinds(TCP_SYN, TCP_SYNACK)
    return opened.take((opened["ip_dst"] == vip) | (opened["ip_src"] == vip))


def within(rows: Evidence, neighbors: np.ndarray[tuple[int], np.dtype[np.int32]], vip: int) -> bool:
    """Whether an address is within the range (common prefix) of the neighbors of its family."""
    number = rows.addresses.number
    family = number(vip) >> V4_BITS == V4_HIGH
    known = [number(code) for code in neighbors.tolist() if (number(code) >> V4_BITS == V4_HIGH) == family]
    differing = SMALLEST_V4 if family else SMALLEST_V6
    for one in known:
        differing = max(differing, (one ^ known[0]).bit_length())
    return not known or number(vip) >> differing == known[0] >> differing


def others_beyond(rows: Evidence, router: Router, vip: int, neighbors: set[int]) -> list[FrameRef]:
    """Frames from the router's MAC that come from further addresses that no ARP names."""
    from_it = rows.take((rows["eth_src"] == router.mac) & (rows["ip_src"] != NO_ADDRESS) & (rows["ip_src"] != vip))
    beyond = from_it.take(~np.isin(from_it["ip_src"], list(neighbors)))
    return beyond.frames()


def finding(case: Case, record: VipRecord, router: Router) -> Finding:
    """The finding about a VIP behind a router."""
    text = case.evidence.addresses.text(router.address) or ""
    label = case.inventory.label(case.inventory.owner(router.mac), router.mac)
    syns = carried(case.views[record.view].evidence, record.code)
    syns = syns.take((syns["eth_dst"] == router.mac) | (syns["eth_src"] == router.mac))
    frames = syns.frames()
    beyond = others_beyond(case.views[record.view].evidence, router, record.code, router.neighbors)
    return Finding(
        rule=ID,
        severity=Severity.INFO,
        confidence=Confidence.MEDIUM if beyond else Confidence.LOW,
        vip=record.vip,
        start=record.connections[0].start,
        end=max(one.start for one in record.connections[-1:]),
        summary=f"{record.vip} lies behind a router, {label}: who owns it cannot be seen in this capture",
        because=(
            Step(
                f"{plural(len(frames), 'SYN and SYN-ACK frame')} of {record.vip} went by the MAC of {label}",
                some(frames, 4),
            ),
            Step(f"That MAC says in ARP or neighbor discovery that it is {text}", some(router.frames, 4)),
            Step(
                f"ARP and neighbor discovery are in the capture, never name {record.vip}, and all addresses they "
                "name are of a range that it is not in",
                some(router.frames, 2),
            ),
            *([Step("It carries other addresses that ARP never names, too", some(beyond, 4))] if beyond else []),
        ),
        missing=("The VIP's own segment: claims, announcements and owners are there",),
        remedy=REMEDY.format(router=text, vip=record.vip),
        proofs=filled(CONFIRM, vip=record.vip),
    )


RULE: Final = Rule(
    id=ID,
    title="a router stands between",
    judge=judge,
    needs=(
        Need.SEGMENT,
        Need.ATTEMPTS,
    ),
)
