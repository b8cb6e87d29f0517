"""The owner forwards what it should serve: no rule for the Service on the node that holds the VIP.

Where kube-proxy (or what stands for it) has programmed a Service, a SYN to its VIP is rewritten before routing. Where
it has not, the node routes the SYN like any stranger's packet: it decrements the TTL (RFC 1812 section 5.3.1), sends a
redirect, since the packet leaves by the interface it came in on, asks who has the VIP, and, when nobody answers three
probes, returns host-unreachable about 3.06 s later. Either message quotes the SYN with its TTL already decremented.

Redirects and unreachables that quote a RST, FIN or ACK prove nothing: a stray packet of a connection that the node's
conntrack has forgotten is forwarded even where the Service is served, in every clean failover. Nor does one that quotes
a SYN which was answered.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import NamedTuple

from arpwatch_k8s.correlator.attempts import UNANSWERED, UNREACHABLE
from arpwatch_k8s.correlator.connections import Connection, Try
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.symptoms import REDIRECT, UNREACHABLE_MESSAGE, Symptom
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Confidence, Finding, Severity, Step, some
from arpwatch_k8s.diagnosis.stability import contested, frames_of, others_seen, owner_at, witness_frames
from arpwatch_k8s.thresholds import NS

ID = "service-not-programmed"

FORWARDED_V4 = frozenset({0, 1})
FORWARDED_V6 = frozenset({0, 3})
ICMP_V4 = 3

REMEDY = (
    "Let one controller alone write the Service. If MetalLB announces this VIP beside kube-vip, turn kube-vip's "
    "services off: kubespray kube_vip_services_enabled: false, kube-vip svc_enable=false (metallb/metallb#2177); "
    "kube-vip for the API server may stay. Otherwise find what removes the Service's rules on {node}: "
    "kube-proxy's log there at the times above."
)
CONFIRM = (
    "While it fails, on {node}: iptables-save -t nat | grep -F {vip} || nft list ruleset | grep -F {vip} || "
    "ipvsadm -Ln | grep -F {vip} (no line = not programmed); "
    "and: kubectl get svc -A -o yaml --show-managed-fields | grep -B2 -A12 'manager:' "
    "(two managers of status = two controllers)"
)


@dataclass(frozen=True, slots=True)
class Proof:
    """A message from the owner that quotes a SYN which it forwarded and nobody answered."""

    symptom: Symptom
    attempt: Connection
    sent: Try


class Spell(NamedTuple):
    """A time without service, ns UTC."""

    start: int
    end: int


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and owner that forwarded instead of serving."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        candidates = [s for s in record.symptoms if s.kind in (REDIRECT, UNREACHABLE_MESSAGE)]
        proofs: dict[int, list[Proof]] = {}
        reasons: dict[str, int] = {}
        for symptom in candidates:
            proof = proof_of(case, record, symptom)
            if isinstance(proof, Proof):
                proofs.setdefault(sender(case, symptom), []).append(proof)
            else:
                reasons[proof] = reasons.get(proof, 0) + 1
        findings += [finding(case, record, owner, found, reasons) for owner, found in proofs.items()]
        if candidates and not proofs:
            why = "; ".join(f"{n} of {len(candidates)} ICMP messages: {reason}" for reason, n in reasons.items())
            ruled_out.append(RuledOut(ID, record.vip, why))
    return findings, ruled_out


def proof_of(case: Case, record: VipRecord, symptom: Symptom) -> Proof | str:
    """The proof that a message is, or why it is none."""
    attempt = symptom.attempt
    if not record.on_link:
        return "may come from a router on the way: ARP never names the VIP here"
    if symptom.quotes_syn is not True:
        return "quotes no SYN (a stray packet of an old connection)"
    if attempt is None or not attempt.tries:
        return "quotes a SYN that is not in the capture"
    if symptom.kind == UNREACHABLE_MESSAGE and not says_forwarded(symptom):
        return "says refused or forbidden, not that there was no way"
    sent = [attempt_try for attempt_try in attempt.tries if attempt_try.time <= symptom.time][-1]
    if answered_first(record, attempt):
        return "quotes a SYN that was answered"
    if symptom.quoted_ttl != sent.ttl - 1:
        return "quotes a SYN whose TTL shows that its sender did not forward it"
    owner = sender(case, symptom)
    if sent.mac and case.inventory.owner(sent.mac, sent.time, record.segment) != owner:
        return "comes from another node than the one the SYN went to"
    held = owner_at(record, symptom.time)
    if contested(record, symptom.time, symptom.time) or (held is not None and held != owner):
        return "comes from a node that was not the owner at that time"
    limits = case.thresholds
    window = (symptom.time - limits.handover_before_ns, symptom.time + limits.handover_after_ns)
    if others_seen(record, owner, *window):
        return "another node claimed or served the VIP within [-1 s, +4 s]"
    return Proof(symptom, attempt, sent)


def sender(case: Case, symptom: Symptom) -> int:
    """The node that sent a symptom."""
    return case.inventory.owner(symptom.mac, symptom.time, symptom.segment)


def says_forwarded(symptom: Symptom) -> bool:
    """Whether an unreachable message is what a router says that found no way."""
    return symptom.icmp_code in (FORWARDED_V4 if symptom.icmp_type == ICMP_V4 else FORWARDED_V6)


def answered_first(record: VipRecord, attempt: Connection) -> bool:
    """Whether a SYN-ACK came before the first unreachable message about the attempt, and before any retry."""
    if attempt.answer_time is None:
        return False
    told = [s.time for s in record.symptoms if s.attempt is attempt and s.kind == UNREACHABLE_MESSAGE]
    retried = [again.time for again in attempt.tries[1:]]
    first = min(told + retried, default=None)
    return first is None or attempt.answer_time < first


def spells(case: Case, record: VipRecord, owner: int, proofs: list[Proof]) -> list[Spell]:
    """The times without service: from the owner's last answer before a proof to its first answer after it."""
    answers = record.answers["time"][record.answers["owner"] == owner].tolist()
    found: dict[Spell, None] = {}
    for proof in proofs:
        at = bisect_left(answers, proof.sent.time)
        before = answers[at - 1] if at else case.start or 0
        after = answers[at] if at < len(answers) else case.end or 0
        found[Spell(before, after)] = None
    return list(found)


