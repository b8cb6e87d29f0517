"""One node announces the VIP by two interfaces in one layer 2: two MACs, in lockstep, of one healthy speaker.

MetalLB announces by every interface that it was not told to leave alone, each with its own MAC (metallb/metallb#531,
metallb/metallb#597). Caches take whichever spoke last; nothing moved. Two partitioned speakers that one event re-arms
may look alike: identity decides, and where nothing tells it both causes are told, each with low confidence.
"""

from __future__ import annotations

from itertools import combinations
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.signs.claimants import lost_within, loudest, speakers_of
from arpwatch_k8s.diagnosis.signs.lockstep import Kinship, lockstep
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.speakers import Speaker

ID = "two-interfaces"

REMEDY = (
    "Announce by one interface: MetalLB L2Advertisement spec.interfaces: [IF] (metallb/metallb#277, "
    "metallb/metallb#597, metallb/metallb#1299), kube-vip vip_interface; put the other interface into a bond with "
    "it, or into a network of its own, and set net.ipv4.conf.all.arp_ignore=1."
)
CONFIRM = (
    Proof("On the node", "ip -br link | grep -iE {macs}", "both are its own"),
    Proof("", "kubectl get l2advertisements -A -o yaml"),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and pair of MACs in lockstep."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    kin = Kinship(case)
    for record in case.vips:
        spoke = [speaker for speaker in speakers_of(case, record) if speaker.announcements]
        for one, other in combinations(loudest(spoke), 2):
            together = lockstep(one, other) if one.mac != other.mac else 0
            if not together:
                continue
            same = kin.one_node(one, other)
            if same is False:
                who = f"{case.inventory.label(one.owner)} and {case.inventory.label(other.owner)}"
                ruled_out.append(RuledOut(ID, record.vip, f"{who} speak in lockstep, but are two nodes as named"))
            else:
                findings.append(finding(case, record, (one, other), together, same))
    return findings, ruled_out


def finding(case: Case, record: VipRecord, pair: tuple[Speaker, Speaker], together: int, same: bool | None) -> Finding:
    """The finding that two MACs in lockstep make."""
    one, other = pair
    label = case.inventory.label
    macs = [mac_text(speaker.mac) or "" for speaker in pair]
    claims = record.claims["time"][np.isin(record.claims["mac"], [one.mac, other.mac])]
    start, end = int(claims[0]), int(claims[-1])
    lost = lost_within(case, record, start, end)
    node = case.inventory.name(one.owner) or case.inventory.name(other.owner) or "One node"
    steps = [
        Step(
            f"{macs[0]} and {macs[1]} announced {record.vip} at the same instants, {together} times",
            some(sorted({*one.frames, *other.frames})),
        )
    ]
    if same:
        steps.append(Step(f"Both are {node}'s: {identity(case, one, other)}", some(one.frames, 2)))
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if len(lost) else Severity.WARNING,
        confidence=Confidence.HIGH if same else Confidence.LOW,
        vip=record.vip,
        start=start,
        end=end,
        summary=f"{node if same else 'Perhaps one node'} announces {record.vip} by two interfaces, {macs[0]} and "
        f"{macs[1]}: caches take whichever spoke last",
        because=tuple(steps),
        against=()
        if same
        else (
            f"{label(one.owner, one.mac)} and {label(other.owner, other.mac)} may as well be two nodes that one event "
            "makes announce at once (split-brain)",
        ),
        missing=() if same else (f"Whose {macs[0]} and {macs[1]} are: --node NAME=MAC for both, or --inventory",),
        remedy=REMEDY,
        proofs=filled(CONFIRM, macs="|".join(macs)),
        explains=lost,
    )


def identity(case: Case, one: Speaker, other: Speaker) -> str:
    """What says that two MACs are one node's."""
    shared = Kinship(case).shared_address(one, other)
    return "the inventory says so" if one.owner == other.owner or not shared else f"both hold {shared}, too"


RULE: Final = Rule(
    id=ID,
    title="one node announces by two interfaces",
    judge=judge,
    needs=(Need.CLAIMS,),
    covers=frozenset({"duplicate-address", "orphan-address"}),
    covers_moves=True,
    danger=True,
)
