"""The owner is gone: SYNs to it, and questions for it, stay without answer, and nothing at all comes from its MAC.

A node that lost power, hung, or lost its link sends neither RST nor ICMP. Until somebody takes the VIP over, every new
connection runs into its timeout. What the capture lost looks the same; that others were heard meanwhile speaks against
it. SYNs alone do not tell a dead owner from a live one that drops them, nor from a slow handover. What does: that its
neighbors asked for it in vain, that on open connections requests to it were sent again in vain, or that it was quiet
for longer than it ever is where its other traffic is captured. An owner that was heard within an outage, before further
vain SYNs, was alive in all of it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.failures import sampled, syns
from arpwatch_k8s.diagnosis.signs.gaps import misses_frames
from arpwatch_k8s.diagnosis.signs.life import macs_of
from arpwatch_k8s.diagnosis.signs.observation import Blind, Seen, Unseen
from arpwatch_k8s.diagnosis.signs.outages import (
    FEWEST_QUESTIONS,
    FEWEST_SYNS,
    HANDOVER,
    Ends,
    Outage,
    lost_in,
    may_be_handover,
    outages_of,
    together,
)
from arpwatch_k8s.diagnosis.signs.stability import may_be_routed, witness_frames
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import plural, seconds

ID = "owner-silent"

REMEDY = (
    "Bring {node} back or take it out: look for power, kernel panic, link and switch port at the times above. To be "
    "rid of a dead owner sooner: kube-vip vip_leaseduration, vip_renewdeadline and vip_retryperiod; keepalived "
    "advert_int; MetalLB's memberlist must reach every speaker (TCP and UDP 7946). A kube-vip that lost its leadership "
    "may keep running and announce nothing (kube-vip/kube-vip#1747)."
)
CONFIRM = (
    Proof("", "kubectl get nodes -o wide", "NotReady since?"),
    Proof("On {node}", "journalctl -k -b -1 | tail"),
    Proof("On {node}", "ip -s link"),
    Proof("Who took over", "kubectl -n kube-system get lease"),
    Proof("Who took over", "kubectl -n metallb-system logs -l component=speaker --timestamps"),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """For each VIP and owner one finding about the outages in which signs show that it was gone, and one about those
    that nothing decides."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        by_owner: dict[int, list[Outage]] = {}
        objections: dict[int, list[str]] = {}
        for outage in outages_of(case, record):
            why = objection(case, record, outage)
            if why is None:
                by_owner.setdefault(outage.owner, []).append(outage)
            else:
                objections.setdefault(outage.owner, []).append(why)
        ruled_out += [RuledOut(ID, record.vip, together(whys)) for whys in objections.values()]
        for outages in by_owner.values():
            shown, open_ones = [one for one in outages if one.proofs], [one for one in outages if not one.proofs]
            findings += [finding(case, record, part) for part in (shown, open_ones) if part]
    return findings, ruled_out


def objection(case: Case, record: VipRecord, outage: Outage) -> str | None:
    """Why an outage does not accuse the owner; None where nothing speaks against it."""
    label = case.inventory.label(outage.owner)
    if may_be_routed(record):
        return "a router may stand between: ARP never names the VIP here"
    if isinstance(outage.life, Seen):
        where = f" ({case.cite(outage.life.frames[0])})" if outage.life.frames else ""
        return f"{label} was heard meanwhile{where}, and SYNs to it stayed without answer all the same"
    if outage.forwarded:
        return f"{label} was there, and passed SYNs on ({case.cite(outage.forwarded)})"
    if outage.syns < FEWEST_SYNS:
        return "a single SYN was lost"
    if may_be_handover(record, outage):
        return HANDOVER
    return None


def finding(case: Case, record: VipRecord, outages: list[Outage]) -> Finding:
    """The finding about one owner."""
    owner = outages[0].owner
    label, node = case.inventory.label(owner), case.inventory.name(owner) or "the owner"
    lost = lost_in(outages)
    others = third_hosts(case, record, outages)
    loss = misses_frames(case, record)
    against = [loss] if loss else []
    if not lost.at("last_try", "eth_dst").all():
        against.append("Which MAC the SYNs went to is not in the capture (cooked): another node may have got them")
    shown = outages[0].proofs > 0
    until = {
        Ends.TAKEN: "another node took over",
        Ends.ANSWERS: "it came back",
        Ends.CAPTURE: "the capture's end",
    }[outages[-1].ends]
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if shown else Severity.WARNING,
        confidence=Confidence.LOW if against else confidence(record, outages, others),
        vip=record.vip,
        owner=owner,
        start=outages[0].start,
        end=max(outage.last for outage in outages),
        summary=f"{label} owned {record.vip} and fell silent until {until}"
        if shown
        else f"{label} owned {record.vip} and left {plural(sum(one.syns for one in outages), 'SYN')} without a word: "
        "it may have been gone",
        because=argument(case, record, outages, others),
        against=tuple(against),
        missing=missing(outages, others),
        instead=() if shown else ("no-local-endpoint: alive, and dropping them; any other frame of it would decide",),
        remedy=REMEDY.format(node=node),
        proofs=filled(CONFIRM, node=node),
        explains=record.failed.numbered(lost.numbers),
    )


