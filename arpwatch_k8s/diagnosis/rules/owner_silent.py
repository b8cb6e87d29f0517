"""The owner is gone: SYNs to it, and questions for it, stay without answer, and nothing at all comes from its MAC.

A node that lost power, hung, or lost its link sends neither RST nor ICMP. Until somebody takes the VIP over, every new
connection runs into its timeout. What the capture lost looks the same; that others were heard meanwhile speaks against
it. Before a takeover, lost SYNs alone do not tell a dead owner from a slow handover: that its neighbors asked for it in
vain does, or that on open connections requests to it were sent again in vain. An owner that only gave the address away
goes on serving those, or says where it forwards them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.outcomes import MODULUS, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.failures import by_target, ended, syns
from arpwatch_k8s.diagnosis.signs.life import Life, life
from arpwatch_k8s.diagnosis.signs.stability import may_be_routed, others_seen, owner_at, witness_frames
from arpwatch_k8s.evidence.flow import FROM_VIP, TO_VIP
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import plural, seconds

ID = "owner-silent"
FEWEST_SYNS = 2
"""SYNs without answer from which on it is no single lost frame."""

REMEDY = (
    "Bring {node} back or take it out: look for power, kernel panic, link and switch port at the times above. To be "
    "rid of a dead owner sooner: kube-vip vip_leaseduration, vip_renewdeadline and vip_retryperiod; keepalived "
    "advert_int; MetalLB's memberlist must reach every speaker (TCP and UDP 7946). A kube-vip that lost its leadership "
    "may keep running and announce nothing (kube-vip/kube-vip#1747)."
)
CONFIRM = (
    "kubectl get nodes -o wide (NotReady since?), on {node}: journalctl -k -b -1 | tail, ip -s link; then who took "
    "over: kubectl -n kube-system get lease, kubectl -n metallb-system logs -l component=speaker --timestamps"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """From `start` to `end` (ns UTC) nothing was heard of an owner while `attempts` were made at it; `taken`: frames
    with which another one took over in it; `back`: whether it was heard again; `others`: frames of third hosts."""

    start: int
    end: int
    attempts: list[Connection]
    taken: list[FrameRef]
    back: bool
    others: list[FrameRef]


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and silent owner."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        by_owner: dict[int, list[Connection]] = {}
        for (owner, _), attempts in by_target(case, record, ended(record, AttemptOutcome.UNANSWERED)).items():
            by_owner.setdefault(owner, []).extend(attempts)
        for owner, attempts in by_owner.items():
            heard = life(case, record, owner)
            silent = [one for one in sorted(attempts, key=start_of) if is_silent(case, heard, one)]
            why = objection(case, record, owner, silent)
            if silent and why is None:
                spells = [silence(case, record, owner, heard, group) for group in grouped(heard, silent)]
                gone = in_vain(case, record, owner, spells) or resent(case, record, owner, spells)
                if any(spell.taken for spell in spells) and not gone:
                    why = "SYNs alone went unanswered before another took over: what shows is a slow handover"
                    ruled_out.append(RuledOut(ID, record.vip, why))
                    continue
                findings.append(finding(case, record, owner, spells))
            else:
                ruled_out.append(RuledOut(ID, record.vip, why or f"{case.inventory.label(owner)} was heard meanwhile"))
    return findings, ruled_out


def start_of(one: Connection) -> int:
    """When an attempt began."""
    return one.start


def is_silent(case: Case, heard: Life, one: Connection) -> bool:
    """Whether its target was not heard while an attempt waited."""
    until = one.start + case.thresholds.unanswered_ns
    return not heard.within(one.start, max(until, one.end or until))


def objection(case: Case, record: VipRecord, owner: int, silent: list[Connection]) -> str | None:
    """Why silence does not accuse the owner; None where nothing speaks against it."""
    if not silent:
        return None
    if may_be_routed(case, record):
        return "a router may stand between: ARP never names the VIP here"
    if sum(len(one.tries) for one in silent) < FEWEST_SYNS:
        return "a single SYN was lost"
    holds = {owner_at(record, one.start) for one in silent} - {owner, None}
    if holds:
        return f"{case.inventory.label(owner)} was not the owner any more when the SYNs were sent to it"
    return None


def grouped(heard: Life, silent: list[Connection]) -> list[list[Connection]]:
    """Attempts by the silence that they fell into."""
    found: dict[int | None, list[Connection]] = {}
    for one in silent:
        found.setdefault(heard.before(one.start), []).append(one)
    return list(found.values())


def silence(case: Case, record: VipRecord, owner: int, heard: Life, attempts: list[Connection]) -> Silence:
    """The silence that some attempts fell into."""
    start = heard.before(attempts[0].start) or attempts[0].start
    again = heard.after(attempts[-1].start)
    taken = others_seen(record, owner, attempts[0].start, again or case.end or attempts[-1].start)
    end = again or case.end or attempts[-1].start
    rows = case.views[record.view].evidence
    node = case.inventory.by_mac.get(owner)
    known = [*(node.macs if node else (owner,)), *{one.sender_mac for one in attempts}]
    within = (rows["time"] > attempts[0].start) & (rows["time"] < end)
    third = rows.take(within & ~np.isin(rows["eth_src"], np.array(known, np.uint64)) & (rows["eth_src"] != 0))
    others = [FrameRef(capture, frame) for capture, frame in third.lists("capture", "frame")]
    return Silence(start=start, end=end, attempts=attempts, taken=taken, back=again is not None, others=others)


def finding(case: Case, record: VipRecord, owner: int, spells: list[Silence]) -> Finding:
    """The finding about one silent owner."""
    label, node = case.inventory.label(owner), case.inventory.name(owner) or "the owner"
    lost = [one for spell in spells for one in spell.attempts]
    taken, heard = any(spell.taken for spell in spells), any(spell.others for spell in spells)
    drops = sum(info.drops or 0 for info in case.captures)
    sure = Confidence.HIGH if taken and heard else Confidence.MEDIUM if taken or heard else Confidence.LOW
    until = (
        "another node took over" if taken else "it came back" if all(s.back for s in spells) else "the capture's end"
    )
    against = [f"The capturing side lost {drops} frames: what it missed looks like silence"] if drops else []
    if not all(one.tries[-1].mac for one in lost):
        against.append("Which MAC the SYNs went to is not in the capture (cooked): another node may have got them")
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL,
        confidence=Confidence.LOW if against else sure,
        vip=record.vip,
        owner=owner,
        start=lost[0].start,
        end=max(one.end or one.start for one in lost),
        summary=f"{label} owned {record.vip} and fell silent until {until}",
        because=argument(case, record, owner, spells),
        against=tuple(against),
        missing=()
        if heard
        else ("Anything from a third host meanwhile: that the capturing host's own link was down is not excluded",),
        remedy=REMEDY.format(node=node),
        confirm=CONFIRM.format(node=node),
        explains=record.failed.only(lost),
    )


def argument(case: Case, record: VipRecord, owner: int, spells: list[Silence]) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    label = case.inventory.label(owner)
    lost = [one for spell in spells for one in spell.attempts]
    longest = max(spells, key=lambda spell: spell.end - spell.start)
    steps = [
        Step(
            f"{plural(sum(len(one.tries) for one in lost), 'SYN')} of {plural(len(lost), 'attempt')} to {label} stayed "
            "without any answer: no SYN-ACK, no RST, no ICMP",
            some(syns(lost)),
        ),
        Step(
            f"Nothing at all came from it for {seconds(longest.end - longest.start)}"
            + (f" (the longest of {len(spells)} times)" if len(spells) > 1 else ""),
            some(witness_frames(record, owner)) or tuple(syns(lost[:1])),
        ),
    ]
    asked = in_vain(case, record, owner, spells)
    if asked:
        steps.append(
            Step(f"{plural(len(asked), 'question')} to it alone, who has {record.vip}, had no answer", some(asked))
        )
    again = resent(case, record, owner, spells)
    if again:
        steps.append(
            Step(f"On {plural(len(again), 'open connection')} requests to it were sent again in vain, too", some(again))
        )
    others = [frame for spell in spells for frame in spell.others]
    if others:
        steps.append(Step("Other hosts were heard meanwhile: the capture and its link worked", some(sorted(others), 4)))
    taken = [frame for spell in spells for frame in spell.taken[:1]]
    if taken:
        steps.append(Step("Then another node claimed the VIP or answered for it", some(taken)))
    return tuple(steps)


def in_vain(case: Case, record: VipRecord, owner: int, spells: list[Silence]) -> list[FrameRef]:
    """Questions to the owner alone during the silences."""
    asked = record.asked[~record.asked["to_all"]]
    within = np.zeros(len(asked), bool)
    for spell in spells:
        within |= (asked["time"] > spell.start) & (asked["time"] < spell.end)
    within &= case.inventory.owners(asked["mac"], asked["time"], record.segment) != owner
    return [FrameRef(capture, frame) for capture, frame in asked[within][["capture", "frame"]].tolist()]


def resent(case: Case, record: VipRecord, owner: int, spells: list[Silence]) -> list[FrameRef]:
    """Where connections that the owner had served begin, of those on which clients sent bytes again during the
    silences and nothing came back any more."""
    found, flows = record.connections, record.connections.flows
    found = found.where((found.column("flow") >= 0) & (found.column("answer_event") >= 0))
    if not len(found):
        return []
    owners = case.inventory.owners(found.column("answer_mac"), found.column("answer_time"), record.segment)
    found = found.where(owners == owner)
    flow = flows[found.column("flow")]
    new = (flow["next_seq"][:, TO_VIP].astype(np.int64) - found.column("isn") - 1) % MODULUS
    again = (flow["payload"][:, TO_VIP] > new) & (flow["payload"][:, FROM_VIP] > 0)
    last, heard = flow["payload_last"][:, TO_VIP], flow["payload_last"][:, FROM_VIP]
    within = np.zeros(len(found), bool)
    for spell in spells:
        within |= (heard <= spell.start) & (last > spell.attempts[0].start) & (found.column("start") <= spell.start)
    return [one.answer_frame for one in found.where(again & within) if one.answer_frame is not None]


RULE: Final = Rule(
    id=ID,
    title="the owner is gone",
    judge=judge,
    needs=(Need.ATTEMPTS,),
    covers=frozenset({"handover-slow", "vip-unanswered"}),
    asserts=frozenset({Fact.DEAD}),
)
