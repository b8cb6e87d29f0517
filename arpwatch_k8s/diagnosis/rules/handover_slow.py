"""The VIP moved, and nobody served for longer than a failover protocol takes.

Measured by attempts: from the first SYN that found nobody to the first that the new owner answered. What was refused
found somebody, and what the new owner itself went on to lose is no part of the move. The gap between claims says
nothing of it. VRRP notices a dead master within four seconds; what takes longer waited for a lease to run out, for a
failure detector, for an announcement that was lost or for a cache to expire.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.handovers import Handover
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.rules.handover import Move, argument, is_slow, moves
from arpwatch_k8s.diagnosis.signs.asking import nobody_until
from arpwatch_k8s.diagnosis.signs.claimants import speakers_of
from arpwatch_k8s.diagnosis.signs.gaps import misses_frames
from arpwatch_k8s.diagnosis.signs.observation import Seen
from arpwatch_k8s.diagnosis.signs.presence import heard
from arpwatch_k8s.diagnosis.signs.seeking import asked_by, asked_within
from arpwatch_k8s.diagnosis.signs.vacancy import Vacancy, fell_silent
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import plural, seconds

ID = "handover-slow"

REMEDIES: Final = {
    "kube-vip": (
        "kube-vip waits for its lease: lower vip_leaseduration, vip_renewdeadline and vip_retryperiod (15, 10 and 2 "
        "s by default), and vip_arpRate, since its first announcement comes up to one interval late."
    ),
    "metallb": (
        "MetalLB waits for memberlist to suspect a lost node; drain nodes before reboots, keep port 7946 open, TCP and "
        "UDP, so that detection is not left to the Node's status (40 s and more; metallb/metallb#2005)."
    ),
    "keepalived": (
        "Lower advert_int on both nodes (VRRP version 3 allows parts of a second); let the old master resign with "
        "priority 0."
    ),
    "cilium": (
        "Lower l2announcements.leaseDuration, .leaseRenewDeadline and .leaseRetryPeriod (15, 5 and 2 s by default)."
    ),
}
MOST_ELSEWHERE: Final = 4
"""One in so many: the outage of a slow handover ends soon after the new owner claims the address."""
STILL: Final = (
    "no-local-endpoint: {owner} was heard meanwhile, so it may still have had the address and dropped the SYNs; what "
    "decides: its announcer's log, or a question to all that nobody answers"
)
ANY: Final = "Lower the time after which the announcer takes over, and have it announce more than once."
CONFIRM: Final = (
    Proof(
        "The announcer's logs of both nodes around {time}",
        "",
        "when the old owner was lost, when the new one knew, when it announced",
    ),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each handover that was slow."""
    every = ((record, one) for record in case.vips if record.qualities for one in moves(case, record))
    return [
        finding(case, record, one, one.vacancy)
        for record, one in every
        if one.vacancy is not None and is_slow(case, one)
    ], []


def finding(case: Case, record: VipRecord, one: Move, vacancy: Vacancy) -> Finding:
    """The finding about one slow handover."""
    label, moved, lost, back = case.inventory.label, one.moved, one.lost, vacancy.end
    family = next((s.best.family for s in speakers_of(case, record) if s.owner == moved.after), "")
    tried = one.vain
    rivals, loss = tuple(instead(case, record, moved, tried)), misses_frames(case, record)
    missed = [attempt.tries[0].frame for attempt in tried if attempt.tries]
    alive = lived(case, record, moved, vacancy)
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        confidence=Confidence.LOW
        if rivals
        else Confidence.HIGH
        if len(missed) > 1 and loss is None and not alive
        else Confidence.MEDIUM,
        vip=record.vip,
        start=min(moved.time, vacancy.start),
        end=max(back, moved.time),
        summary=f"{record.vip} moved from {label(moved.before)} to {label(moved.after)}, and nobody served it for "
        f"{seconds(vacancy.lasted_ns)}",
        because=(
            Step(
                f"{plural(len(missed), 'SYN')} found nobody, the first {seconds(vacancy.lasted_ns)} before the new "
                + ("owner answered" if back == one.quality.first_served else "owner claimed the address"),
                some(missed),
            ),
            *argument(case, record, one),
        ),
        against=(loss,) if loss else (),
        instead=(*rivals, *((STILL.format(owner=label(moved.before)),) if alive else ())),
        missing=("When and why the old owner was lost: its own log; frames show only when the new one spoke",),
        remedy=REMEDIES.get(family, ANY),
        proofs=filled(CONFIRM, time="the handover"),
        explains=lost,
    )


def lived(case: Case, record: VipRecord, moved: Handover, vacancy: Vacancy) -> bool:
    """Whether the old owner was heard while nobody had the address, and nothing shows that it had given it up: that all
    were asked in vain, that it asked itself who has it, or that it stopped announcing."""
    until = min(moved.time, vacancy.end) - case.thresholds.answer_ns
    if nobody_until(record, vacancy.start, moved.time) is not None:
        return False
    asks = asked_within(asked_by(case, record, moved.before), vacancy.start, moved.time)
    if asks is not None or fell_silent(record, moved.before, vacancy, moved.time):
        return False
    return isinstance(heard(case, record, moved.before, vacancy.start, until), Seen)


def instead(case: Case, record: VipRecord, moved: Handover, tried: Connections) -> Iterator[str]:
    """What else may have made the outage: that the new owner was there, and senders did not know it.

    `tried`: the attempts of the outage.
    """
    label = case.inventory.label
    unknown = elsewhere(tried, moved)
    since = int(tried.column("start").min()) if len(tried) else moved.time
    if unknown:
        yield (
            f"stale-cache or missed-announcement: {plural(unknown, 'SYN')} in vain came after {label(moved.after)} had "
            "claimed it, and which MAC they went to is not in a capture without destinations (cooked)"
        )
    elif not moved.announcements and nobody_until(record, since, moved.time) is None:
        yield (
            f"missed-announcement: {label(moved.after)} did no more than answer, so it may have had the address for "
            "long, and senders not have heard of it; what decides: a capture on it, or a question to all that nobody "
            "answered meanwhile"
        )


def elsewhere(tried: Connections, moved: Handover) -> int:
    """How many attempts went on in vain after the new owner had claimed the address, of which the capture does not show
    whether they went to it: where that is so for one in `MOST_ELSEWHERE`, 0 else."""
    lost = tried.where(tried.is_failed)
    late = (lost.at("last_try", "time") > moved.time) & (lost.at("last_try", "eth_dst") == 0)
    return int(late.sum()) if late.sum() * MOST_ELSEWHERE >= len(lost) else 0


RULE: Final = Rule(
    id=ID,
    title="a slow handover",
    judge=judge,
    needs=(
        Need.CLAIMS,
        Need.ATTEMPTS,
    ),
    moves=True,
    by_move=True,
)
