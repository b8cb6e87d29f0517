"""The backend refuses connections on a port that it serves at other times, or never served; the VIP itself is cleared.

A refusal is a RST that answers a SYN, or ICMP port-unreachable. From the owner that also served the port, with no other
MAC claiming or answering around it, it means that the packet reached the right node and that nothing listened behind
the Service. The RST's TTL says how far behind: one the node itself sends arrives with its initial value, one from a pod
has been routed at least once.

No TCP answers a SYN with ICMP port-unreachable (RFC 9293 section 3.10.7.1: it resets). A packet filter does, and
kube-proxy has it do so for a Service without endpoints: that tells even on a port that was never served. A Linux node
sends a destination one ICMP message a second or so (net.ipv4.icmp_ratelimit, 1000 ms) and drops the other SYNs without
a word: what it left unanswered amid its messages was refused as well.

A port that was never served may not be meant to be: somebody tries it, or scans. Where the owner claims the address,
nobody else does, and nothing is served on any port, though somebody goes on trying, what is meant to be served is not:
the Service, or the rules for it on that node, do not exist.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import PAIRS, Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.failures import (
    begun,
    by_owner_and_port,
    by_target,
    ended,
    exchanges,
    left_unsaid,
    over,
    sampled,
    scanned_ports,
    some_syns,
    syns,
    unsettled,
)
from arpwatch_k8s.diagnosis.signs.observation import Blind, Seen
from arpwatch_k8s.diagnosis.signs.refusing import instead, refused_by_node
from arpwatch_k8s.diagnosis.signs.stability import may_be_routed, witness_frames
from arpwatch_k8s.diagnosis.signs.visibility import claims_visible, one_owner, rivals
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import INITIAL_TTLS, NOT_SHOWN, distance, plural

ID = "backend-refuses"
CERTAIN = 3
"""Refusals from which on the pattern, not a single accident, is what shows; senders from which on several want it."""
MANY = 10
"""Attempts of one sender at a port that is never served from which on it is meant to be: who tries a port for another
reason does so once or a few times."""

REMEDY = (
    "Leave the VIP alone. Look at what listens behind {vip}:{port}: endpoints that are listed but not ready yet, a "
    "crashed or restarting ingress controller, a wrong targetPort, a readiness probe that passes too early."
)
REMEDY_NEVER_KERNEL = (
    "The address is there and the Service is not: see that a Service of type LoadBalancer has {vip} and port {port} "
    "(kubectl get svc -A -o wide | grep -F {vip}), and that kube-proxy, or what stands in its place, runs on {node} "
    "and has rules for it; an announcer configured with an address of no Service announces what nobody serves."
)
REMEDY_NEVER_POD = (
    "The Service leads to pods where nothing listens: compare its targetPort with what their containers listen on, and "
    "see that its selector picks the right pods."
)
CONFIRM_NEVER = (
    Proof(
        "On {node}",
        "iptables-save -c | grep -F {vip}",
        "is there a rule for port {port}? With nft, IPVS or Cilium: nft list ruleset, ipvsadm -Ln, cilium service list",
    ),
    Proof("On {node}", "ss -tln"),
    Proof("", "kubectl get svc -A -o wide | grep -F {vip}"),
    Proof("", "kubectl get endpointslices -A"),
)
CONFIRM = (
    Proof("", "kubectl get endpointslices -A -o wide", "missing endpoints at the times above"),
    Proof("", "kubectl get pods -A -o wide --field-selector spec.nodeName={node}", "restarts at the times above"),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP, owner and port that refuses at one time and serves at another."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        refused = refusals(case, record)
        lost = by_target(case, record, ended(record, AttemptOutcome.UNANSWERED)) if refused else {}
        for (owner, port), attempts in refused.items():
            served = record.served_by(owner, port, case.inventory)
            by_reset = attempts.column("refused_by_reset")
            never = not served and bool(by_reset.any())
            why = objection(case, record, owner, port, attempts, never=never)
            if why:
                ruled_out.append(RuledOut(ID, record.vip, why))
            elif never:
                findings.append(never_served(case, record, owner, port, attempts))
            else:
                none = attempts.places(np.zeros(0, np.int64))
                untold = left_unsaid(attempts.column("start")[~by_reset], lost.get((owner, port), none), served)
                findings.append(finding(case, record, owner, port, attempts, served, untold))
    return findings, ruled_out


def refusals(case: Case, record: VipRecord) -> dict[tuple[int, int], Connections]:
    """Attempts that somebody known refused, by owner and port, without those at ports that were scanned."""
    found = ended(record, AttemptOutcome.REFUSED)
    scanned = sorted(scanned_ports(record))
    found = found.where((found.column("reporter") != 0) & ~np.isin(found.column("vip_port"), scanned))
    owners = case.inventory.owners(found.column("reporter"), found.column("end"), record.segment)
    return by_owner_and_port(found, owners)


def objection(case: Case, record: VipRecord, owner: int, port: int, refused: Connections, *, never: bool) -> str | None:
    """Why refusals are no sign of a backend that comes and goes, or of one that never came; None where nothing speaks
    against it."""
    label = case.inventory.label(owner)
    if may_be_routed(record):
        return f"{label} may be a router on the way: ARP never names the VIP here"
    if never:
        why = not_meant(case, record, owner, refused)
        if why:
            return f"{label} never served port {port} in this capture, and {why}"
    return unsettled(case, record, owner, begun(refused), over(refused), came=True, left=True)


def not_meant(case: Case, record: VipRecord, owner: int, refused: Connections) -> str | None:
    """Why a port that an owner never served may be none that it should; None where somebody goes on asking for it, and
    nobody else holds the address."""
    if (record.attempts.column("answer_event") >= 0).any():
        return "others were served: it may not be meant to"
    if not (record.claims["owner"] == owner).any():
        return "never claimed the address"
    held = rivals(case, record, owner, case.start or 0, record.end)
    if isinstance(held, Seen):
        return f"another node claimed or served it ({case.cite(held.frames[0])})"
    if isinstance(held, Blind):
        return held.why
    if len(refused) < MANY and len(distinct(refused.column("client"))) < CERTAIN:
        return f"{plural(len(refused), 'attempt')} may be anybody's"
    return None


def never_served(case: Case, record: VipRecord, owner: int, port: int, refused: Connections) -> Finding:
    """The finding about a port that was refused from the first attempt on."""
    label, node = case.inventory.label(owner), case.inventory.name(owner) or "the node"
    start, end = begun(refused), over(refused)
    ttls, hosts = set(distinct(refused.column("reporter_ttl")).tolist()), len(distinct(refused.column("client")))
    by_kernel = ttls <= {NOT_SHOWN, *INITIAL_TTLS}
    claims = record.claims.take(record.claims["owner"] == owner)
    names = {"vip": record.vip, "port": port, "node": node}
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        vip=record.vip,
        owner=owner,
        start=start,
        end=end,
        summary=f"{record.vip}:{port} was never served: {label}, which holds the address, refused every one of "
        f"{plural(len(refused), 'connection attempt')} from the first on",
        because=(
            Step(one_owner(case, record, owner, case.start or start, record.end or end), some(claims.frames(), 4)),
            Step(
                f"It refused {plural(len(refused), 'SYN')} to port {port}{distance(ttls, 'refused')}",
                tuple(exchanges(sampled(refused, PAIRS))),
            ),
            Step(
                f"Nobody was served on any port of {record.vip}, and {plural(hosts, 'host')} went on trying",
                tuple(syns([refused[0], refused[-1]])),
            ),
        ),
        missing=(
            "The node's rules for the address and the Service's ports: frames show that nothing takes the connection, "
            "not what should",
        ),
        remedy=(REMEDY_NEVER_KERNEL if by_kernel else REMEDY_NEVER_POD).format(**names),
        proofs=filled(CONFIRM_NEVER, **names),
        explains=record.failed.numbered(refused.numbers),
        vip_cleared=True,
    )


def finding(
    case: Case, record: VipRecord, owner: int, port: int, refused: Connections, served: Connections, untold: Connections
) -> Finding:
    """The finding against a backend."""
    label = case.inventory.label(owner)
    attempts, every = int((record.attempts.column("vip_port") == port).sum()), refused.joined(untold)
    hidden = isinstance(claims_visible(case, record, begun(every), over(every)), Blind)
    others = instead(case, record, owner, refused, served)
    sure = len(refused) >= CERTAIN and bool(served) and record.on_link and not hidden
    sure = sure and not (refused.column("refused_by_reset") & (refused.column("reporter_ttl") == NOT_SHOWN)).any()
    doubtful = others or (hidden and refused_by_node(refused))
    throughout = (
        "answered, and no other MAC did"
        if not served
        else "answered at other times"
        if hidden
        else "owned the VIP and answered throughout"
    )
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        confidence=Confidence.LOW if doubtful else Confidence.HIGH if sure else Confidence.MEDIUM,
        vip=record.vip,
        owner=owner,
        start=begun(every),
        end=over(every),
        summary=f"The backend of {record.vip}:{port} refused {len(refused):,} of {attempts:,} connection attempts, "
        f"while {label} {throughout}"
        + (f"; {len(untold):,} more got no answer, as its limit on ICMP messages has it" if untold else ""),
        because=(*argument(case, record, owner, port, refused, served), *unsaid(untold)),
        instead=others,
        missing=(
            "The backend's own log and the Service's endpoints at the time: frames show the refusal, not its reason",
            *(("Claims by others at the time: no ARP or neighbor discovery shows there",) if hidden else ()),
        ),
        remedy=REMEDY.format(vip=record.vip, port=port),
        proofs=filled(CONFIRM, node=case.inventory.name(owner) or "NODE"),
        explains=record.failed.numbered(every.numbers),
        vip_cleared=not others,
    )


def unsaid(untold: Connections) -> tuple[Step, ...]:
    """The step that attempts without an answer amid messages are."""
    if not untold:
        return ()
    words = f"Amid its messages {plural(len(untold), 'attempt')} got no answer: nodes limit how many messages they send"
    return (Step(words, some_syns(untold)),)


def argument(
    case: Case, record: VipRecord, owner: int, port: int, refused: Connections, served: Connections
) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    steps = [
        Step(
            one_owner(case, record, owner, begun(refused), over(refused)),
            some(witness_frames(record, owner) or exchanges(refused[:1])),
        )
    ]
    by_reset = refused.column("refused_by_reset")
    resets, rejects = refused.where(by_reset), refused.where(~by_reset)
    if resets:
        far = distance(set(distinct(resets.column("reporter_ttl")).tolist()), "refused")
        steps.append(
            Step(
                f"It refused {plural(len(resets), 'SYN')} to port {port}{far}", tuple(exchanges(sampled(resets, PAIRS)))
            )
        )
    if rejects:
        steps.append(
            Step(
                f"It answered {plural(len(rejects), 'SYN')} to port {port} with ICMP port-unreachable, which no TCP "
                "sends but a REJECT rule: kube-proxy's for a Service without endpoints, or a firewall's",
                tuple(exchanges(sampled(rejects, PAIRS))),
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
