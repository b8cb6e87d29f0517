"""Handshakes complete, the client sends its request, and nothing comes back: the path or the backend hangs.

A SYN-ACK is small and comes from a kernel. What follows may be too large for a tunnel on the way (MTU) or wait for a
process that hangs (an ingress controller out of workers, an upstream of its own). Whether the server's kernel went on
to acknowledge the request tells the two apart: if it did, the request arrived.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.events import FRAGMENTATION_NEEDED, ICMP_TYPE_V4
from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.failures import ended, ends, first_start, last_end, unsettled
from arpwatch_k8s.evidence.flow import FROM_VIP, TO_VIP
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ICMP_UNREACHABLE
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import plural, span

if TYPE_CHECKING:
    from collections.abc import Sequence

ID = "stalled"
HANDSHAKE = 1
"""Frames of the server up to here are its SYN-ACK alone."""

REMEDY_HUNG = (
    "Leave the VIP alone. The request arrived and was acknowledged: look at the process behind {vip}:{port} (ingress "
    "controller out of workers or connections, its own upstream slow, TLS certificates loading), its CPU and log."
)
REMEDY_PATH = (
    "Leave the VIP alone. The request never got through: compare MTUs along the path (node, overlay of the CNI, the "
    "proxy); let ICMP `fragmentation needed` pass, or set net.ipv4.tcp_mtu_probing=1 on the proxy; clamp MSS where a "
    "tunnel begins."
)
CONFIRM = (
    "ping -M do -s 1472 -c 3 {vip} and the node (does 1372 pass where 1472 does not?); on {node}: ip -d link show, "
    "kubectl exec into the backend's pod: ss -tlnp (Recv-Q above 0 = its accept queue is full)"
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP, owner and port that accepts and then says nothing."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        groups: dict[tuple[int, int], list[Connection]] = {}
        for one in ended(record, AttemptOutcome.UNSERVED):
            owner = case.inventory.owner(one.answer_mac, one.answer_time, one.segment)
            groups.setdefault((owner, one.port), []).append(one)
        for (owner, port), waited in groups.items():
            asked = [one for one in waited if sent_bytes(one)]
            if asked:
                findings.append(finding(case, record, owner, port, asked))
            else:
                why = (
                    f"{plural(len(waited), 'connection')} without a byte from the server: the client sent none "
                    "either, as connections opened ahead of need do"
                )
                ruled_out.append(RuledOut(ID, record.vip, why))
    return findings, ruled_out


def sent_bytes(one: Connection) -> int:
    """What the client asked with: its payload, repeats counted, or, where that was not captured, what its numbers
    tell."""
    payload = int(one.flow["payload"][TO_VIP]) if one.flow is not None else 0
    return payload or one.client_bytes or 0


def shows_payload(one: Connection) -> bool:
    """Whether the client's payload is in the capture: one of SYN, FIN and RST alone has none."""
    return one.flow is not None and bool(one.flow["payload"][TO_VIP])


def acknowledged(waited: Sequence[Connection]) -> list[Connection]:
    """Those whose server sent more than its SYN-ACK: its kernel acknowledged what came."""
    return [
        one
        for one in waited
        if one.flow is not None and shows_payload(one) and one.flow["frames"][FROM_VIP] > HANDSHAKE
    ]


