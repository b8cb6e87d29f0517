"""The backend refuses connections on a port that it serves at other times; the VIP itself is cleared.

A refusal is a RST that answers a SYN, or ICMP port-unreachable. From the owner that also served the port, with no other
MAC claiming or answering around it, it means that the packet reached the right node and that nothing listened behind
the Service. The RST's TTL says how far behind: one the node itself sends arrives with its initial value, one from a pod
has been routed at least once.

No TCP answers a SYN with ICMP port-unreachable (RFC 9293 section 3.10.7.1: it resets). A packet filter does, and
kube-proxy has it do so for a Service without endpoints: that tells even on a port that was never served. A Linux node
sends a destination one ICMP message a second or so (net.ipv4.icmp_ratelimit, 1000 ms) and drops the other SYNs without
a word: what it left unanswered amid its messages was refused as well.
"""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import PAIRS, Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.failures import (
    by_target,
    ended,
    exchanges,
    first_start,
    last_end,
    left_unsaid,
    scanned_ports,
    syns,
    unsettled,
)
from arpwatch_k8s.diagnosis.signs.stability import may_be_routed, witness_frames
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import distance, plural

ID = "backend-refuses"
CERTAIN = 3
"""Refusals from which on the pattern, not a single accident, is what shows."""

REMEDY = (
    "Leave the VIP alone. Look at what listens behind {vip}:{port}: endpoints that are listed but not ready yet, a "
    "crashed or restarting ingress controller, a wrong targetPort, a readiness probe that passes too early."
)
CONFIRM = (
    "kubectl get endpointslices -A -o wide, and kubectl get pods -A -o wide --field-selector spec.nodeName={node}: "
    "restarts or missing endpoints at the times above"
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP, owner and port that refuses at one time and serves at another."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        refused: dict[tuple[int, int], list[Connection]] = {}
        scanned = scanned_ports(record)
        for connection in ended(record, AttemptOutcome.REFUSED):
            if connection.reporter and connection.port not in scanned:
                refused.setdefault(
                    (case.inventory.owner(connection.reporter, connection.end, connection.segment), connection.port), []
                ).append(connection)
        lost = by_target(case, record, ended(record, AttemptOutcome.UNANSWERED)) if refused else {}
        for (owner, port), attempts in refused.items():
            served = record.served_by(owner, port, case.inventory)
            why = objection(case, record, owner, port, attempts, served)
            if why:
                ruled_out.append(RuledOut(ID, record.vip, why))
            else:
                told = [one.start for one in attempts if not one.refused_by_reset]
                untold = left_unsaid(told, lost.get((owner, port), []), served)
                findings.append(finding(case, record, owner, port, attempts, served, untold))
    return findings, ruled_out


def objection(
    case: Case, record: VipRecord, owner: int, port: int, refused: list[Connection], served: Connections
) -> str | None:
    """Why refusals are no sign of a backend that comes and goes; None where nothing speaks against it."""
    label = case.inventory.label(owner)
    if may_be_routed(case, record):
        return f"{label} may be a router on the way: ARP never names the VIP here"
    if not served and any(attempt.refused_by_reset for attempt in refused):
        return f"{label} never served port {port} in this capture: it may not be meant to"
    return unsettled(case, record, owner, first_start(refused), last_end(refused))


def finding(
    case: Case,
    record: VipRecord,
    owner: int,
    port: int,
    refused: list[Connection],
    served: Connections,
    untold: list[Connection],
) -> Finding:
    """The finding against a backend."""
    label = case.inventory.label(owner)
    attempts = int((record.attempts.column("vip_port") == port).sum())
    sure = len(refused) >= CERTAIN and bool(served) and record.on_link
    throughout = "owned the VIP and answered throughout" if served else "answered, and no other MAC did"
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        vip=record.vip,
        owner=owner,
        start=first_start([*refused, *untold]),
        end=last_end([*refused, *untold]),
        summary=f"The backend of {record.vip}:{port} refused {len(refused)} of {attempts} connection attempts, while "
        f"{label} {throughout}"
        + (f"; {len(untold)} more got no answer, as its limit on ICMP messages has it" if untold else ""),
        because=(*argument(case, record, owner, port, refused, served), *unsaid(untold)),
        missing=(
            "The backend's own log and the Service's endpoints at the time: frames show the refusal, not its reason",
            *(() if record.on_link else ("ARP: nobody's claim of the VIP is in this capture",)),
        ),
        remedy=REMEDY.format(vip=record.vip, port=port),
        confirm=CONFIRM.format(node=case.inventory.name(owner) or "NODE"),
        explains=record.failed.only([*refused, *untold]),
        vip_cleared=True,
    )


def unsaid(untold: list[Connection]) -> tuple[Step, ...]:
    """The step that attempts without an answer amid messages are."""
    if not untold:
        return ()
    words = f"Amid its messages {plural(len(untold), 'attempt')} got no answer: nodes limit how many messages they send"
    return (Step(words, some(syns(untold))),)


def argument(
    case: Case, record: VipRecord, owner: int, port: int, refused: list[Connection], served: Connections
) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    label = case.inventory.label(owner)
    steps = [
        Step(
            f"One owner: no MAC but {label} claimed {record.vip} or answered for it around the refusals",
            some(witness_frames(record, owner) or exchanges(refused[:1])),
        )
    ]
    resets = [one for one in refused if one.refused_by_reset]
    rejects = [one for one in refused if not one.refused_by_reset]
    if resets:
        far = distance({one.reporter_ttl for one in resets}, "refused")
        steps.append(
            Step(f"It refused {plural(len(resets), 'SYN')} to port {port}{far}", tuple(exchanges(some(resets, PAIRS))))
        )
    if rejects:
        steps.append(
            Step(
                f"It answered {plural(len(rejects), 'SYN')} to port {port} with ICMP port-unreachable, which no TCP "
                "sends but a REJECT rule: kube-proxy's for a Service without endpoints, or a firewall's",
                tuple(exchanges(some(rejects, PAIRS))),
            )
        )
    if served:
        steps.append(
            Step(
                f"It served the same port at other times: {plural(len(served), 'SYN-ACK')}",
                tuple(c.answer_frame for c in (served[0], served[-1]) if c.answer_frame is not None),
            )
        )
    return tuple(steps)


RULE: Final = Rule(
    id=ID,
    title="the backend refuses",
    judge=judge,
    needs=(Need.ATTEMPTS,),
    asserts=frozenset({Fact.ALIVE, Fact.ONE_OWNER}),
)
