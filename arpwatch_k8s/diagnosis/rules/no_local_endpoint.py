"""The owner drops SYNs without a word while it is alive: typically, no endpoint on the node that holds the VIP.

With externalTrafficPolicy Local, kube-proxy has a node without a local endpoint drop the Service's packets. The node
goes on sending other frames, sends no RST and no unreachable message, at most a redirect before the drop, and never
asks who has the VIP, as it would if it forwarded the SYN (`service-not-programmed`). A NetworkPolicy, a full
conntrack table and a DROP rule look the same from outside; what else the owner served at the time helps to tell.

That it lived must show within the outage, before further vain SYNs: what it sent before it, or at its very end, says
nothing. Where nothing tells, it may as well have been gone (`owner-silent`). One outage has one cause, for all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.symptom import SymptomKind
from arpwatch_k8s.correlator.ownership.handovers import Handover
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.failures import answered_on, ended, sampled, sent_to_each, syns, unsettled
from arpwatch_k8s.diagnosis.signs.gaps import misses_frames
from arpwatch_k8s.diagnosis.signs.handshakes import from_endpoints
from arpwatch_k8s.diagnosis.signs.observation import Blind, Seen
from arpwatch_k8s.diagnosis.signs.outages import (
    FEWEST_SYNS,
    HANDOVER,
    Outage,
    lost_in,
    may_be_handover,
    outages_of,
    together,
)
from arpwatch_k8s.diagnosis.signs.stability import may_be_routed
from arpwatch_k8s.diagnosis.testimony.no_local_endpoint import ID, hear
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import plural

REMEDY = (
    "Let {node} have a ready endpoint of {vip}:{port}, or the VIP be where one is: externalTrafficPolicy Cluster, or a "
    "DaemonSet for the ingress controller; kube-vip needs svc_election=true for Local (metallb/metallb#2561, "
    "metallb/metallb#263, kubernetes/kubernetes#127937). If the policy is Cluster, look for the alternatives named "
    "above."
)
CONFIRM = (
    Proof("", "kubectl get svc -A -o wide | grep -F {vip}"),
    Proof("", "kubectl get svc -n NS NAME -o jsonpath='{{.spec.externalTrafficPolicy}}'"),
    Proof("", "kubectl get endpointslices -A -o wide", "any on {node}?"),
    Proof("On {node}", "iptables-save -c | grep -F 'has no local endpoints'"),
    Proof("On {node}", "conntrack -S", "drop, insert_failed"),
    Proof("", "kubectl get networkpolicy -A"),
)
ALTERNATIVES = (
    "a NetworkPolicy, a source range of the Service or a FORWARD DROP that matches the client, an endpoint that is "
    "gone, a way back on which SYN-ACKs are lost, a full conntrack table, a full accept queue"
)
FEWEST_LOST = 2
"""Attempts in vain from which on it is not one that met the one endpoint of several that is gone; a redirect for one
shows that it arrived."""
SECOND_RETRY_NS = 3 * NS
"""How long after the first SYN the third is sent (RFC 6298 section 5.5: one second, then two). What lost that, too, was
no hiccup."""
NEAR_NS = 10 * NS
"""How far from an outage other trouble on its port belongs to it."""
GONE = "owner-silent: it was gone; a question to it that stays unanswered would decide"
UNSEEN = (
    "Nothing shows that the SYNs arrived and were dropped in it: a policy for these clients, or a way back on which "
    "the SYN-ACKs from {vip} are lost, looks the same from here; what decides: a capture on the node"
)
QUEUE = (
    "stalled: {connections} to the port had been accepted and then hung, so the process behind it may have stopped and "
    "its accept queue be full; what decides: ss -ltn on the endpoint, and its log"
)
CAME_BACK = (
    "The endpoint itself was gone: {connections} that it had open {was} reset afterwards from as far behind the node "
    "as it answers, as one does that was started anew; what decides: its uptime"
)
COMMON = (
    "What both owners have in common: {other} held the address until the move, and {syns} to it had been lost as well; "
    "what decides: a capture on either node, and the policies and filters before both"
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """For each VIP, owner and port one finding about the outages in which the owner was heard, and one about those in
    which nothing tells whether it lived."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        by_target: dict[tuple[int, int], list[Outage]] = {}
        objections: dict[int, list[str]] = {}
        for outage in outages_of(case, record):
            why = objection(case, record, outage)
            if why is None:
                by_target.setdefault((outage.owner, outage.port), []).append(outage)
            else:
                objections.setdefault(outage.owner, []).append(why)
        ruled_out += [RuledOut(ID, record.vip, together(whys)) for whys in objections.values()]
        for outages in by_target.values():
            alive = [one for one in outages if isinstance(one.life, Seen)]
            open_ones = [one for one in outages if not isinstance(one.life, Seen)]
            findings += [finding(case, record, part) for part in (alive, open_ones) if part]
    return findings, ruled_out


