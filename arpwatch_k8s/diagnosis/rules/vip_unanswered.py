"""Nobody answers for the VIP: a host asks who has it, again and again, in vain.

A Linux host asks three times, a second apart, then tells its programs "no route to host" (errno 113) without a single
frame to the VIP. Where the capture was taken at that host its answers would have been seen. Elsewhere answers to it are
unicast and unseen, but a kernel that goes on asking all at its own pace, and sends the address nothing, was not
answered: else it would have stopped. That is a hint, and no more: whoever lets its cache be emptied again and again
(`ip neigh flush`, a ping each second) asks in the same way and is answered each time.

Where somebody announced the address and is still heard, the question is another one: not why nobody has it, but why
who has it does not hear the questions, or does not answer them. IPv6 asks by multicast, which a switch without a
querier and a card's own filter drop, where they pass what is sent to all nodes.

Fooled by: programs that ask each second whatever they hear (those that name no MAC, as some versions of arping).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.holders import NOBODY, owners_at
from arpwatch_k8s.correlator.ownership.questions import Unanswered
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import filled
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.signs.claimants import announcing, places, shown
from arpwatch_k8s.diagnosis.signs.gaps import misses_frames
from arpwatch_k8s.diagnosis.signs.holding import macs_of
from arpwatch_k8s.diagnosis.signs.observation import Seen
from arpwatch_k8s.diagnosis.signs.presence import Presence, presence
from arpwatch_k8s.diagnosis.signs.questioning import V4, V6
from arpwatch_k8s.diagnosis.signs.stability import frames_of, witness_frames
from arpwatch_k8s.evidence.addresses import NO_ADDRESS
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ARP_REPLY, NA
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import plural, seconds, times

if TYPE_CHECKING:
    from numpy.typing import NDArray

ID = "vip-unanswered"
QUIET_NS: Final = 3 * NS
"""How long before a host's first question nobody else was heard either, where it is its own link that is down: a kernel
asks its neighbor alone first, as long (Linux net/ipv4/arp.c: delay_first_probe_time 5 s, ucast_solicit 3)."""
OFTEN: Final = 5
"""Frames of others in the minute before, from which on it is remarkable that none came."""

NOBODY_HAS_IT: Final = (
    "Find out why nobody announces {vip}: is it assigned (kubectl get svc -A | grep -F {vip}), does a speaker run "
    "that may announce it (MetalLB: L2Advertisement and node selectors; kube-vip: a leader that lost its lease may "
    "fall silent, kube-vip/kube-vip#1747), does its interface hear {questions}?"
)
UNHEARD: Final = (
    "{owner} announced {vip}: find out why it does not hear the questions, or does not answer them. Does its interface "
    "hear {questions}? If a program announces it and the kernel has to answer: is the address still there (ip addr)?"
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and host that asks in vain."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        by_host: dict[tuple[int, int], list[Unanswered]] = {}
        for one in record.unanswered:
            by_host.setdefault((one.mac, 0 if one.mac else one.asker), []).append(one)
        holders = distinct(owners_at(record.ownership.epochs, np.array([one.start for one in record.unanswered])))
        there = {
            owner: presence(case, record, owner)
            for owner in holders.tolist()
            if owner != NOBODY and len(announcing(record, owner))
        }
        findings += [finding(case, record, host, vain, there) for (host, _), vain in by_host.items()]
        if len(record.asked) and not by_host and not record.hosts:
            why = (
                "where the capture was taken cannot be told: answers to others are unicast and unseen, and nobody went "
                "on asking as a kernel does that is not answered"
            )
            ruled_out.append(RuledOut(ID, record.vip, why))
    return findings, ruled_out


def finding(case: Case, record: VipRecord, host: int, vain: list[Unanswered], there: Mapping[int, Presence]) -> Finding:
    """The finding that one host's questions make; `there`: when those were heard that announced the VIP."""
    label, here = case.inventory.label, vain[0].here
    sure = any(one.mac == host and one.sure for one in record.hosts)
    loss = misses_frames(case, record) if here else None
    owner = announcer(case, record, vain, there)
    words = V6 if ":" in record.vip else V4
    deaf = heard_nobody(case, record, host, vain) if here else ""
    told = answered_within(record, vain)
    remedy = (NOBODY_HAS_IT if owner is None else UNHEARD).format(
        vip=record.vip, owner=label(owner) if owner is not None else "", questions=words.questions
    )
    return Finding(
        rule=ID,
        severity=Severity.WARNING if told or served_within(record, vain) else Severity.CRITICAL,
        confidence=Confidence.LOW if loss or deaf or not here else Confidence.HIGH if sure else Confidence.MEDIUM,
        vip=record.vip,
        start=vain[0].start,
        end=vain[-1].end,
        summary=in_a_sentence(case, record, vain, owner, alone=bool(told)),
        because=argument(case, record, host, vain, None if owner is None else there[owner], owner),
        against=tuple(why for why in (loss, deaf) if why),
        instead=()
        if here
        else ("a loop that empties its cache and asks anew (ip neigh flush, ping): it is answered each time, unseen",),
        missing=missing(case, record, vain, owner, sure=sure),
        remedy=remedy,
        proofs=filled(words.confirm, vip=record.vip, host=case.inventory.name(host) or "the asking host"),
    )


