"""A firewall on the way in rejects connections to the VIP, and says so.

ICMP 3/9, 3/10 and 3/13 (IPv6: 1/1, 1/5, 1/6) are what packet filters send (RFC 1812 section 5.2.7.1, RFC 4443 section
3.1). A proxy reports them as errno 113, "no route to host", as it does a VIP that nobody answers for: the code tells
the two apart. A quoted TTL that was decremented shows a rule of the FORWARD chain, one that was not, INPUT or earlier.

A node limits how many messages it sends (Linux net.ipv4.icmp_ratelimit): attempts that it left unanswered amid them
were rejected as well.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.symptom import Symptom, SymptomKind
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.failures import (
    by_target,
    ended,
    left_unsaid,
    scanned_ports,
    sent_to,
    some_syns,
    unsettled,
)
from arpwatch_k8s.diagnosis.signs.observation import Blind
from arpwatch_k8s.diagnosis.signs.stability import UNPLACED, frames_of, may_be_routed, witness_frames
from arpwatch_k8s.diagnosis.signs.visibility import claims_visible
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.inventory.nodes import BY_ADDRESS
from arpwatch_k8s.wording.counts import plural

ID = "rejected-by-firewall"
ICMP_V4, ICMP_V6 = 3, 1
PROHIBITED_V4 = {9: "network prohibited", 10: "host prohibited", 13: "administratively prohibited"}
PROHIBITED_V6 = {1: "administratively prohibited", 5: "source address failed policy", 6: "reject route"}
CERTAIN = 3
"""Rejections from which on it is a rule, not a single accident."""

REMEDY = (
    "Leave the VIP alone. Allow port {port} in {node}'s packet filter: firewalld answers with 3/13, the rule "
    "`REJECT --reject-with icmp-host-prohibited` at the end of RHEL's chains with 3/10. Where the FORWARD chain "
    "rejects, the pod network's interfaces belong into a trusted zone, before that rule."
)
CONFIRM = (
    Proof("On {node}", "iptables-save -c | grep -i reject", "the rule whose counter rises with each failed connection"),
    Proof("On {node}", "nft list ruleset | grep -i -B3 reject"),
    Proof("On {node}", "firewall-cmd --list-all-zones"),
)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A message, and the attempt that it ended; None where that is not in the capture."""

    message: Symptom
    attempt: Connection | None


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and node that rejects."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        by_node: dict[int, list[Rejection]] = {}
        reasons: Counter[str] = Counter()
        scanned = scanned_ports(record)
        for message in record.symptoms.of_kinds(SymptomKind.ICMP_UNREACHABLE):
            if meaning(message):
                owner = case.inventory.owner(message.mac, message.time, message.segment)
                found = rejection(case, record, message, owner)
                if isinstance(found, Rejection) and found.attempt is not None and found.attempt.port in scanned:
                    found = "is about a port of many that were scanned"
                if isinstance(found, str):
                    reasons[found] += 1
                else:
                    by_node.setdefault(owner, []).append(found)
        findings += [finding(case, record, owner, rejected) for owner, rejected in by_node.items()]
        if reasons and not by_node:
            why = "; ".join(f"{plural(n, 'ICMP message')} of a filter: {reason}" for reason, n in reasons.items())
            ruled_out.append(RuledOut(ID, record.vip, why))
    return findings, ruled_out


def meaning(message: Symptom) -> str | None:
    """What a packet filter's code says; None for what others send."""
    codes = PROHIBITED_V4 if message.icmp_type == ICMP_V4 else PROHIBITED_V6 if message.icmp_type == ICMP_V6 else {}
    return codes.get(-1 if message.icmp_code is None else message.icmp_code)


def rejection(case: Case, record: VipRecord, message: Symptom, owner: int) -> Rejection | str:
    """The rejection that a message is, or why it is none."""
    if message.quotes_syn is False:
        return "quotes no SYN: it ended no attempt to connect"
    attempt = message.attempt
    if attempt is None or not attempt.tries:
        return Rejection(message, None)
    if attempt.answer_time is not None and attempt.answer_time < message.time:
        return "quotes a SYN that was answered"
    target = sent_to(case, record, attempt)
    if target is not None and target != owner:
        return UNPLACED if owner & BY_ADDRESS else "comes from another node than the one the SYN went to"
    return Rejection(message, attempt)


