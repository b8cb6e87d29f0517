"""The VIP is a node's own address: a controller took it for one, and announces it from another node.

kube-vip announces what it finds in a Service's status, and other controllers write addresses of nodes there (k3s
ServiceLB, kube-vip/kube-vip#1288); a MetalLB pool may hold the nodes' range. The host whose address it is holds it
rightly: it claimed or served it before anybody announced it, asks from it like any host from its own, and no other
address of its is known, or the inventory gives it to that node. It is no orphan, and no stranger; to take the address
off it would cut it off.
"""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.claimants import announcing, by_owner, shown, talk
from arpwatch_k8s.diagnosis.signs.dealings import dealings, harmed_at
from arpwatch_k8s.diagnosis.signs.holding import held_first, held_quietly, is_given_it, manages, own_address
from arpwatch_k8s.diagnosis.signs.naming import program
from arpwatch_k8s.diagnosis.signs.observation import Seen
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.wording.counts import plural

ID = "vip-is-node-address"
MOST_HOLDERS: Final = 32
"""Hosts that are looked at, those first that spoke most: a segment has not many more nodes."""

REMEDY = (
    "Leave the address on {node}; take it from what announces it: kubectl get svc -A -o wide | grep -F {vip} names the "
    "Service that has it. kube-vip announces whatever it finds in a Service's status, addresses of nodes that k3s "
    "ServiceLB wrote there among them (kube-vip/kube-vip#1288): switch ServiceLB off (--disable=servicelb), or set "
    "kube-vip.io/ignore=true on the Service, a loadBalancerClass, or svc_enable=false. MetalLB: take the nodes' "
    "addresses out of the IPAddressPool."
)
CONFIRM = (
    Proof("", "kubectl get nodes -o wide | grep -F {vip}", "a node's INTERNAL-IP"),
    Proof("", "kubectl get svc -A -o wide | grep -F {vip}"),
    Proof("On {node}", "ip -br addr"),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP that is a host's own address and that another announces."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        speakers = by_owner(case, record)
        for holder in [*speakers][:MOST_HOLDERS]:
            own = own_address(case, record, holder) if len(held_quietly(record, holder)) else None
            if not isinstance(own, Seen):
                continue
            others = [owner for owner in speakers if owner != holder and len(announcing(record, owner))]
            controlled = [owner for owner in others if manages(speakers[owner]) is not None]
            first = [owner for owner in controlled if held_first(record, holder, owner)]
            given = is_given_it(case, record, holder)
            label = case.inventory.label(holder)
            if others and not controlled:
                why = f"nobody announces {label}'s own address as a program does that moves addresses"
                ruled_out.append(RuledOut(ID, record.vip, why))
            elif controlled and not first and not given:
                why = f"{label} was not seen to hold it before it was announced"
                ruled_out.append(RuledOut(ID, record.vip, why))
            for owner in controlled if given else first:
                speaker = manages(speakers[owner])
                if speaker is not None:
                    findings.append(finding(case, record, holder, speaker, own, before=owner in first))
    return findings, ruled_out


def finding(case: Case, record: VipRecord, holder: int, speaker: Speaker, own: Seen, *, before: bool) -> Finding:
    """The finding against what announces a host's own address."""
    label, owner = case.inventory.label, speaker.owner
    told = announcing(record, owner)
    start, end = int(told["time"][0]), int(told["time"][-1])
    lost = harmed_at(case, record, owner, start, end)
    node = case.inventory.name(holder) or "its host"
    given = is_given_it(case, record, holder)
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if len(lost) else Severity.WARNING,
        confidence=Confidence.HIGH if given and before else Confidence.MEDIUM,
        vip=record.vip,
        owner=owner,
        start=start,
        end=end,
        summary=f"{program(speaker)} on {label(owner)} announces {record.vip}, which is {label(holder)}'s own address",
        because=argument(case, record, holder, speaker, own, before=before),
        missing=()
        if given
        else (
            f"Whether {label(holder)} is a node by that address: --inventory with kubectl get nodes -o json",
            f"All addresses of {label(holder)}: ip -br addr there",
        ),
        instead=()
        if given
        else ("duplicate-address, if the VIP was meant to be one, and that host got it by mistake",),
        remedy=REMEDY.format(node=node, vip=record.vip),
        proofs=filled(CONFIRM, node=node, vip=record.vip),
        explains=lost,
    )


def argument(
    case: Case, record: VipRecord, holder: int, speaker: Speaker, own: Seen, *, before: bool
) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    label, told = case.inventory.label, announcing(record, speaker.owner)
    start = int(told["time"][0])
    steps = [Step(f"{record.vip} is {label(holder)}'s own address: {own.detail}", own.frames)]
    if before:
        earlier = held_quietly(record, holder)
        served = record.answers[record.answers["owner"] == holder]
        there = shown(earlier[earlier["time"] < start], 4) + shown(served[served["time"] < start], 2)
        steps.append(
            Step(f"It held it before {label(speaker.owner)} announced it; {dealings_of(case, record, holder)}", there)
        )
    steps.append(
        Step(
            f"Then {label(speaker.owner)} announced it {plural(len(told), 'time')}: {talk([speaker])}; "
            f"{dealings_of(case, record, speaker.owner)}",
            shown(told),
        )
    )
    return tuple(steps)


def dealings_of(case: Case, record: VipRecord, owner: int) -> str:
    """What an owner did with SYNs, in words."""
    return dealings(case, record, owner).in_words()


RULE: Final = Rule(
    id=ID,
    title="the VIP is a node's own address",
    judge=judge,
    needs=(Need.CLAIMS,),
    covers=frozenset(
        {"duplicate-address", "foreign-host", "orphan-address", "split-brain", "two-controllers", "wrong-owner"}
    ),
    covers_moves=True,
    danger=True,
    asserts=frozenset({Fact.SEVERAL_OWNERS}),
)
