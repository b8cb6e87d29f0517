"""The VIP moved, and nobody served for longer than a failover protocol takes.

Measured by attempts: from the first SYN that found nobody to the first that the new owner answered. The gap between
claims says nothing of it. VRRP notices a dead master within four seconds; what takes longer waited for a lease to run
out, for a failure detector, for an announcement that was lost or for a cache to expire.
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
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.rules.handover import Move, argument, is_slow, moves
from arpwatch_k8s.diagnosis.signs.asking import nobody_until
from arpwatch_k8s.diagnosis.signs.claimants import speakers_of
from arpwatch_k8s.diagnosis.signs.gaps import misses_frames
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
ANY: Final = "Lower the time after which the announcer takes over, and have it announce more than once."
CONFIRM: Final = (
    "The announcer's logs of both nodes around {time}: when the old owner was lost, when the new one knew, when it "
    "announced"
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each handover that was slow."""
    slow = [record for record in case.vips if any(is_slow(case, quality) for quality in record.qualities)]
    every = ((record, one) for record in slow for one in moves(case, record))
    return [finding(case, record, one) for record, one in every if is_slow(case, one.quality)], []


def finding(case: Case, record: VipRecord, one: Move) -> Finding:
    """The finding about one slow handover."""
    label, moved, quality, lost = case.inventory.label, one.moved, one.quality, one.lost
    outage = quality.outage_ns or 0
    back = quality.first_served if quality.first_served is not None else moved.time
    family = next((s.best.family for s in speakers_of(case, record) if s.owner == moved.after), "")
    tried = record.attempts.begun_within(back - outage, back)
    rivals, loss = tuple(instead(case, record, moved, tried)), misses_frames(case, record)
    missed = [attempt.tries[0].frame for attempt in tried if attempt.tries and (attempt.failed or attempt.delayed)]
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        confidence=Confidence.LOW
        if rivals
        else Confidence.HIGH
        if len(missed) > 1 and loss is None
        else Confidence.MEDIUM,
        vip=record.vip,
        start=min(moved.time, back - outage),
        end=max(back, moved.time),
        summary=f"{record.vip} moved from {label(moved.before)} to {label(moved.after)}, and nobody served it for "
        f"{seconds(outage)}",
        because=(
            Step(
                f"{plural(len(missed), 'SYN')} found nobody, the first {seconds(outage)} before the new owner answered",
                some(missed),
            ),
            *argument(case, one),
        ),
        against=(loss,) if loss else (),
        instead=rivals,
        missing=("When and why the old owner was lost: its own log; frames show only when the new one spoke",),
        remedy=REMEDIES.get(family, ANY),
        confirm=CONFIRM.format(time="the handover"),
        explains=lost,
    )


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
)
