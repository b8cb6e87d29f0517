"""A sender goes on using the old owner's MAC though it could hear that the VIP has moved.

Looked at are SYNs alone, each of which picks its MAC from the cache anew, and only those later than a handover takes.
What open connections do afterwards is asymmetry, not staleness. Where every node serves every Service, a stale MAC does
no harm: the old owner passes the connection on. It is a cause only where such SYNs failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.connections.connection import Connection, Try
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import FAILED
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.handovers import Handover
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.signs.failures import ends
from arpwatch_k8s.diagnosis.signs.handshakes import asked_of
from arpwatch_k8s.diagnosis.signs.stability import contested
from arpwatch_k8s.diagnosis.testimony.believing import hear_owner
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import MULTICAST_BIT, VRRP
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import listed, plural, seconds

ID = "stale-cache"

BESIDE_NS: Final = 2 * NS
"""How close the new owner's failures are to those of the old one that have the same cause behind both."""

REMEDY = (
    "On {sender}, now: ip neigh flush to {vip}. For good: let it take announcements (sysctl "
    "net.ipv4.conf.all.drop_gratuitous_arp=0, IPv6 drop_unsolicited_na=0; no static or PERMANENT entry in ip neigh), "
    "lower net.ipv4.neigh.IF.base_reachable_time_ms; where a switch or gateway holds the entry, allow gratuitous ARP "
    "there (metallb/metallb#2838, metallb/metallb#1147, metallb/metallb#469)."
)
CONFIRM = (
    Proof("On {sender}", "ip -s neigh show {vip}", "still {mac}?"),
    Proof("On {sender}", "sysctl -a | grep -E 'drop_gratuitous_arp|arp_accept|drop_unsolicited_na'"),
    Proof("On {sender}, during the next move", "ip -ts monitor neigh"),
)


@dataclass(frozen=True, slots=True)
class Stale:
    """A SYN that went to the old owner of a handover after its sender could know better."""

    attempt: Connection
    sent: Try
    move: Handover
    told: FrameRef


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and sender."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        by_sender: dict[int, list[Stale]] = {}
        for stale in stales(case, record):
            by_sender.setdefault(stale.attempt.sender_mac, []).append(stale)
        findings += [finding(case, record, sender, found) for sender, found in by_sender.items()]
        if record.ownership.handovers and not by_sender and record.used:
            why = "no SYN went to an old owner later than a handover takes"
            ruled_out.append(RuledOut(ID, record.vip, why))
    return findings, ruled_out


def stales(case: Case, record: VipRecord) -> Iterator[Stale]:
    """SYNs to the old owner, in order of handovers."""
    moves, found = record.ownership.handovers, record.attempts
    if not moves:
        return
    sent_at, sent_to = found.at("last_try", "time"), found.at("last_try", "eth_dst")
    owners = case.inventory.owners(sent_to, sent_at, record.segment)
    times, old = (np.array([getattr(move, name) for move in moves], np.int64) for name in ("time", "before"))
    until = np.append(times[1:], (record.end or moves[-1].time + case.thresholds.handover_after_ns) + 1)
    begun = found.column("start")
    number = np.searchsorted(times, begun, side="right") - 1
    at = np.maximum(number, 0)
    late = (number >= 0) & (begun < until[at]) & (sent_at >= times[at] + case.thresholds.handover_after_ns)
    late &= (sent_at < until[at]) & (sent_to != 0) & (owners == old[at])
    for attempt, move in zip(found.where(late), (moves[n] for n in number[late].tolist()), strict=True):
        sent = attempt.tries[-1]
        if contested(record, move.time, sent.time):
            continue
        told = told_to(record, move, attempt.sender_mac, sent.time - case.thresholds.handover_after_ns)
        if told is not None:
            yield Stale(attempt, sent, move, told)


def told_to(record: VipRecord, move: Handover, sender: int, until: int) -> FrameRef | None:
    """The first claim of the new owner that a sender could hear, and that turns caches (an advertisement of VRRP tells
    routers alone), not later than `until`, ns UTC."""
    near = record.claims.between(move.time, until)
    heard = near[
        (near["owner"] == move.after)
        & (near["kind"] != VRRP)
        & ((near["eth_dst"] == sender) | (near["eth_dst"] & MULTICAST_BIT != 0) | (near["eth_dst"] == 0))
    ]
    return FrameRef(int(heard["capture"][0]), int(heard["frame"][0])) if len(heard) else None


