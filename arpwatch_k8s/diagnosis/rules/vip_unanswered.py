"""Nobody answers for the VIP: a host asks who has it, again and again, in vain.

A Linux host asks three times, a second apart, then tells its programs "no route to host" (errno 113) without a single
frame to the VIP. Where the capture was taken at that host its answers would have been seen. Elsewhere answers to it are
unicast and unseen, but a kernel that goes on asking all at its own pace, and sends the address nothing, was not
answered: else it would have stopped.

Where somebody announced the address and is still heard, the question is another one: not why nobody has it, but why
who has it does not hear the questions, or does not answer them. IPv6 asks by multicast, which a switch without a
querier and a card's own filter drop, where they pass what is sent to all nodes.

Fooled by: programs that ask each second whatever they hear (those that name no MAC, as some versions of arping).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.holders import NOBODY, owners_at
from arpwatch_k8s.correlator.ownership.questions import Unanswered
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.signs.claimants import announcing, shown
from arpwatch_k8s.diagnosis.signs.gaps import misses_frames
from arpwatch_k8s.diagnosis.signs.observation import Seen
from arpwatch_k8s.diagnosis.signs.presence import Presence, presence
from arpwatch_k8s.diagnosis.signs.stability import frames_of, witness_frames
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import plural, seconds, times

ID = "vip-unanswered"

NOBODY_HAS_IT: Final = (
    "Find out why nobody announces {vip}: is it assigned (kubectl get svc -A | grep -F {vip}), does a speaker run "
    "that may announce it (MetalLB: L2Advertisement and node selectors; kube-vip: a leader that lost its lease may "
    "fall silent, kube-vip/kube-vip#1747), does its interface hear {questions}?"
)
UNHEARD: Final = (
    "{owner} announced {vip}: find out why it does not hear the questions, or does not answer them. Does its interface "
    "hear {questions}? If a program announces it and the kernel has to answer: is the address still there (ip addr)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How one version of IP speaks of it."""

    questions: str
    """What questions are, and what keeps them from being heard."""
    confirm: str
    """The commands that prove it."""