def finding(case: Case, record: VipRecord, owner: int, rejected: list[Rejection]) -> Finding:
    """The finding against one node's filter."""
    label, node = case.inventory.label(owner), case.inventory.name(owner) or "the node"
    hit = record.connections.only(r.attempt for r in rejected if r.attempt is not None)
    untold = unsaid(case, record, owner, hit)
    explained = record.failed.numbered(np.concatenate([hit.numbers, untold.numbers]))
    routed = may_be_routed(record)
    served = (record.answers["owner"] == owner).any()
    times = [r.message.time for r in rejected]
    objection = disputed(record, owner) or unsettled(case, record, owner, min(times), max(times))
    ports = sorted({r.attempt.port for r in rejected if r.attempt is not None})
    who = "A firewall on the way" if routed else label
    sure = len(explained) >= CERTAIN and record.on_link
    hidden = not served and isinstance(claims_visible(case, record, min(times), max(times)), Blind)
    return Finding(
        rule=ID,
        severity=Severity.WARNING if len(explained) else Severity.INFO,
        confidence=confidence(sure=sure, doubtful=routed or hidden or objection is not None or not len(explained)),
        vip=record.vip,
        owner=owner,
        start=min([*times, *explained.column("start").tolist()]),
        end=max(times),
        summary=f"{who} rejects connections to {record.vip}: a packet filter's messages end them"
        + (f"; {len(untold):,} of them got no message, as the limit on them has it" if untold else "")
        if len(explained)
        else f"{who} sends a packet filter's messages about {record.vip}; the connections they end are not in this "
        "capture",
        because=(*argument(case, record, owner, rejected), *limited(untold)),
        against=(f"It may be none of the address's owners: {objection}",) if objection else (),
        missing=missing(record, routed),
        remedy=REMEDY.format(node=node, port=", ".join(map(str, ports)) or "of the Service"),
        proofs=filled(CONFIRM, node=node),
        explains=explained,
        vip_cleared=objection is None and not routed,
    )


def confidence(*, sure: bool, doubtful: bool) -> Confidence:
    """How sure it is."""
    return Confidence.LOW if doubtful else Confidence.HIGH if sure else Confidence.MEDIUM


def disputed(record: VipRecord, owner: int) -> str | None:
    """Why whoever rejects may have no business with the address: it fought for it at some time."""
    fought = any(owner in contest.owners for contest in record.ownership.contests)
    return "it is one of those that contested it" if fought else None


def unsaid(case: Case, record: VipRecord, owner: int, rejected: Connections) -> Connections:
    """Attempts at the rejected ports that got no answer amid the owner's messages, port by port."""
    lost = by_target(case, record, ended(record, AttemptOutcome.UNANSWERED))
    none = rejected.places(np.zeros(0, np.int64))
    ports = rejected.column("vip_port")
    found = [none]
    for port in distinct(ports).tolist():
        told = rejected.column("start")[ports == port]
        served = record.served_by(owner, port, case.inventory)
        found.append(left_unsaid(told, lost.get((owner, port), none), served))
    return Connections.together(found)


def limited(untold: Connections) -> tuple[Step, ...]:
    """The step that attempts without an answer amid messages are."""
    if not untold:
        return ()
    words = f"Amid its messages {plural(len(untold), 'attempt')} got no answer: nodes limit how many messages they send"
    return (Step(words, some_syns(untold)),)


def missing(record: VipRecord, routed: bool) -> tuple[str, ...]:
    """What would decide."""
    said = ["The packet filter's own counters: frames show that a rule rejects, not which one"]
    if routed:
        said.append(
            "ARP never names the VIP here, so a router on the way may be what rejects: capture beside the nodes"
        )
    elif not record.on_link:
        said.append("ARP: nobody's claim of the VIP is in this capture")
    return tuple(said)


def argument(case: Case, record: VipRecord, owner: int, rejected: list[Rejection]) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    codes = Counter((r.message.icmp_type, r.message.icmp_code, meaning(r.message)) for r in rejected)
    told = ", ".join(f"{n:,} x {kind}/{code} ({words})" for (kind, code, words), n in codes.items())
    frames = [
        frame
        for r in rejected
        for frame in (*([r.attempt.tries[-1].frame] if r.attempt is not None else []), r.message.frame)
    ]
    steps = [Step(f"{case.inventory.label(owner)} answered SYNs with ICMP {told}{chain(rejected)}", some(frames))]
    witnesses = witness_frames(record, owner)
    if witnesses:
        claimed = (record.claims["owner"] == owner).any()
        holds = "claims" if claimed else "answers for"
        steps.append(Step(f"It {holds} {record.vip}: the packets reached the right node", some(witnesses)))
    served = record.answers[record.answers["owner"] == owner]
    if len(served):
        steps.append(
            Step(
                f"It also let through and served {plural(len(served), 'connection')}: the rule depends on port, "
                "source or time",
                some(frames_of(served), 2),
            )
        )
    return tuple(steps)


def chain(rejected: list[Rejection]) -> str:
    """Where in the node the rule is, as the quoted TTL tells; nothing where it does not."""
    lost = {
        r.attempt.tries[-1].ttl - r.message.quoted_ttl
        for r in rejected
        if r.attempt is not None and r.message.quoted_ttl is not None
    }
    if lost == {0}:
        return ", quoting them as they were sent: a rule for what comes in (INPUT)"
    if lost == {1}:
        return ", quoting them with a TTL one less: a rule for what is passed on to pods (FORWARD)"
    return ""


RULE: Final = Rule(
    id=ID,
    title="a firewall rejects",
    judge=judge,
    needs=(Need.ATTEMPTS,),
    asserts=frozenset({Fact.ALIVE}),
)