def objection(case: Case, record: VipRecord, outage: Outage) -> str | None:
    """Why an outage does not accuse a live owner; None where nothing speaks against it."""
    label = case.inventory.label(outage.owner)
    if may_be_routed(record):
        return "a router may stand between: ARP never names the VIP here"
    if outage.proofs:
        return f"{label} was not heard in the outage, and signs show that it was gone itself"
    if may_be_handover(record, outage):
        return HANDOVER
    if outage.syns < FEWEST_SYNS:
        return "a single SYN was lost"
    if outage.forwarded:
        return f"{label} passed SYNs on, it did not drop them ({case.cite(outage.forwarded)})"
    if outage.refused:
        return f"{label} refused other SYNs there meanwhile ({case.cite(outage.refused)}): it does not drop them"
    return unsettled(case, record, outage.owner, outage.start, outage.last, came=True)


def finding(case: Case, record: VipRecord, outages: list[Outage]) -> Finding:
    """The finding about one owner and port."""
    owner, port, lost = outages[0].owner, outages[0].port, lost_in(outages)
    label, node = case.inventory.label(owner), case.inventory.name(owner) or "the owner"
    alive, served = isinstance(outages[0].life, Seen), record.served_by(owner, port, case.inventory)
    start, end = outages[0].start, max(outage.last for outage in outages)
    amid = answered_on(record, owner, port, start, end, case)
    redirected = redirects(record, lost)
    rivals = tuple(instead(case, record, outages)) if alive else (GONE,)
    against = []
    if amid:
        against.append(
            f"{plural(len(amid), 'other SYN')} to the same port {'was' if len(amid) == 1 else 'were'} answered "
            "meanwhile: more like one endpoint of several that is gone, a limit (conntrack, accept queue) or a rule "
            "for some clients than a node without endpoint"
        )
    loss = misses_frames(case, record)
    if loss:
        against.append(loss)
    if not lost.at("last_try", "eth_dst").all():
        against.append("Which MAC the SYNs went to is not in the capture (cooked): another node may have got them")
    lasted = max(outage.last - outage.start for outage in outages) >= SECOND_RETRY_NS
    told = redirected or (record.on_link and len(served) and len(lost) >= FEWEST_LOST and lasted)
    sure = alive and not against and not rivals and told
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if sure else Severity.WARNING,
        confidence=Confidence.MEDIUM if sure else Confidence.LOW,
        vip=record.vip,
        owner=owner,
        start=start,
        end=end,
        summary=f"{label} holds {record.vip} and is alive, but drops SYNs to port {port} without a word, as a node "
        "without a local endpoint does"
        if alive
        else f"{label} holds {record.vip}, and may have dropped SYNs to port {port} without a word, as a node without "
        "a local endpoint does",
        because=argument(case, record, outages, redirected, list(served[:1]) + list(served[-1:])),
        against=tuple(against),
        missing=missing(record, outages, served=len(served)),
        instead=rivals if rivals or redirected else (UNSEEN.format(vip=record.vip),),
        remedy=REMEDY.format(node=node, vip=record.vip, port=port),
        proofs=filled(CONFIRM, node=node, vip=record.vip),
        explains=record.failed.numbered(lost.numbers),
    )