V4: Final = Words(
    questions="broadcasts (promiscuous mode, port security, Wi-Fi and hypervisor filters: metallb/metallb#253, "
    "metallb/metallb#284; with IPVS and strictARP only a speaker answers)",
    confirm="arping -b -c 3 -I IF {vip} from {host}; on the node that should hold it: tcpdump -eni IF arp and host "
    "{vip} (are the questions heard there?), kubectl -n metallb-system logs -l component=speaker, or ip addr | grep -F "
    "{vip}",
)
V6: Final = Words(
    questions="neighbor solicitations, which go by multicast to ff02::1:ff00:0/104 (MLD snooping on a switch without a "
    "querier; the multicast filter of its network card or of the hypervisor, where the program never joined the group: "
    "ip -6 maddr show; ip link set IF promisc on helps: cilium/cilium#44311, cilium/cilium#41678)",
    confirm="ndisc6 {vip} IF and ip -6 neigh show {vip} on {host}; on the node that should hold it: tcpdump -p -eni IF "
    "'icmp6 and ip6[40] == 135' (are the neighbor solicitations heard there? without -p promiscuous mode lets them "
    "in), ip -6 maddr show dev IF, ip -6 addr | grep -F {vip}",
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and host that asks in vain."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        by_host: dict[int, list[Unanswered]] = {}
        for one in record.unanswered:
            by_host.setdefault(one.mac, []).append(one)
        holders = distinct(owners_at(record.ownership.epochs, np.array([one.start for one in record.unanswered])))
        there = {
            owner: presence(case, record, owner)
            for owner in holders.tolist()
            if owner != NOBODY and len(announcing(record, owner))
        }
        findings += [finding(case, record, host, vain, there) for host, vain in by_host.items()]
        if len(record.asked) and not by_host and not record.hosts:
            why = (
                "where the capture was taken cannot be told: answers to others are unicast and unseen, and nobody went "
                "on asking as a kernel does that is not answered"
            )
            ruled_out.append(RuledOut(ID, record.vip, why))
    return findings, ruled_out


def finding(case: Case, record: VipRecord, host: int, vain: list[Unanswered], there: Mapping[int, Presence]) -> Finding:
    """The finding that one host's questions make; `there`: when those were heard that announced the VIP."""
    label, here = case.inventory.label, vain[0].here
    sure = any(one.mac == host and one.sure for one in record.hosts)
    loss = misses_frames(case, record) if here else None
    longest = max(one.end - one.start for one in vain)
    often = plural(sum(len(one.frames) for one in vain), "time")
    owner = announcer(case, record, vain, there)
    words = V6 if ":" in record.vip else V4
    who = f"Nobody answers for {record.vip}"
    if owner is not None:
        who = f"{label(owner)} announced {record.vip} and does not answer for it"
    remedy = (NOBODY_HAS_IT if owner is None else UNHEARD).format(
        vip=record.vip, owner=label(owner) if owner is not None else "", questions=words.questions
    )
    return Finding(
        rule=ID,
        severity=Severity.WARNING if served_within(record, vain) else Severity.CRITICAL,
        confidence=Confidence.LOW if loss else Confidence.HIGH if sure else Confidence.MEDIUM,
        vip=record.vip,
        start=vain[0].start,
        end=vain[-1].end,
        summary=f"{who}: {label(host)} asked {often} who has it, for up to {seconds(longest)} on end, in vain; its "
        "programs see `no route to host` (errno 113)",
        because=argument(case, record, host, vain, None if owner is None else there[owner], owner),
        against=(loss,) if loss else (),
        missing=missing(case, vain, owner, sure=sure),
        remedy=remedy,
        confirm=words.confirm.format(vip=record.vip, host=case.inventory.name(host) or "the asking host"),
    )


def announcer(case: Case, record: VipRecord, vain: list[Unanswered], there: Mapping[int, Presence]) -> int | None:
    """Who held the VIP by its announcements when the questions began, and is heard while they go on; None where nobody
    is known to be there."""
    starts = np.array([one.start for one in vain], np.int64)
    spans = [(one.start, one.end + case.thresholds.answer_ns) for one in vain]
    for owner in distinct(owners_at(record.ownership.epochs, starts)).tolist():
        ear = there.get(owner)
        if ear and any(isinstance(ear.heard(*span), Seen) for span in (*spans, (vain[0].start, vain[-1].end))):
            return int(owner)
    return None


def served_within(record: VipRecord, vain: list[Unanswered]) -> list[FrameRef]:
    """Answers to SYNs of others while a host asked in vain."""
    answered = record.answers["time"]
    inside = np.zeros(len(answered), bool)
    for one in vain:
        low, high = np.searchsorted(answered, [one.start, one.end + 1])
        inside[low:high] = True
    return frames_of(record.answers[inside])


def missing(case: Case, vain: list[Unanswered], owner: int | None, *, sure: bool) -> tuple[str, ...]:
    """What would decide."""
    label, said = case.inventory.label(vain[0].mac), []
    if not vain[0].here:
        said.append(f"A capture at {label}: it may have been a program that asks each second whatever it hears")
    elif not sure:
        said.append(f"Certainty that the capture was taken at {label}: elsewhere its answers would not be seen")
    if owner is not None:
        said.append(
            f"A capture at {case.inventory.label(owner)}: whether the questions reach it decides between the network, "
            "which loses them, and the node, which does not answer"
        )
    return tuple(said)


def argument(
    case: Case,
    record: VipRecord,
    host: int,
    vain: list[Unanswered],
    there: Presence | None,
    owner: int | None,
) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding; `there`: when the owner that announced the VIP was heard."""
    label = case.inventory.label(host)
    asked = [frame for one in vain for frame in one.frames]
    where = ", where this was captured," if vain[0].here else ""
    steps = [
        Step(
            f"{label}{where} asked all who has {record.vip}: {plural(len(asked), 'question')} without an answer within "
            f"{seconds(case.thresholds.answer_ns)}"
            if vain[0].here
            else f"{label} asked all who has {record.vip}, once a second: {plural(len(asked), 'question')}. "
            "A kernel that is answered asks no second time",
            some(asked),
        )
    ]
    sent = record.connections.begun_within(vain[0].start, vain[-1].end)
    during = [one for one in sent[:1000] if one.sender_mac == host and any(v.start <= one.start <= v.end for v in vain)]
    if not during:
        steps.append(Step("Meanwhile it sent no SYN to it: its kernel had no MAC to send one to", some(asked, 2)))
    if owner is not None and there is not None:
        steps.append(is_there(case, record, vain, there, owner))
    served = served_within(record, vain)
    if served:
        steps.append(Step("Others were served meanwhile: it is this host's questions alone", some(served, 4)))
    witnesses = [
        frame
        for owner in dict.fromkeys(epoch.owner for epoch in record.ownership.epochs)
        for frame in witness_frames(record, owner)
    ] or frames_of(record.answers)
    if witnesses and owner is None:
        steps.append(Step("At other times somebody claimed it or answered for it", some(sorted(set(witnesses)), 4)))
    return tuple(steps)


def is_there(case: Case, record: VipRecord, vain: list[Unanswered], there: Presence, owner: int) -> Step:
    """The owner that announced the VIP was heard while nobody answered."""
    rows, wait = announcing(record, owner), case.thresholds.answer_ns
    heard = [frame for one in vain for frame in there.life.frames(one.start, one.end + wait)[:4]]
    return Step(
        f"{case.inventory.label(owner)} announced it {times(len(rows))}, and was heard meanwhile: it is there, "
        "and the questions are not heard or not answered",
        (*shown(rows, 4), *some(heard, 4)),
    )


RULE: Final = Rule(
    id=ID,
    title="nobody answers for the address",
    judge=judge,
    needs=(Need.SEGMENT,),
    danger=True,
)