def finding(case: Case, record: VipRecord, sender: int, stale: list[Stale]) -> Finding:
    """The finding about one sender's cache."""
    label, node = case.inventory.label, case.inventory.name(sender) or "the sender"
    failed = at_old_owner_alone(
        case, record, stale, record.failed.only(one.attempt for one in stale if one.attempt.outcome in FAILED)
    )
    before = dict.fromkeys(one.move.before for one in stale)
    old = " and ".join(label(owner) for owner in before)
    longest = max(one.sent.time - one.move.time for one in stale)
    harm = no_harm(case, record, stale) if not len(failed) else ""
    return Finding(
        rule=ID,
        severity=Severity.WARNING if len(failed) else Severity.INFO,
        confidence=Confidence.HIGH if record.sees_all_of(sender) else Confidence.MEDIUM,
        vip=record.vip,
        start=min(one.sent.time for one in stale),
        end=max(one.attempt.end or one.sent.time for one in stale),
        summary=f"{label(sender)} still sent {plural(len(stale), 'SYN')} for {record.vip} to {old}, up to "
        f"{seconds(longest)} after the VIP had moved away{harm}",
        because=argument(case, record, sender, stale),
        against=("All of those connections were answered",) if all(is_served(one) for one in stale) else (),
        missing=()
        if record.sees_all_of(sender)
        else (f"A capture on {label(sender)}: whether it heard the announcement too is inferred from hearing it here",),
        remedy=REMEDY.format(sender=node, vip=record.vip),
        proofs=filled(CONFIRM, sender=node, vip=record.vip, mac=old),
        explains=failed,
    )


def at_old_owner_alone(case: Case, record: VipRecord, stale: list[Stale], failed: Connections) -> Connections:
    """Of failed attempts at an old owner those that failed for that: none that went like others at the new owner at the
    same time, where it made no difference whom they went to."""
    new = list({one.move.after for one in stale})
    beside = record.failed.where(np.isin(asked_of(case, record, record.failed), new))
    spared = np.ones(len(failed), bool)
    for outcome in distinct(failed.column("outcome")).tolist():
        times = np.sort(beside.column("start")[beside.column("outcome") == outcome])
        if len(times):
            begun = failed.column("start")
            place = np.searchsorted(times, begun)
            before, after = times[np.maximum(place - 1, 0)], times[np.minimum(place, len(times) - 1)]
            near = np.minimum(np.abs(begun - before), np.abs(after - begun)) <= BESIDE_NS
            spared &= ~(near & (failed.column("outcome") == outcome))
    return failed.where(spared)


def is_served(one: Stale) -> bool:
    """Whether a SYN that went to the old owner was answered, and what followed did not fail."""
    return one.attempt.answer_time is not None and not one.attempt.failed


def no_harm(case: Case, record: VipRecord, stale: list[Stale]) -> str:
    """What became of SYNs of which none failed: no harm is only where each was served."""
    if any(one.attempt.failed for one in stale):
        return "; what failed of that failed at the new owner as well, in the same way at the same time"
    waited = [one for one in stale if not is_served(one)]
    if waited:
        return f"; none of them had failed when the capture ended, {len(waited):,} without an answer"
    by = dict.fromkeys(
        case.inventory.owner(one.attempt.answer_mac, one.attempt.answer_time, record.segment) for one in stale
    )
    return f"; it did no harm, since each was answered, by {listed([case.inventory.label(owner) for owner in by])}"


def argument(case: Case, record: VipRecord, sender: int, stale: list[Stale]) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    label = case.inventory.label
    moves = list(dict.fromkeys(one.move for one in stale))
    failed = [one.attempt for one in stale if one.attempt.failed]
    steps = [
        Step(
            f"{record.vip} moved from {label(moves[0].before)} to {label(moves[0].after)}"
            + (f", and {len(moves) - 1} more times" if len(moves) > 1 else ""),
            some([move.frame for move in moves]),
        ),
        Step(
            f"{label(sender)} could hear that: the claim went to all, or to it",
            some(list(dict.fromkeys(one.told for one in stale))),
        ),
        Step(
            f"More than {seconds(case.thresholds.handover_after_ns)} later it sent {plural(len(stale), 'SYN')} to the "
            "old owner's MAC all the same",
            some([one.sent.frame for one in stale]),
        ),
    ]
    if failed:
        steps.append(Step(f"{plural(len(failed), 'attempt')} of those failed", some(ends(failed))))
    return tuple(steps)


RULE: Final = Rule(
    id=ID,
    title="a sender keeps an old MAC",
    judge=judge,
    hear=hear_owner,
    needs=(
        Need.CLAIMS,
        Need.ATTEMPTS,
        Need.DESTINATIONS,
    ),
    covers=frozenset({"handover-slow", "missed-announcement"}),
    moves=True,
    by_move=True,
)
