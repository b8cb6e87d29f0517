"""The owner forwards what it should serve: no rule for the Service on the node that holds the VIP.

Where kube-proxy (or what stands for it) has programmed a Service, a SYN to its VIP is rewritten before routing. Where
it has not, the node routes the SYN like any stranger's packet: it decrements the TTL (RFC 1812 section 5.3.1), sends a
redirect, since the packet leaves by the interface it came in on, asks who has the VIP, and, when nobody answers three
probes, returns host-unreachable about 3.06 s later (IPv6: address-unreachable). Either message quotes the SYN with its
TTL already decremented.

Redirects and unreachables that quote a RST, FIN or ACK prove nothing: a stray packet of a connection that the node's
conntrack has forgotten is forwarded even where the Service is served, in every clean failover. Nor does one that quotes
a SYN which was answered.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.symptom import SymptomKind
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import PAIRS, Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.failures import ended, exchanges
from arpwatch_k8s.diagnosis.signs.forwarding import Messages, Sign, Spell, Strength, asking, sign_of, spells, within
from arpwatch_k8s.diagnosis.signs.observation import Blind
from arpwatch_k8s.diagnosis.signs.stability import frames_of, successor, witness_frames
from arpwatch_k8s.diagnosis.signs.visibility import one_owner, rivals
from arpwatch_k8s.diagnosis.testimony.service_not_programmed import ID, hear
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import listed, plural, span

if TYPE_CHECKING:
    from numpy.typing import NDArray

REMEDY = (
    "Let one controller alone write the Service. If MetalLB announces this VIP beside kube-vip, turn kube-vip's "
    "services off: kubespray kube_vip_services_enabled: false, kube-vip svc_enable=false (metallb/metallb#2177); "
    "kube-vip for the API server may stay. Otherwise find what removes the Service's rules on {node}: "
    "kube-proxy's log there at the times above."
)
CONFIRM = (
    Proof(
        "While it fails, on {node}",
        "iptables-save -t nat | grep -F {vip} || nft list ruleset | grep -F {vip} || ipvsadm -Ln | grep -F {vip}",
        "no line = not programmed",
    ),
    Proof(
        "",
        "kubectl get svc -A -o yaml --show-managed-fields | grep -B2 -A12 'manager:'",
        "two managers of status = two controllers",
    ),
)
MOVED: Final = (
    "handover-slow: nothing in the capture shows that {owner} still had the address when it forwarded, and {after} "
    "took it over; what decides: the announcer's log on {owner}"
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and owner that forwarded instead of serving."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        messages = Messages(case, record)
        read = [sign_of(messages, message) for message in messages.every]
        reasons = Counter(found for found in read if isinstance(found, str))
        signs: dict[int, list[Sign]] = {}
        for found in read:
            if isinstance(found, Sign):
                signs.setdefault(found.owner, []).append(found)
        known = {sign.attempt.number for theirs in signs.values() for sign in theirs if sign.attempt is not None}
        for sign in asking(case, record):
            if sign.attempt is not None and sign.attempt.number not in known:
                signs.setdefault(sign.owner, []).append(sign)
        findings += [finding(case, record, owner, theirs, reasons) for owner, theirs in signs.items()]
        if messages.every and not signs:
            why = "; ".join(
                f"{n:,} of {len(messages.every):,} ICMP messages: {reason}" for reason, n in reasons.items()
            )
            ruled_out.append(RuledOut(ID, record.vip, why))
    return findings, ruled_out


def finding(case: Case, record: VipRecord, owner: int, signs: list[Sign], reasons: Counter[str]) -> Finding:
    """The finding that several signs against one owner make."""
    label = case.inventory.label(owner)
    node = case.inventory.name(owner) or "the owner"
    strong = [sign for sign in signs if sign.strength > Strength.HINT]
    shown = sorted(strong or signs, key=lambda sign: (sign.time, sign.frame))
    outages = spells(case, record, owner, shown)
    hit = {sign.attempt.number: sign.attempt for sign in strong if sign.attempt is not None}
    left = record.failed
    proven = left.only(hit.values())
    lost = ended(record, AttemptOutcome.UNREACHABLE, AttemptOutcome.UNANSWERED)
    beside = lost.where(within(lost.column("start"), outages) & ~np.isin(lost.numbers, list(hit)) & bool(strong))
    explained = left.numbered(np.concatenate([proven.numbers, beside.numbers]))
    delayed = [attempt for attempt in hit.values() if not attempt.failed]
    sure = len(proven) and any(sign.strength is Strength.PROOF for sign in signs)
    after = successor(record, owner, min(sign.time for sign in shown))
    severity = Severity.CRITICAL if sure else Severity.WARNING if len(explained) else Severity.INFO
    return Finding(
        rule=ID,
        severity=severity,
        confidence=Confidence.LOW if after is not None else confidence(case, record, signs, len(proven)),
        vip=record.vip,
        owner=owner,
        start=min(sign.attempt.start if sign.attempt else sign.time for sign in shown),
        end=max(sign.time for sign in shown),
        summary=f"{label} owned {record.vip} but did not serve it: {plural(len(outages), 'time')} it forwarded "
        "SYNs like a stranger's packets"
        if strong
        else f"{label} seems to have forwarded SYNs to {record.vip} like a stranger's packets; whether anybody felt it "
        "this capture cannot tell",
        because=argument(case, record, owner, shown, outages, (proven, beside, delayed)),
        against=tuple(f"{plural(n, 'further ICMP message')}: {reason}" for reason, n in reasons.items()),
        missing=missing(record, signs, node),
        instead=() if after is None else (MOVED.format(owner=label, after=case.inventory.label(after)),),
        remedy=REMEDY.format(node=node),
        proofs=filled(CONFIRM, node=node, vip=record.vip),
        explains=explained,
    )


def confidence(case: Case, record: VipRecord, signs: list[Sign], proven: int) -> Confidence:
    """How sure the signs make it: not at all sure where another owner would not have been seen."""
    proofs = [sign for sign in signs if sign.strength is Strength.PROOF]
    told = any(sign.message is not None and sign.message.kind == SymptomKind.ICMP_UNREACHABLE for sign in proofs)
    alone = rivals(case, record, signs[0].owner, *around(case, signs))
    if proven and told and len(proofs) > 1 and len(record.claims) and not isinstance(alone, Blind):
        return Confidence.HIGH
    return Confidence.MEDIUM if proven and proofs else Confidence.LOW


def missing(record: VipRecord, signs: list[Sign], node: str) -> tuple[str, ...]:
    """What would decide."""
    said = [
        f"The log of kube-proxy (or what stands for it) on {node}: "
        "frames show that the rules were missing, not who removed them"
    ]
    if not len(record.claims):
        said.append("ARP: nobody's claim of the VIP is in this capture")
    if all(sign.attempt is None for sign in signs):
        said.append("TCP: the SYNs that the messages quote are not in this capture, nor whether they were answered")
    if all(sign.message is None for sign in signs):
        said.append("A redirect or host-unreachable that quotes a SYN: there is none, by a rate limit or a filter")
    return tuple(said)


def argument(
    case: Case,
    record: VipRecord,
    owner: int,
    signs: list[Sign],
    outages: list[Spell],
    attempts: tuple[Connections, Connections, Sequence[Connection]],
) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding; `attempts` are proven, beside them, and delayed ones."""
    proven, beside, delayed = attempts
    steps = [
        Step(
            f"{one_owner(case, record, owner, *around(case, signs))}, from 1 s before the frames below to 4 s after",
            some(witness_frames(record, owner)) or (signs[0].frame,),
        ),
        Step(
            f"It forwarded SYNs to {record.vip} instead of accepting them: {how(signs)}",
            tuple(
                frame
                for sign in some(signs, PAIRS)
                for frame in (*([sign.sent.frame] if sign.sent else []), sign.frame)
            ),
        ),
    ]
    if proven or beside or delayed:
        steps.append(
            Step(
                f"Nobody answered those SYNs: {plural(len(proven), 'attempt')} failed"
                + (f", {len(beside):,} more in the same spells" if beside else "")
                + (f", {len(delayed):,} got through only on a retry" if delayed else ""),
                tuple(exchanges(spread([proven, beside, delayed], PAIRS))),
            )
        )
    answers = record.answers[record.answers["owner"] == owner]
    if len(answers) and (proven or beside or delayed):
        steps.append(Step(silence(answers["time"], outages), some(frames_of(answers), 2)))
    return tuple(steps)


