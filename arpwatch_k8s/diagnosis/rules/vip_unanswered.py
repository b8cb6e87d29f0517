"""Nobody answers for the VIP: the capturing host asks who has it, again and again, in vain.

A Linux host asks three times, a second apart, then tells its programs "no route to host" (errno 113) without a single
frame to the VIP. Only the capturing host's own questions count: answers to others are unicast, and are not seen here.
"""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.questions import Unanswered
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.signs.stability import frames_of, witness_frames
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import listed, plural, seconds

ID = "vip-unanswered"

REMEDY = (
    "Find out why nobody announces {vip}: is it assigned (kubectl get svc -A | grep -F {vip}), does a speaker run "
    "that may announce it (MetalLB: L2Advertisement and node selectors; kube-vip: a leader that lost its lease may "
    "fall silent, kube-vip/kube-vip#1747), does its interface hear broadcasts (promiscuous mode, port security, "
    "Wi-Fi and hypervisor filters: metallb/metallb#253, metallb/metallb#284)? With IPVS and strictARP only a speaker "
    "answers."
)
CONFIRM = (
    "arping -b -c 3 -I IF {vip} from {host}; on the node that should hold it: tcpdump -eni IF arp and host {vip} "
    "(are the questions heard there?), kubectl -n metallb-system logs -l component=speaker, or ip addr | grep -F {vip}"
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and capturing host."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        by_host: dict[int, list[Unanswered]] = {}
        for one in record.unanswered:
            by_host.setdefault(one.mac, []).append(one)
        findings += [finding(case, record, host, vain) for host, vain in by_host.items()]
        if len(record.asked) and not by_host and not record.hosts:
            why = "where the capture was taken cannot be told: answers to others are unicast and unseen"
            ruled_out.append(RuledOut(ID, record.vip, why))
    return findings, ruled_out


def finding(case: Case, record: VipRecord, host: int, vain: list[Unanswered]) -> Finding:
    """The finding that one host's questions make."""
    label = case.inventory.label
    sure = any(one.mac == host and one.sure for one in record.hosts)
    drops = sum(info.drops or 0 for info in case.captures)
    start, end = vain[0].start, vain[-1].end
    longest = max(one.end - one.start for one in vain)
    times = plural(sum(len(one.frames) for one in vain), "time")
    claims = [owner for one in vain for owner in record.claims.between(one.start, one.end)["owner"].tolist()]
    claimants = dict.fromkeys(claims)
    against = []
    if claimants:
        who = listed([label(owner) for owner in claimants])
        against.append(f"{who} claimed it meanwhile: announced, yet not answering, as behind a filter")
    if drops:
        against.append(f"The capturing side lost {drops} frames, answers perhaps among them")
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL,
        confidence=Confidence.LOW if drops else Confidence.HIGH if sure else Confidence.MEDIUM,
        vip=record.vip,
        start=start,
        end=end,
        summary=f"Nobody answers for {record.vip}: {label(host)} asked {times} who has it, for up to "
        f"{seconds(longest)} on end, in vain; its programs see `no route to host` (errno 113)",
        because=argument(case, record, host, vain),
        against=tuple(against),
        missing=()
        if sure
        else (f"Certainty that the capture was taken at {label(host)}: elsewhere its answers would not be seen",),
        remedy=REMEDY.format(vip=record.vip),
        confirm=CONFIRM.format(vip=record.vip, host=case.inventory.name(host) or "the asking host"),
    )


def argument(case: Case, record: VipRecord, host: int, vain: list[Unanswered]) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    label = case.inventory.label(host)
    asked = [frame for one in vain for frame in one.frames]
    steps = [
        Step(
            f"{label}, where this was captured, asked all who has {record.vip}: {plural(len(asked), 'question')} "
            f"without an answer within {seconds(case.thresholds.answer_ns)}",
            some(asked),
        )
    ]
    mine = record.connections.begun_within(vain[0].start, vain[-1].end)
    during = [one for one in mine[:1000] if one.sender_mac == host and any(v.start <= one.start <= v.end for v in vain)]
    if not during:
        steps.append(Step("Meanwhile it sent no SYN to it: its kernel had no MAC to send one to", some(asked, 2)))
    witnesses = [
        frame
        for owner in dict.fromkeys(epoch.owner for epoch in record.ownership.epochs)
        for frame in witness_frames(record, owner)
    ] or frames_of(record.answers)
    if witnesses:
        steps.append(Step("At other times somebody claimed it or answered for it", some(sorted(set(witnesses)), 4)))
    return tuple(steps)


RULE: Final = Rule(
    id=ID,
    title="nobody answers for the address",
    judge=judge,
    needs=(
        Need.SEGMENT,
        Need.HOST,
    ),
    danger=True,
)