def finding(case: Case, record: VipRecord, owner: int, port: int, waited: list[Connection]) -> Finding:
    """The finding about one owner and port."""
    label = case.inventory.label(owner)
    arrived = acknowledged(waited)
    known = [one for one in waited if shows_payload(one)]
    hung = len(arrived) * 2 >= len(known)
    objection = unsettled(case, record, owner, first_start(waited), last_end(waited))
    drops = sum(info.drops or 0 for info in case.captures)
    against = [f"The capturing side lost {drops} frames, answers perhaps among them"] if drops else []
    if objection:
        against.append(f"The VIP may have moved meanwhile: {objection}")
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        confidence=Confidence.LOW if against or not known else Confidence.MEDIUM,
        vip=record.vip,
        owner=owner,
        start=first_start(waited),
        end=last_end(waited),
        summary=f"{record.vip}:{port} accepts connections and then says nothing: {label} answered the SYN, "
        + ("never acknowledged the request" if known and not hung else "took the request" if known else "took it")
        + ", and sent no byte",
        because=argument(case, record, owner, port, waited, arrived),
        against=tuple(against),
        missing=(
            "The frames with payload: whether the request was acknowledged is not in this capture"
            if not known
            else "A capture on the node: whether the answer was sent and lost on the way, or never sent"
            if hung
            else "A capture on the node: whether the request arrived there",
        ),
        remedy=REMEDY_HUNG.format(vip=record.vip, port=port) if hung else REMEDY_PATH,
        confirm=CONFIRM.format(vip=record.vip, node=case.inventory.name(owner) or "the node"),
        explains=record.failed.only(waited),
        vip_cleared=objection is None,
    )


def argument(
    case: Case, record: VipRecord, owner: int, port: int, waited: list[Connection], arrived: list[Connection]
) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    label = case.inventory.label(owner)
    answers = [one.answer_frame for one in waited if one.answer_frame is not None]
    patience = [(one.end or one.start) - (one.answer_time or one.start) for one in waited]
    sent, known = [sent_bytes(one) for one in waited], [one for one in waited if shows_payload(one)]
    asked = f"{min(sent)}" if min(sent) == max(sent) else f"{min(sent)} to {max(sent)}"
    steps = [
        Step(f"{label} completed {plural(len(waited), 'handshake')} on port {port}", some(answers)),
        Step(f"The client sent {asked} bytes on each{came(known, arrived)}", some(ends(waited), 4)),
        Step(f"After {span(patience)} without a byte the client gave up", some(ends(waited))),
    ]
    still = waiting(record, port)
    if still:
        steps.append(
            Step(
                f"{plural(len(still), 'more connection')} waited so at the capture's end",
                some([one.answer_frame for one in still if one.answer_frame is not None]),
            )
        )
    too_big = fragmentation(case, record)
    if too_big:
        steps.append(Step("ICMP says that frames are too large for the path (3/4)", some(too_big)))
    return tuple(steps)


def came(known: Sequence[Connection], arrived: Sequence[Connection]) -> str:
    """What the server's kernel said of the request."""
    if not known:
        return ", as its numbers tell"
    if arrived:
        return (
            f", repeats counted, and the server frames without data on {len(arrived)} of {len(known)}: it "
            "acknowledged, so what was asked arrived"
        )
    return ", repeats counted, and the server no frame after its SYN-ACK: what was asked may never have arrived"


def waiting(record: VipRecord, port: int) -> list[Connection]:
    """Connections open at the end whose client asked and got nothing."""
    found = record.connections
    still = found.where(
        (found.column("outcome") == NUMBER[AttemptOutcome.OPEN])
        & (found.column("vip_port") == port)
        & (found.column("answer_event") >= 0)
    )
    return [
        one
        for one in still
        if one.flow is not None and one.flow["payload"][TO_VIP] and not one.flow["payload"][FROM_VIP]
    ]


def fragmentation(case: Case, record: VipRecord) -> list[FrameRef]:
    """ICMP `fragmentation needed` about the VIP's packets, either way."""
    rows = case.views[record.view].evidence.of_kinds(ICMP_UNREACHABLE)
    told = (rows["icmp_type"] == ICMP_TYPE_V4) & (rows["icmp_code"] == FRAGMENTATION_NEEDED)
    told &= np.isin(rows["quoted_src"], [record.code]) | np.isin(rows["quoted_dst"], [record.code])
    return [FrameRef(capture, frame) for capture, frame in rows.take(told).lists("capture", "frame")]


RULE: Final = Rule(
    id=ID,
    title="connections are accepted, then nothing",
    judge=judge,
    needs=(Need.ATTEMPTS,),
    asserts=frozenset({Fact.ALIVE}),
)