def silence(answered: NDArray[np.int64], outages: list[Spell]) -> str:
    """How an owner that forwarded was silent, and when it served; `answered`: times of its SYN-ACKs."""
    served = plural(len(answered), "SYN-ACK")
    last = max(spell.start for spell in outages)
    if answered[-1] <= last:
        return f"It had served before ({served}), and did not again in this capture"
    first = min(spell.start for spell in outages)
    if answered[0] > first:
        return f"It served after that ({served}), and had not in this capture before"
    return (
        f"They fell between its answers {plural(len(outages), 'time')}, where those are "
        f"{span([spell.end - spell.start for spell in outages])} apart; before and after it served ({served}): the "
        "VIP did not move"
    )


def spread(parts: Sequence[Sequence[Connection]], most: int) -> Iterator[Connection]:
    """At most `most` of several lists of attempts, one behind the other, spread evenly over all."""
    begins = [0, *accumulate(len(part) for part in parts)]
    for place in some(range(begins[-1]), most):
        part = bisect_right(begins, place) - 1
        yield parts[part][place - begins[part]]


def around(case: Case, signs: list[Sign]) -> tuple[int, int]:
    """The time of some signs, and what a handover takes around it, ns UTC."""
    times = [sign.time for sign in signs]
    return min(times) - case.thresholds.handover_before_ns, max(times) + case.thresholds.handover_after_ns


def how(signs: list[Sign]) -> str:
    """What shows that it forwarded."""
    messages = [sign.message for sign in signs if sign.message is not None]
    redirects = sum(message.kind == SymptomKind.ICMP_REDIRECT for message in messages)
    parts = []
    if messages:
        counts = [(redirects, "redirect"), (len(messages) - redirects, "host-unreachable")]
        named = listed([plural(n, name) for n, name in counts if n])
        ttls = Counter(
            (sign.message.quoted_ttl, sign.sent.ttl if sign.sent else None) for sign in signs if sign.message
        )
        (quoted, sent), _ = ttls.most_common(1)[0]
        if sent is None:
            was = "which one router leaves of 64, 128 or 255"
        elif quoted == sent - 1:
            was = f"one less than the {sent} it was sent with"
        else:
            was = f"which one router leaves of 64, 128 or 255, though it was captured with {sent}"
        parts.append(f"{named} from it {'quotes' if len(messages) == 1 else 'quote'} a SYN with TTL {quoted}, {was}")
    if len(messages) < len(signs):
        parts.append(
            f"{plural(len(signs) - len(messages), 'time')} it asked who has {'it' if messages else 'the VIP'} itself "
            "within 1 s of a SYN that stayed unanswered"
        )
    return "; ".join(parts)


RULE: Final = Rule(
    id=ID,
    title="the owner forwards instead of serving",
    judge=judge,
    hear=hear,
    needs=(Need.ATTEMPTS,),
    asserts=frozenset({Fact.ALIVE, Fact.ONE_OWNER}),
)
