"""The VIP moved once, cleanly: what that was like, for whoever looks for something to blame.

Information, unless connection attempts failed in it: those are its price then. A move that took longer than protocols
do is for handover-slow. The gap between claims is no outage: MetalLB is silent for hours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.quality import Quality
from arpwatch_k8s.correlator.ownership.handovers import Handover
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.signs.claimants import speakers_of
from arpwatch_k8s.diagnosis.signs.vacancy import Tries, Vacancy, tries_of
from arpwatch_k8s.diagnosis.signs.visibility import unsigned
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import plural, seconds

ID = "handover"
UNSERVED = (AttemptOutcome.UNANSWERED, AttemptOutcome.UNREACHABLE)
"""How attempts fail while nobody is there; resets in mid-connection have rules of their own."""
SURE = 0.8

REMEDY = (
    "Nothing, if it was meant. If not, the announcer's log at that time says why the VIP moved: a node drained or "
    "lost, a lease lost, a changed priority."
)
CONFIRM = (
    Proof("", "kubectl get events -A | grep -E 'nodeAssigned|LeaderElection'"),
    Proof(
        "",
        "kubectl -n metallb-system logs -l component=speaker --timestamps | grep -E "
        "'serviceAnnounced|serviceWithdrawn'",
    ),
    Proof("On both nodes, with keepalived", "journalctl -t Keepalived_vrrp"),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each handover that was not slow."""
    return [
        finding(case, record, one) for record in case.vips for one in moves(case, record) if not is_slow(case, one)
    ], []


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """A handover, with what was looked up once for all of them."""

    moved: Handover
    quality: Quality
    lost: Connections
    """Failed attempts that it cost."""
    vain: Connections
    """Attempts of which a SYN found nobody, those that a retry got through included."""
    vacancy: Vacancy | None
    """When nobody had the address; None where no SYN shows that."""
    program: str | None
    """What announced for the new owner, where that is known."""


def moves(case: Case, record: VipRecord) -> Iterator[Move]:
    """The handovers of a VIP, in order."""
    tries = tries_of(case, record, UNSERVED)
    programs: dict[int, str] = {}
    for speaker in speakers_of(case, record):
        if speaker.best.score >= SURE:
            programs.setdefault(speaker.owner, speaker.best.name)
    for moved, quality in zip(record.ownership.handovers, record.qualities, strict=True):
        vacancy = tries.vacancy(moved, quality)
        vain = vain_in(case, tries, moved, quality, vacancy)
        yield Move(
            moved=moved,
            quality=quality,
            lost=vain.where(vain.is_failed),
            vain=vain,
            vacancy=vacancy,
            program=programs.get(moved.after),
        )


def is_slow(case: Case, one: Move) -> bool:
    """Whether nobody had the address for longer than protocols take."""
    return one.vacancy is not None and one.vacancy.lasted_ns > case.thresholds.slow_handover_ns


def vain_in(case: Case, tries: Tries, moved: Handover, quality: Quality, vacancy: Vacancy | None) -> Connections:
    """Attempts in vain that a handover cost: those that began while nobody had the address; none where the new owner
    never served, so that it cannot be told. What it goes on to lose is its own."""
    back, limits = quality.first_served, case.thresholds
    if back is None:
        return tries.none
    since = moved.time - limits.handover_before_ns
    if vacancy is not None:
        since = min(since, vacancy.start)
    return tries.within(since, max(back, moved.time), moved.after, moved.time + limits.handover_after_ns)


def finding(case: Case, record: VipRecord, one: Move) -> Finding:
    """The finding about one handover."""
    label, moved, quality = case.inventory.label, one.moved, one.quality
    return Finding(
        rule=ID,
        severity=Severity.WARNING if one.lost else Severity.INFO,
        confidence=confidence(moved, quality, one.lost),
        vip=record.vip,
        start=moved.time,
        end=max(moved.time, quality.first_served or moved.time),
        summary=f"{record.vip} moved from {label(moved.before)} to {label(moved.after)}: {outage(quality)}",
        because=argument(case, record, one),
        remedy=REMEDY,
        proofs=CONFIRM,
        explains=one.lost,
    )


def confidence(moved: Handover, quality: Quality, lost: Connections) -> Confidence:
    """How sure it is that the VIP moved: claims alone, which the new owner neither announced nor made good, may be
    anybody's."""
    if not moved.announcements and quality.first_served is None:
        return Confidence.LOW
    return Confidence.MEDIUM if len(lost) else Confidence.HIGH


def outage(quality: Quality) -> str:
    """How long nobody served."""
    if quality.outage_ns is None:
        return f"whether anybody waited cannot be told, since {quality.untold}"
    return f"nobody served for {seconds(quality.outage_ns)}" if quality.outage_ns else "every SYN was answered"


def silence(case: Case, record: VipRecord) -> str:
    """What is to be said of announcements where none is known to be the new owner's: whose they are may not show."""
    return "" if unsigned(case, record) else " and did not announce it"


def argument(case: Case, record: VipRecord, one: Move) -> tuple[Step, ...]:
    """What a handover was like, step by step."""
    label, moved, quality = case.inventory.label, one.moved, one.quality
    how = f" and announced it {plural(moved.announcements, 'time')}" if moved.announcements else silence(case, record)
    overlap = (
        f"; {label(moved.before)} went on for {seconds(moved.overlap_ns)} ({plural(moved.tail, 'claim')})"
        if moved.tail
        else ""
    )
    steps = [
        Step(
            f"{label(moved.after)} claimed it{how}{f', as {one.program}' if one.program else ''}{overlap}",
            (moved.frame,),
        )
    ]
    for what, time, frame in (
        ("was used", quality.first_used, quality.first_used_frame),
        ("served", quality.first_served, quality.first_served_frame),
    ):
        if time is not None and frame is not None:
            when = f"{seconds(abs(time - moved.time))} {'later' if time >= moved.time else 'before'}"
            steps.append(Step(f"It {what} for the first time {when}", (frame,)))
    if quality.open_connections:
        fates = ", ".join(f"{n:,} {name}" for name, n in quality.fates.items())
        steps.append(
            Step(f"Open then, {plural(quality.open_connections, 'connection')}: {fates}, {quality.moved} moved along")
        )
    return tuple(steps)


RULE: Final = Rule(
    id=ID,
    title="the address moved",
    judge=judge,
    needs=(Need.CLAIMS,),
    moves=True,
)