def in_a_sentence(case: Case, record: VipRecord, vain: list[Unanswered], owner: int | None, *, alone: bool) -> str:
    """What happened; `alone`: others asked meanwhile, and were answered."""
    label, here, who = case.inventory.label, vain[0].here, asking(case, record, vain[0])
    asked = (
        f"asked {plural(sum(len(one.frames) for one in vain), 'time')} who has it, for up to "
        f"{seconds(max(one.end - one.start for one in vain))} on end"
    )
    vainly = f"{asked}, in vain; its programs see `no route to host` (errno 113)"
    unseen = f"{asked}; whether it was answered is not to be seen here"
    if alone:
        return f"{who} alone has no answer for {record.vip}: it {vainly if here else unseen}"
    if not here:
        return f"Perhaps nobody answers {who} for {record.vip}: it {unseen}"
    if owner is not None:
        return f"{label(owner)} announced {record.vip} and does not answer for it: {who} {vainly}"
    return f"Nobody answers for {record.vip}: {who} {vainly}"


def asking(case: Case, record: VipRecord, one: Unanswered) -> str:
    """Who asked: a host, by its address where its MAC is not printed."""
    address = None if one.mac else case.views[record.view].evidence.addresses.text(one.asker)
    return address or case.inventory.label(one.mac)


def heard_nobody(case: Case, record: VipRecord, host: int, vain: list[Unanswered]) -> str:
    """Why questions in vain may be the asking host's own link: no frame of a third host came while it asked; empty
    where one did, or hardly any comes at other times."""
    rows = case.views[record.view].evidence
    owners = [mac for owner in distinct(record.claims["owner"]).tolist() for mac in macs_of(case, owner).tolist()]
    known = np.array([*macs_of(case, host).tolist(), *owners], np.uint64)
    times = rows["time"][(rows["eth_src"] != 0) & ~np.isin(rows["eth_src"], known)]
    asked = [one for one in vain if not within(times, one.start - QUIET_NS, one.end + case.thresholds.answer_ns)]
    before = within(times, vain[0].start - 60 * NS, vain[0].start - QUIET_NS)
    if len(asked) < len(vain) or before < OFTEN:
        return ""
    return "No frame of a third host came meanwhile: the asking host's own link may have been down"


def within(times: NDArray[np.int64], start: int, end: int) -> int:
    """How many of some times, rising, are in [start, end], ns UTC."""
    low, high = np.searchsorted(times, [start, end + 1])
    return int(high - low)


def answered_within(record: VipRecord, vain: list[Unanswered]) -> list[FrameRef]:
    """Answers to other hosts' questions while a host asked in vain."""
    rows = record.claims.rows
    others = ~rows["announces"] & np.isin(rows["kind"], (ARP_REPLY, NA))
    others &= ~np.isin(rows["peer"], (vain[0].asker, NO_ADDRESS))
    during = np.any([(rows["time"] >= one.start) & (rows["time"] <= one.end) for one in vain], axis=0)
    return places(rows[others & during])


