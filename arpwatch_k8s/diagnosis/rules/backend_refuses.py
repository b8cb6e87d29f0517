"""The backend refuses connections on a port that it serves at other times; the VIP itself is cleared.

A refusal is a RST that answers a SYN, or ICMP port-unreachable. From the owner that also served the port, with no other
MAC claiming or answering around it, it means that the packet reached the right node and that nothing listened behind
the Service. The RST's TTL says how far behind: one the node itself sends arrives with its initial value, one from a pod
has been routed at least once.
"""

from __future__ import annotations

from arpwatch_k8s.correlator.attempts import NUMBER, REFUSED
from arpwatch_k8s.correlator.connections import Connection, Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Confidence, Finding, Severity, Step, some
from arpwatch_k8s.diagnosis.stability import contested, others_seen, witness_frames

ID = "backend-refuses"
INITIAL_TTLS = (64, 128, 255)
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
        for connection in record.connections.where(record.connections.column("outcome") == NUMBER[REFUSED]):
            if connection.reporter:
                refused.setdefault(
                    (case.inventory.owner(connection.reporter, connection.end, connection.segment), connection.port), []
                ).append(connection)
        for (owner, port), attempts in refused.items():
            served = record.served_by(owner, port, case.inventory)
            why = objection(case, record, owner, port, attempts, served)
            if why:
                ruled_out.append(RuledOut(ID, record.vip, why))
            else:
                findings.append(finding(case, record, owner, port, attempts, served))
    return findings, ruled_out


def objection(
    case: Case, record: VipRecord, owner: int, port: int, refused: list[Connection], served: Connections
) -> str | None:
    """Why refusals are no sign of a backend that comes and goes; None where nothing speaks against it."""
    label = case.inventory.label(owner)
    if not record.on_link:
        return f"{label} may be a router on the way: ARP never names the VIP here"
    if not served:
        return f"{label} never served port {port} in this capture: it may not be meant to"
    limits = case.thresholds
    start = min(c.start for c in refused) - limits.handover_before_ns
    end = max(c.end or c.start for c in refused) + limits.handover_after_ns
    if contested(record, start, end):
        return "the address was contested at the time"
    others = others_seen(record, owner, start, end)
    if others:
        return f"another node claimed or served the VIP at the time (frame {case.cite(others[0])})"
    return None


def finding(
    case: Case, record: VipRecord, owner: int, port: int, refused: list[Connection], served: Connections
) -> Finding:
    """The finding against a backend."""
    label = case.inventory.label(owner)
    attempts = int((record.attempts.column("vip_port") == port).sum())
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        confidence=Confidence.HIGH if len(refused) >= CERTAIN else Confidence.MEDIUM,
        vip=record.vip,
        start=min(c.start for c in refused),
        end=max(c.end or c.start for c in refused),
        summary=f"The backend of {record.vip}:{port} refused {len(refused)} of {attempts} connection attempts; the VIP "
        f"is cleared: {label} owned it and answered throughout",
        because=argument(case, record, owner, port, refused, served),
        missing=(
            "The backend's own log and the Service's endpoints at the time: frames show the refusal, not its reason",
        ),
        remedy=REMEDY.format(vip=record.vip, port=port),
        confirm=CONFIRM.format(node=case.inventory.name(owner) or "NODE"),
        explains=case.left(record).only(refused),
        vip_cleared=True,
    )


def argument(
    case: Case, record: VipRecord, owner: int, port: int, refused: list[Connection], served: Connections
) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    label = case.inventory.label(owner)
    refusals = [frame for c in refused for frame in (c.tries[-1].frame, c.end_frame) if frame is not None]
    return (
        Step(
            f"One owner: no MAC but {label} claimed {record.vip} or answered for it around the refusals",
            some(witness_frames(record, owner)),
        ),
        Step(f"It refused {len(refused)} SYNs to port {port}{distance(refused)}", some(refusals)),
        Step(
            f"It served the same port at other times: {len(served)} SYN-ACKs",
            tuple(c.answer_frame for c in (served[0], served[-1]) if c.answer_frame is not None),
        ),
    )


def distance(refused: list[Connection]) -> str:
    """What the refusals' TTLs say of who sent them; nothing where they differ."""
    ttls = {c.reporter_ttl for c in refused}
    if len(ttls) != 1:
        return ""
    (ttl,) = ttls
    if ttl in INITIAL_TTLS:
        return f", with TTL {ttl}: the node itself refused"
    if ttl + 1 in INITIAL_TTLS:
        return f", with TTL {ttl}: a pod behind the node refused, one hop further"
    return f", with TTL {ttl}"