def finding(case: Case, record: VipRecord, owner: int, proofs: list[Proof], reasons: dict[str, int]) -> Finding:
    """The finding that several proofs against one owner make."""
    label = case.inventory.label(owner)
    node = case.inventory.name(owner) or "the owner"
    outages = spells(case, record, owner, proofs)
    hit = {id(proof.attempt): proof.attempt for proof in proofs}
    proven = [attempt for attempt in hit.values() if attempt.failed]
    beside = [
        attempt
        for attempt in record.failed
        if id(attempt) not in hit
        and attempt.outcome in (UNREACHABLE, UNANSWERED)
        and any(spell.start < attempt.start < spell.end for spell in outages)
    ]
    delayed = [attempt for attempt in hit.values() if not attempt.failed]
    failed = len(proven) + len(beside)
    told = any(proof.symptom.kind == UNREACHABLE_MESSAGE for proof in proofs)
    sure = bool(proven) and told and len(proofs) > 1 and bool(record.claims)
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if proven else Severity.WARNING if failed else Severity.INFO,
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM if proven else Confidence.LOW,
        vip=record.vip,
        start=min(attempt.start for attempt in hit.values()),
        end=max(proof.symptom.time for proof in proofs),
        summary=f"{label} owned {record.vip} but did not serve it: in {plural(len(outages), 'spell')} it forwarded "
        f"SYNs like a stranger's packets; that explains {share(failed, len(record.failed))} "
        f"among {len(record.attempts)} connection attempts",
        because=argument(case, record, owner, proofs, outages, (proven, beside, delayed)),
        against=tuple(f"{n} further ICMP message(s) are no proof: {reason}" for reason, n in reasons.items()),
        missing=(
            f"The log of kube-proxy (or what stands for it) on {node}: "
            "frames show that the rules were missing, not who removed them",
            *(() if record.claims else ("ARP: nobody's claim of the VIP is in this capture",)),
        ),
        remedy=REMEDY.format(node=node),
        confirm=CONFIRM.format(node=node, vip=record.vip),
        failed=failed,
    )


def argument(
    case: Case,
    record: VipRecord,
    owner: int,
    proofs: list[Proof],
    outages: list[Spell],
    attempts: tuple[list[Connection], list[Connection], list[Connection]],
) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding; `attempts` are proven, beside them, and delayed ones."""
    proven, beside, delayed = attempts
    redirects = sum(proof.symptom.kind == REDIRECT for proof in proofs)
    first = proofs[0]
    forwarded = [frame for proof in proofs for frame in (proof.sent.frame, proof.symptom.frame)]
    steps = [
        Step(
            f"{case.inventory.label(owner)} was the owner: no other MAC claimed {record.vip} or answered for it from "
            "1 s before to 4 s after any of the frames below",
            some(witness_frames(record, owner)) or (first.symptom.frame,),
        ),
        Step(
            f"It forwarded SYNs to {record.vip} instead of accepting them: {plural(redirects, 'redirect')} and "
            f"{plural(len(proofs) - redirects, 'host-unreachable')} from it quote a SYN with TTL "
            f"{first.symptom.quoted_ttl}, one less than the {first.sent.ttl} it was sent with",
            some(forwarded),
        ),
        Step(
            f"Nobody answered those SYNs: {plural(len(proven), 'attempt')} failed"
            + (f", {len(beside)} more in the same spells" if beside else "")
            + (f", {len(delayed)} got through only on a retry" if delayed else ""),
            some(sorted(c.end_frame for c in proven + beside + delayed if c.end_frame is not None)),
        ),
    ]
    served = frames_of(record.answers[record.answers["owner"] == owner])
    if served:
        lengths = [spell.end - spell.start for spell in outages]
        steps.append(
            Step(
                f"Between its answers it was silent {plural(len(outages), 'time')}, for {min(lengths) / NS:.1f} to "
                f"{max(lengths) / NS:.1f} s; before and after it served ({len(served)} SYN-ACKs): the Service's rules "
                "came and went, the VIP did not move",
                some(served, 2),
            )
        )
    return tuple(steps)


def share(part: int, whole: int) -> str:
    """How many of the failures."""
    return f"{part} of the {whole} failures" if part < whole else f"all {plural(whole, 'failure')}"


def plural(n: int, noun: str) -> str:
    """A count with its noun."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