def announcer(case: Case, record: VipRecord, vain: list[Unanswered], there: Mapping[int, Presence]) -> int | None:
    """Who held the VIP by its announcements when the questions began, and is heard while they go on; None where nobody
    is known to be there."""
    starts = np.array([one.start for one in vain], np.int64)
    spans = [(one.start, one.end + case.thresholds.answer_ns) for one in vain]
    for owner in distinct(owners_at(record.ownership.epochs, starts)).tolist():
        ear = there.get(owner)
        if ear and any(isinstance(ear.heard(*span), Seen) for span in (*spans, (vain[0].start, vain[-1].end))):
            return int(owner)
    return None


def served_within(record: VipRecord, vain: list[Unanswered]) -> list[FrameRef]:
    """Answers to SYNs of others while a host asked in vain."""
    answered = record.answers["time"]
    inside = np.zeros(len(answered), bool)
    for one in vain:
        low, high = np.searchsorted(answered, [one.start, one.end + 1])
        inside[low:high] = True
    return frames_of(record.answers[inside])


def missing(case: Case, record: VipRecord, vain: list[Unanswered], owner: int | None, *, sure: bool) -> tuple[str, ...]:
    """What would decide."""
    label, said = asking(case, record, vain[0]), []
    if not vain[0].here:
        said.append(f"A capture at {label}: it may have been a program that asks each second whatever it hears")
    elif not sure:
        said.append(f"Certainty that the capture was taken at {label}: elsewhere its answers would not be seen")
    if owner is not None:
        said.append(
            f"A capture at {case.inventory.label(owner)}: whether the questions reach it decides between the network, "
            "which loses them, and the node, which does not answer"
        )
    return tuple(said)


def argument(
    case: Case,
    record: VipRecord,
    host: int,
    vain: list[Unanswered],
    there: Presence | None,
    owner: int | None,
) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding; `there`: when the owner that announced the VIP was heard."""
    label = asking(case, record, vain[0])
    asked = [frame for one in vain for frame in one.frames]
    where = ", where this was captured," if vain[0].here else ""
    steps = [
        Step(
            f"{label}{where} asked all who has {record.vip}: {plural(len(asked), 'question')} without an answer within "
            f"{seconds(case.thresholds.answer_ns)}"
            if vain[0].here
            else f"{label} asked all who has {record.vip}, once a second: {plural(len(asked), 'question')}. "
            "A kernel that is answered asks no second time while its cache is left alone",
            some(asked),
        )
    ]
    sent = record.connections.begun_within(vain[0].start, vain[-1].end)
    during = [one for one in sent[:1000] if one.sender_mac == host and any(v.start <= one.start <= v.end for v in vain)]
    if not during:
        steps.append(Step("Meanwhile it sent no SYN to it: its kernel had no MAC to send one to", some(asked, 2)))
    if owner is not None and there is not None:
        steps.append(is_there(case, record, vain, there, owner))
    told = answered_within(record, vain)
    if told:
        steps.append(Step("Others asked meanwhile and were answered: it is this host alone", some(told, 4)))
    served = served_within(record, vain)
    if served:
        steps.append(Step("Others were served meanwhile: it is this host's questions alone", some(served, 4)))
    witnesses = [
        frame
        for owner in dict.fromkeys(epoch.owner for epoch in record.ownership.epochs)
        for frame in witness_frames(record, owner)
    ] or frames_of(record.answers)
    if witnesses and owner is None:
        steps.append(Step("At other times somebody claimed it or answered for it", some(sorted(set(witnesses)), 4)))
    return tuple(steps)


def is_there(case: Case, record: VipRecord, vain: list[Unanswered], there: Presence, owner: int) -> Step:
    """The owner that announced the VIP was heard while nobody answered."""
    rows, wait = announcing(record, owner), case.thresholds.answer_ns
    heard = [frame for one in vain for frame in there.life.frames(one.start, one.end + wait)[:4]]
    return Step(
        f"{case.inventory.label(owner)} announced it {times(len(rows))}, and was heard meanwhile: it is there, "
        "and the questions are not heard or not answered",
        (*shown(rows, 4), *some(heard, 4)),
    )


RULE: Final = Rule(
    id=ID,
    title="nobody answers for the address",
    judge=judge,
    needs=(Need.SEGMENT,),
    danger=True,
)
