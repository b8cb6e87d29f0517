"""Answers come back by another way than the one asked: by another MAC than that to which the SYNs go.

Two ways lead to it. A client reaches the VIP through a router, and the node answers it directly, since it shares a
segment with the client; or a client on the VIP's own segment asks the owner, and the node answers by its default
gateway (metallb/metallb#610, metallb/metallb#1887). Networks forward both. A router or firewall that keeps state and
sees one direction only does not: it never saw the SYN-ACK, and drops what the client sends next. The server then
repeats its SYN-ACK, since the client's acknowledgment never came. So does one whose accept queue is full: where other
connections go well by the same two ways, it is not the ways.

Without that the other way is a note, no cause. An answer by a new owner is a move; one by the own MAC of a router that
was asked by its virtual one (VRRP, HSRP) is as it should be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import PAIRS, Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.handshakes import asked_of, crooked, unheard, usual_ttl
from arpwatch_k8s.diagnosis.signs.losses import last_frames
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import plural

ID = "return-path"
LEAST = 3
"""Connections that were answered by another way from which on it is the way, not an accident."""

REMEDY_HARM = (
    "Have answers go the way that SYNs come. Where the client shares a segment with the nodes, give it a route of its "
    "own there (ip route add {vip} dev IF), or none of the nodes an address on it; where a node has several gateways, "
    "route by the VIP as source (ip rule add from {vip} lookup TABLE). "
    "Or have {asked} let pass what it keeps no state of."
)
REMEDY_NOTE = (
    "Nothing, as long as every connection works. A firewall that keeps state on one of the two ways would end that: "
    "ip rule add from {vip} lookup TABLE on the node has answers go the way that SYNs come."
)
QUEUE = (
    "A full accept queue at who answers: Linux then drops the acknowledgment that completes a handshake, and repeats "
    "its SYN-ACK (net.ipv4.tcp_abort_on_overflow=0). TcpExtListenOverflows in the pod tells it from a firewall on the "
    "way"
)
CONFIRM = (
    Proof("On the node", "ip route get CLIENT from {vip}", "which gateway, which interface?"),
    Proof(
        "On both ways",
        "tcpdump -eni IF 'host {vip} and tcp[tcpflags] & tcp-syn != 0'",
        "SYNs on one, SYN-ACKs on the other",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Detour:
    """Attempts that went to `asked` and were answered by `answering` (owners); `harmed`: those of them that never
    completed, since nothing that the client sent after its SYN arrived."""

    asked: int
    answering: int
    attempts: Connections
    harmed: Connections


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and pair of ways."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        tried = record.attempts
        bent = crooked(case, record, tried)
        if not bent.any():
            continue
        if not record.shows_arp:
            why = f"{plural(int(bent.sum()), 'SYN')} had an answer by another MAC, but no ARP says whose MACs these are"
            ruled_out.append(RuledOut(ID, record.vip, why))
            continue
        for detour in detours(case, record, tried.where(bent)):
            if len(detour.attempts) >= LEAST:
                findings.append(finding(case, record, detour, tried.where(~bent)))
    return findings, ruled_out


def detours(case: Case, record: VipRecord, bent: Connections) -> list[Detour]:
    """Attempts by the two ways that they took; none that somebody answered who claims the VIP: that is an owner."""
    claimants = distinct(record.claims["owner"])
    asked = asked_of(case, record, bent)
    answering = case.inventory.owners(bent.column("answer_mac"), bent.column("answer_time"), record.segment)
    failed = bent.is_failed & unheard(bent)
    found = []
    for one, other in dict.fromkeys(zip(asked.tolist(), answering.tolist(), strict=True)):
        if other in claimants:
            continue
        mine = (asked == one) & (answering == other)
        found.append(Detour(asked=one, answering=other, attempts=bent.where(mine), harmed=bent.where(mine & failed)))
    return found


def finding(case: Case, record: VipRecord, detour: Detour, straight: Connections) -> Finding:
    """The finding about one pair of ways; `straight`: attempts that were answered by whom they asked."""
    label = case.inventory.label
    harmed, every = detour.harmed, detour.attempts
    through = every.where(~every.is_failed)
    also = int((straight.is_failed & unheard(straight)).sum())
    ways = f"SYNs for {record.vip} go to {label(detour.asked)}, and their answers come from {label(detour.answering)}"
    if not len(harmed):
        sure, outcome = Confidence.MEDIUM, f"; it did no harm: {no_harm(every)}"
    elif also or len(through):
        sure, outcome = Confidence.LOW, f"; handshakes never complete on {len(harmed):,} of them"
    else:
        sure = Confidence.HIGH if len(harmed) >= LEAST else Confidence.MEDIUM
        outcome = f"; what the client sends after its SYN never arrives on {len(harmed):,} of them"
    against = [
        *([f"{plural(len(through), 'connection')} that took the same two ways went well"] if len(through) else []),
        *([f"{plural(also, 'connection')} that took one way alone never completed either"] if also else []),
    ]
    return Finding(
        rule=ID,
        severity=Severity.WARNING if len(harmed) else Severity.INFO,
        confidence=sure,
        vip=record.vip,
        owner=detour.answering,
        start=int((harmed if len(harmed) else every).column("start").min()),
        end=int((harmed.column("end") if len(harmed) else every.column("answer_time")).max()),
        summary=ways + outcome,
        because=argument(case, record, detour, straight),
        against=tuple(against) if len(harmed) else (),
        missing=(f"A capture on {label(detour.asked)}, or behind it: whether it drops what it saw no SYN-ACK for",)
        if len(harmed)
        else (),
        instead=(QUEUE,) if len(harmed) and len(through) else (),
        remedy=(REMEDY_HARM if len(harmed) else REMEDY_NOTE).format(vip=record.vip, asked=label(detour.asked)),
        proofs=filled(CONFIRM, vip=record.vip),
        explains=record.failed.numbered(harmed.numbers),
        vip_cleared=True,
    )


def no_harm(every: Connections) -> str:
    """What became of connections of which none failed for it."""
    failed = int(every.is_failed.sum())
    if failed:
        return f"{failed:,} of {plural(len(every), 'connection')} that were answered so failed, and for another reason"
    return f"of {plural(len(every), 'connection')} that were answered so none failed"


def argument(case: Case, record: VipRecord, detour: Detour, straight: Connections) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    label, every, harmed = case.inventory.label, detour.attempts, detour.harmed
    shown = some(every, PAIRS)
    pairs: list[FrameRef] = []
    for one in shown:
        pairs += [one.tries[-1].frame, *([one.answer_frame] if one.answer_frame is not None else [])]
    steps = [
        Step(
            f"{plural(len(every), 'SYN')} went to the MAC of {label(detour.asked)}, and the SYN-ACK came from that of "
            f"{label(detour.answering)}, which never claimed {record.vip}",
            tuple(dict.fromkeys(pairs)),
        )
    ]
    hop = further(every, straight)
    if hop:
        steps.append(Step(hop, some([one.answer_frame for one in (*straight[-2:], *every[:2]) if one.answer_frame])))
    if len(harmed):
        times = harmed.column("answers")
        low, high = int(times.min()), int(times.max())
        steps.append(
            Step(
                f"On {len(harmed):,} of them the SYN-ACK came {low if low == high else f'{low} to {high}'} times, "
                "though the client had gone on to send data: its acknowledgment and its data never arrived",
                last_frames(harmed),
            )
        )
    return tuple(steps)


def further(every: Connections, straight: Connections) -> str:
    """That answers come from one hop further than those that came straight, where they do."""
    straight = straight.where(straight.column("answer_event") >= 0)
    usual, now = usual_ttl(straight), usual_ttl(every)
    if usual is None or now is None or now != usual - 1:
        return ""
    return f"The TTL of the SYN-ACK is {now}, where it is {usual} of those that come straight: one router more"


RULE: Final = Rule(
    id=ID,
    title="answers come by another way",
    judge=judge,
    needs=(
        Need.SEGMENT,
        Need.ATTEMPTS,
        Need.DESTINATIONS,
    ),
    covers=frozenset({"missed-announcement", "stalled"}),
    asserts=frozenset({Fact.ALIVE}),
)
