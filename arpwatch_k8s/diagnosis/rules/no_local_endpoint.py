"""The owner drops SYNs without a word while it is alive: typically, no endpoint on the node that holds the VIP.

With externalTrafficPolicy Local, kube-proxy has a node without a local endpoint drop the Service's packets. The node
goes on sending other frames, sends no RST and no unreachable message, at most a redirect before the drop, and never
asks who has the VIP, as it would if it forwarded the SYN (`service-not-programmed`). A NetworkPolicy, a full
conntrack table and a DROP rule look the same from outside; what else the owner served at the time helps to tell.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connection
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.symptom import SymptomKind
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.failures import (
    answered_on,
    by_target,
    ended,
    first_start,
    last_end,
    scanned_ports,
    syns,
    unsettled,
)
from arpwatch_k8s.diagnosis.signs.forwarding import asked_at, asked_by
from arpwatch_k8s.diagnosis.signs.life import Life, life
from arpwatch_k8s.diagnosis.signs.stability import may_be_routed
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import plural, seconds

ID = "no-local-endpoint"
FEWEST_SYNS = 2
"""SYNs without answer from which on it is no single lost frame."""

REMEDY = (
    "Let {node} have a ready endpoint of {vip}:{port}, or the VIP be where one is: externalTrafficPolicy Cluster, or a "
    "DaemonSet for the ingress controller; kube-vip needs svc_election=true for Local (metallb/metallb#2561, "
    "metallb/metallb#263, kubernetes/kubernetes#127937). If the policy is Cluster, look for the alternatives named "
    "above."
)
CONFIRM = (
    "kubectl get svc -A -o wide | grep -F {vip}; kubectl get svc -n NS NAME -o "
    "jsonpath='{{.spec.externalTrafficPolicy}}'; kubectl get endpointslices -A -o wide (any on {node}?); on {node}: "
    "iptables-save -c | grep -F 'has no local endpoints', conntrack -S (drop, insert_failed); kubectl get "
    "networkpolicy -A"
)
ALTERNATIVES = "a NetworkPolicy or a FORWARD DROP that matches the client, a full conntrack table, a full accept queue"


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP, owner and port whose SYNs vanish."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        scanned = scanned_ports(record)
        for (owner, port), attempts in by_target(case, record, ended(record, AttemptOutcome.UNANSWERED)).items():
            if port in scanned:
                continue
            heard = life(case, record, owner)
            why = objection(case, record, owner, attempts, heard)
            if why is None:
                findings.append(finding(case, record, owner, port, attempts, heard))
            else:
                ruled_out.append(RuledOut(ID, record.vip, why))
    return findings, ruled_out


def objection(case: Case, record: VipRecord, owner: int, lost: list[Connection], heard: Life) -> str | None:
    """Why lost SYNs do not accuse a live owner; None where nothing speaks against it."""
    label, near = case.inventory.label(owner), case.thresholds.alive_ns
    if may_be_routed(case, record):
        return "a router may stand between: ARP never names the VIP here"
    if not all(heard.within(one.start - near, one.tries[-1].time + near) for one in lost):
        return f"{label} was not heard within {seconds(near)} of a lost SYN: it may have been gone itself"
    if sum(len(one.tries) for one in lost) < FEWEST_SYNS:
        return "a single SYN was lost"
    asked = asked_by(case, record, owner)
    asks = [frame for one in lost for sent in one.tries if (frame := asked_at(case, asked, sent.time))]
    if asks:
        return f"{label} asked who has the VIP (frame {case.cite(asks[0])}): it forwarded, it did not drop"
    return unsettled(case, record, owner, first_start(lost), last_end(lost))


def finding(case: Case, record: VipRecord, owner: int, port: int, lost: list[Connection], heard: Life) -> Finding:
    """The finding about one owner and port."""
    label, node = case.inventory.label(owner), case.inventory.name(owner) or "the owner"
    served = record.served_by(owner, port, case.inventory)
    amid = answered_on(record, owner, port, lost, case)
    redirected = redirects(record, lost)
    drops = sum(info.drops or 0 for info in case.captures)
    against = []
    if amid:
        against.append(
            f"{plural(len(amid), 'other SYN')} to the same port {'was' if len(amid) == 1 else 'were'} answered "
            "meanwhile: more like a limit (conntrack, accept queue) or a rule for some clients than a node without "
            "endpoint"
        )
    if drops:
        against.append(f"The capturing side lost {drops} frames, answers perhaps among them")
    if not all(one.tries[-1].mac for one in lost):
        against.append("Which MAC the SYNs went to is not in the capture (cooked): another node may have got them")
    return Finding(
        rule=ID,
        severity=Severity.WARNING if amid else Severity.CRITICAL,
        confidence=Confidence.LOW if against or not (record.on_link or redirected) else Confidence.MEDIUM,
        vip=record.vip,
        owner=owner,
        start=first_start(lost),
        end=last_end(lost),
        summary=f"{label} holds {record.vip} and is alive, but drops SYNs to port {port} without a word, as a node "
        "without a local endpoint does",
        because=argument(case, record, owner, lost, heard, redirected, list(served[:1]) + list(served[-1:])),
        against=tuple(against),
        missing=(
            f"The Service's policy and endpoints; alternatives that frames cannot exclude: {ALTERNATIVES}",
            *(() if record.on_link else ("ARP: nobody's claim of the VIP is in this capture",)),
        ),
        remedy=REMEDY.format(node=node, vip=record.vip, port=port),
        confirm=CONFIRM.format(node=node, vip=record.vip),
        explains=record.failed.only(lost),
    )


def redirects(record: VipRecord, lost: list[Connection]) -> list[FrameRef]:
    """Redirects that quote the lost SYNs."""
    mine = {one.number for one in lost}
    return [
        s.frame
        for s in record.symptoms
        if s.kind == SymptomKind.ICMP_REDIRECT and s.attempt and s.attempt.number in mine
    ]


def argument(
    case: Case,
    record: VipRecord,
    owner: int,
    lost: list[Connection],
    heard: Life,
    redirected: list[FrameRef],
    served: list[Connection],
) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    label, near = case.inventory.label(owner), case.thresholds.alive_ns
    begun, tried = (np.array(times) for times in zip(*((one.start, one.tries[-1].time) for one in lost), strict=True))
    alive = heard.frames_near(begun - near, tried + near, 6)
    steps = [
        Step(
            f"{plural(sum(len(one.tries) for one in lost), 'SYN')} of {plural(len(lost), 'attempt')} went to {label} "
            "and got no SYN-ACK, no RST and no unreachable message",
            some(syns(lost)),
        ),
        Step(
            f"It was alive: other frames of it within {seconds(near)} of each",
            alive or tuple(syns(lost[:1])),
        ),
        Step(
            f"It never asked who has {record.vip} then, as a node that forwards a SYN does: they were dropped in it",
            tuple(syns(lost[:1])),
        ),
    ]
    if redirected:
        steps.append(
            Step(
                f"It sent {plural(len(redirected), 'redirect')} for them, which a node does before its FORWARD rules "
                "drop",
                some(redirected),
            )
        )
    if served:
        steps.append(
            Step(
                "It served this port at other times",
                tuple(dict.fromkeys(one.answer_frame for one in served if one.answer_frame is not None)),
            )
        )
    return tuple(steps)


RULE: Final = Rule(
    id=ID,
    title="the owner is alive and drops",
    judge=judge,
    needs=(Need.ATTEMPTS,),
    asserts=frozenset({Fact.ALIVE, Fact.ONE_OWNER}),
)