def instead(case: Case, record: VipRecord, outages: list[Outage]) -> Iterator[str]:
    """What else may have made an outage of a live owner, as other connections show."""
    owner, port = outages[0].owner, outages[0].port
    start, end = outages[0].start, max(outage.last for outage in outages)
    ours = record.served_by(owner, port, case.inventory)
    hung = ours.begun_within(start - NEAR_NS, end)
    hung = hung.where(hung.column("outcome") == NUMBER[AttemptOutcome.UNSERVED])
    if len(hung):
        yield QUEUE.format(connections=plural(len(hung), "connection"))
    resets = [NUMBER[AttemptOutcome.RESET_EARLY], NUMBER[AttemptOutcome.RESET_MIDWAY]]
    reset = ours.where((ours.column("start") < start) & np.isin(ours.column("outcome"), resets))
    reset = reset.where(reset.column("bare_reset") & (reset.column("end") >= start))
    reset = reset.where((reset.column("end") <= end + NEAR_NS) & from_endpoints(reset))
    if len(reset):
        yield CAME_BACK.format(connections=plural(len(reset), "connection"), was="was" if len(reset) == 1 else "were")
    for moved in record.ownership.handovers:
        if moved.after == owner and start - NEAR_NS <= moved.time <= start:
            lost = lost_before(case, record, moved, port)
            if len(lost):
                syns = plural(int(lost.column("tries").sum()), "SYN")
                yield COMMON.format(other=case.inventory.label(moved.before), syns=syns)


def lost_before(case: Case, record: VipRecord, moved: Handover, port: int) -> Connections:
    """Attempts at a port that got nothing back from an owner in its last seconds, while it still claimed the VIP."""
    lost = ended(record, AttemptOutcome.UNANSWERED).begun_within(moved.time - NEAR_NS, moved.time)
    lost = lost.where((lost.column("vip_port") == port) & (sent_to_each(case, record, lost) != moved.after))
    claims = record.claims["time"][record.claims["owner"] == moved.before]
    held = len(lost) and ((claims > lost.column("start")[0]) & (claims < moved.time)).any()
    return lost if held else lost.places(np.zeros(0, np.int64))


def missing(record: VipRecord, outages: list[Outage], *, served: int) -> tuple[str, ...]:
    """What would decide."""
    said = []
    if not isinstance(outages[0].life, Seen):
        blind = next((one.silence.why for one in outages if isinstance(one.silence, Blind)), "")
        said.append(
            "A frame of it meanwhile, which would show that it was alive (else it is owner-silent)"
            + (f"; here, {blind}" if blind else "")
        )
    said.append(f"The Service's policy and endpoints; alternatives that frames cannot exclude: {ALTERNATIVES}")
    if not served:
        said.append("Whether a Service has this port: nobody served it in the capture")
    if not record.on_link:
        said.append("ARP: nobody's claim of the VIP is in this capture")
    return tuple(said)


def redirects(record: VipRecord, lost: Connections) -> list[FrameRef]:
    """Redirects that quote the lost SYNs."""
    mine = set(lost.numbers.tolist())
    return [
        s.frame for s in record.symptoms.of_kinds(SymptomKind.ICMP_REDIRECT) if s.attempt and s.attempt.number in mine
    ]


def argument(
    case: Case, record: VipRecord, outages: list[Outage], redirected: list[FrameRef], served: list[Connection]
) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    lost = lost_in(outages)
    first = tuple(syns(lost[:1]))
    steps = [
        Step(
            f"{plural(sum(one.syns for one in outages), 'SYN')} of {plural(len(lost), 'attempt')} went to "
            f"{case.inventory.label(outages[0].owner)} and got no SYN-ACK, no RST and no unreachable message",
            some(syns(sampled(lost))),
        )
    ]
    alive = [one.life for one in outages if isinstance(one.life, Seen)]
    if alive:
        frames = [frame for life in alive for frame in life.frames]
        steps.append(
            Step("It was alive: it sent other frames meanwhile, and SYNs after them were lost as well", some(frames, 6))
        )
    steps.append(
        Step(f"It never asked who has {record.vip} then, as a node that forwards a SYN does", first)
        if not alive
        else Step(
            f"It never asked who has {record.vip} then, as a node that forwards a SYN does: they were dropped in it, "
            "or its answers never came back",
            first,
        )
    )
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
    hear=hear,
    needs=(Need.ATTEMPTS,),
    asserts=frozenset({Fact.ALIVE, Fact.ONE_OWNER}),
)