def confidence(record: VipRecord, outages: list[Outage], others: list[FrameRef]) -> Confidence:
    """How sure the signs make it."""
    proofs = max(outage.proofs for outage in outages)
    if not proofs or not others:
        return Confidence.LOW
    known = bool(witness_frames(record, outages[0].owner))
    over = any(outage.ends is not Ends.CAPTURE for outage in outages if outage.proofs)
    return Confidence.HIGH if known and (over or proofs > 1) else Confidence.MEDIUM


def missing(outages: list[Outage], others: list[FrameRef]) -> tuple[str, ...]:
    """What would decide."""
    said = []
    if not others:
        said.append("Anything from a third host meanwhile: that the capturing host's own link was down is not excluded")
    if not outages[0].proofs:
        blind = next((one.silence.why for one in outages if isinstance(one.silence, Blind)), "")
        said.append(
            "Whether it was alive meanwhile (then it is no-local-endpoint): a question to it alone that stays without "
            f"an answer, or its other traffic, by a capture without a filter{f'; here, {blind}' if blind else ''}"
        )
    return tuple(said)


def third_hosts(case: Case, record: VipRecord, outages: list[Outage]) -> list[FrameRef]:
    """Frames of hosts that are neither the owner nor among those that sent to it, heard during the outages."""
    rows = case.views[record.view].evidence
    senders = distinct(lost_in(outages).column("sender_mac"))
    known = np.concatenate([macs_of(case, outages[0].owner), senders, np.zeros(1, np.uint64)])
    third = np.flatnonzero(~np.isin(rows["eth_src"], known))
    times = rows["time"][third]
    inside = np.zeros(len(third), bool)
    for outage in outages:
        low, high = np.searchsorted(times, [outage.start + 1, max(outage.quiet_until, outage.last) + 1])
        inside[low:high] = True
    chosen = some(third[inside].tolist(), 4)
    return rows.take(np.array(chosen, np.int64)).frames()


def argument(case: Case, record: VipRecord, outages: list[Outage], others: list[FrameRef]) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    label, lost = case.inventory.label(outages[0].owner), lost_in(outages)
    longest = max(outages, key=lambda one: one.quiet_until - one.start)
    steps = [
        Step(
            f"{plural(sum(one.syns for one in outages), 'SYN')} of {plural(len(lost), 'attempt')} to {label} stayed "
            "without any answer: no SYN-ACK, no RST, no ICMP",
            some(syns(sampled(lost))),
        ),
    ]
    if isinstance(longest.silence, Unseen):
        steps.append(
            Step(
                f"Nothing at all came from it for {seconds(longest.quiet_until - longest.start)}"
                + (f" (the longest of {len(outages):,} times)" if len(outages) > 1 else "")
                + f"; {longest.silence.exposure}",
                some(witness_frames(record, outages[0].owner)) or tuple(syns(lost[:1])),
            )
        )
    vain = [one for one in outages if len(one.vain) >= FEWEST_QUESTIONS]
    if vain:
        rows = np.concatenate([one.vain.rows for one in vain])
        alone = int(np.count_nonzero(~rows["to_all"]))
        how = " to it alone" if alone == len(rows) else " to it, or about its addresses," if alone else " about it"
        steps.append(
            Step(
                f"{plural(len(rows), 'question')}{how} had no answer, though one would have been seen here",
                some([frame for one in vain for frame in one.vain.frames()]),
            )
        )
    again = [frame for one in outages for frame in one.resent]
    if again:
        steps.append(
            Step(f"On {plural(len(again), 'open connection')} requests to it were sent again in vain, too", some(again))
        )
    if others:
        steps.append(Step("Other hosts were heard meanwhile: the capture and its link worked", tuple(others)))
    taken = [frame for one in outages if one.ends is Ends.TAKEN for frame in taken_at(record, one)]
    if taken:
        steps.append(Step("Then another node claimed the VIP or answered for it", some(taken)))
    return tuple(steps)


def taken_at(record: VipRecord, outage: Outage) -> list[FrameRef]:
    """The frame with which another one took the VIP over."""
    for rows in (record.claims.between(outage.end, outage.end), record.answers):
        found = rows[(rows["time"] == outage.end) & (rows["owner"] != outage.owner)]
        if len(found):
            return [FrameRef(int(found["capture"][0]), int(found["frame"][0]))]
    return []


RULE: Final = Rule(
    id=ID,
    title="the owner is gone",
    judge=judge,
    needs=(Need.ATTEMPTS,),
    covers=frozenset({"handover-slow", "vip-unanswered"}),
    asserts=frozenset({Fact.DEAD}),
)
