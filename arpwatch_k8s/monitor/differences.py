"""What a look at the whole brought that the one before did not have: handovers and their cost, failures, causes.

Pure: two results in, changes out. A change is told when it is known, and once; a finding again when it has become worse
or surer. A handover is judged when its window is over. A cause that was told and does not stand any more is taken back:
by the one that stands in its place, or by itself; so no two causes of one outage are left standing side by side. What
was told at once is taken back once it has not stood for a handover's window: in a fight causes come and go with looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.cost import (
    Failures,
    HandoverCost,
    Recovery,
    SuspectedCause,
    Suspicion,
    VerdictChange,
    Withdrawal,
)
from arpwatch_k8s.changes.holder import holder_of
from arpwatch_k8s.changes.ownership import TrackMove
from arpwatch_k8s.correlator.connections.outcomes import OUTCOMES
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.monitor.moves import segment_name

NS_PER_S: Final = 1_000_000_000
FAILURES_APART_NS: Final = 10 * NS_PER_S
"""Failures of one VIP are told at most this often: nginx gives up a peer for 10 s after they have begun."""

TROUBLE: Final = (Outcome.SYMPTOMS_UNEXPLAINED, Outcome.ROOT_CAUSE)
"""Outcomes by which somebody is to look, the worse one last."""
AGAIN_NS: Final = 300 * NS_PER_S
"""After so long without more of it a cause is told again when it shows anew: ten times the rest that ends an incident
(`thresholds.incident_gap_ns`), so that one that comes and goes is told every few minutes at most."""


Spans = dict[tuple[str, str], tuple[int, int]]
"""By rule and VIP: from when to when, ns UTC."""


@dataclass(slots=True)
class Told:
    """What was told: times (ns UTC) up to which, by VIP and segment (and track); findings with rank and how sure, and
    where they ended when they were last seen; causes that stand, by rule and VIP, with their span, and since when those
    of them do not that are not taken back; the outcome, which nothing has been seen for in the beginning, and since
    when it would be a better one."""

    handovers: dict[tuple[str, str], int] = field(default_factory=dict)
    epochs: dict[tuple[str, str, str, int | None], int] = field(default_factory=dict)
    failures: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    findings: dict[tuple[str, str], tuple[tuple[int, int], int]] = field(default_factory=dict)
    standing: Spans = field(default_factory=dict)
    missing: dict[tuple[str, str], int] = field(default_factory=dict)
    recovered: dict[tuple[str, str], int] = field(default_factory=dict)
    outcome: Outcome = Outcome.INCONCLUSIVE
    better: int | None = None


def differences(result: Result, told: Told, interfaces: Sequence[str], now: int, seen_to: int) -> Iterator[Change]:
    """What is new in `result` at `now`, where every frame had been read up to `seen_to` (both ns UTC); `told` is
    brought up to date."""
    for record in result.case.vips:
        where = segment_name(record.segment, interfaces)
        yield from followed(result, record, where, told)
        yield from failures(record, where, told, now)
        yield from recovery(record, where, told)
        yield from moved(result, record, where, told, seen_to)
    forget(told, {(record.vip, segment_name(record.segment, interfaces)) for record in result.case.vips})
    yield from findings(result, told, now, seen_to)
    yield from outcome(result, told, now, seen_to)


def outcome(result: Result, told: Told, now: int, seen_to: int) -> Iterator[VerdictChange]:
    """An outcome that is new: at once where it is trouble that was not told, else when it has stood for a while."""
    verdict = result.verdict
    if verdict.outcome == told.outcome:
        told.better = None
        return
    rank = {each: place for place, each in enumerate(TROUBLE)}
    if rank.get(verdict.outcome, -1) < rank.get(told.outcome, -1):
        told.better = seen_to if told.better is None else told.better
        if seen_to - told.better < result.case.thresholds.handover_after_ns:
            return
    told.outcome, told.better = verdict.outcome, None
    yield VerdictChange(time=now, outcome=verdict.outcome, cause=verdict.cause, summary=verdict.summary)


def forget(told: Told, standing: Set[tuple[str, str]]) -> None:
    """Let go of what was told of VIPs on segments of which no row is held any more: there can be no more to tell of it
    twice, and whoever sends tagged frames chooses how many there were."""
    for times in (told.handovers, told.failures, told.recovered):
        for key in times.keys() - standing:
            del times[key]
    for gone in [key for key in told.epochs if key[:2] not in standing]:
        del told.epochs[gone]


def moved(result: Result, record: VipRecord, where: str, told: Told, seen_to: int) -> Iterator[HandoverCost]:
    """Handovers whose window is over, with what they cost and the cause that is suspected."""
    key = record.vip, where
    wait = result.case.thresholds.handover_after_ns
    for handover, quality in zip(record.ownership.handovers, record.qualities, strict=False):
        if handover.time <= told.handovers.get(key, -1) or seen_to - handover.time < wait:
            continue
        told.handovers[key] = handover.time
        failed, tried = failed_between(
            record, handover.time - result.case.thresholds.handover_before_ns, handover.time + wait
        )
        yield HandoverCost(
            time=handover.time,
            vip=record.vip,
            interface=where,
            holder=holder_of(result.case.inventory, handover.after, handover.after),
            before=holder_of(result.case.inventory, handover.before, handover.before),
            outage_ns=quality.outage_ns,
            attempts=tried,
            failed=failed,
            announcements=handover.announcements,
            cause=cause(result, record.vip, handover.time),
        )


def cause(result: Result, vip: str, time: int) -> SuspectedCause | None:
    """The leading finding about a VIP at about a time."""
    near = result.case.thresholds.incident_gap_ns
    for item in result.verdict.findings:
        if item.vip == vip and item.start - near <= time <= item.end + near:
            return SuspectedCause(rule=item.rule, confidence=item.confidence)
    return None


def failed_between(record: VipRecord, start: int, end: int) -> tuple[int, int]:
    """Failed attempts, and all, that began in [start, end], ns UTC."""
    failed, tried = record.failed.column("start"), record.attempts.column("start")
    return (
        int(np.count_nonzero((failed >= start) & (failed <= end))),
        int(np.count_nonzero((tried >= start) & (tried <= end))),
    )


def failures(record: VipRecord, where: str, told: Told, now: int) -> Iterator[Failures]:
    """Attempts that failed since that was last told, all together."""
    key = record.vip, where
    until, last = told.failures.get(key, (-1, -FAILURES_APART_NS))
    starts = record.failed.column("start")
    new = starts > until
    if not new.any() or now - last < FAILURES_APART_NS:
        return
    first, latest = int(starts[new].min()), int(starts[new].max())
    told.failures[key] = latest, now
    numbers, counts = np.unique(record.failed.column("outcome")[new], return_counts=True)
    outcomes = {OUTCOMES[number]: int(n) for number, n in zip(numbers.tolist(), counts.tolist(), strict=True)}
    yield Failures(
        time=first,
        vip=record.vip,
        interface=where,
        failed=int(new.sum()),
        attempts=failed_between(record, first, latest)[1],
        until=latest,
        outcomes=outcomes,
    )


def followed(result: Result, record: VipRecord, where: str, told: Told) -> Iterator[TrackMove]:
    """Changes on the tracks that follow claims: whom this host uses, who serves, what the kernel holds."""
    ours = {host.mac for host in record.hosts}
    used = tuple(epoch for epoch in record.used if epoch.sender in ours)
    for epochs in (used, record.serving, record.kernel):
        before: dict[int | None, Epoch] = {}
        for epoch in epochs:
            key = (record.vip, where, epoch.track, epoch.sender)
            seen, earlier = told.epochs.get(key), before.get(epoch.sender)
            before[epoch.sender] = epoch
            if seen is not None and epoch.start <= seen:
                continue
            told.epochs[key] = epoch.start
            if earlier is not None and earlier.owner != epoch.owner:
                yield track_move(result, record, where, earlier, epoch)


def track_move(result: Result, record: VipRecord, where: str, before: Epoch, after: Epoch) -> TrackMove:
    """A change on one track."""
    return TrackMove(
        time=after.start,
        vip=record.vip,
        interface=where,
        track=after.track,
        holder=holder_of(result.case.inventory, after.owner, after.mac),
        before=holder_of(result.case.inventory, before.owner, before.mac),
    )


def recovery(record: VipRecord, where: str, told: Told) -> Iterator[Recovery]:
    """The end of outages of which failures have been told."""
    key = record.vip, where
    failed_until = told.failures.get(key, (-1, 0))[0]
    for outage in record.outages:
        if outage.over and outage.start <= failed_until and outage.end > told.recovered.get(key, -1):
            told.recovered[key] = outage.end
            yield Recovery(
                time=outage.end,
                vip=record.vip,
                interface=where,
                least_ns=outage.least_ns,
                most_ns=outage.most_ns,
                failed=outage.failed,
            )


def taken_back(result: Result, told: Told, seen_to: int) -> tuple[Spans, Spans]:
    """Causes that were told and do not stand any more, with their span: those that have not for a while, and all of
    them. Those that stand are brought up to date.

    What lies too far back for the rows that are held still stands: nothing speaks against it.
    """
    now = {
        (item.rule, item.vip): (item.start, item.end)
        for item in result.verdict.findings
        if item.severity.rank >= Severity.WARNING.rank
    }
    since = result.case.start or 0
    gone = {key: span for key, span in told.standing.items() if key not in now and span[0] >= since}
    told.missing = {key: told.missing.get(key, seen_to) for key in gone}
    wait = result.case.thresholds.handover_after_ns
    for_long = {key: span for key, span in gone.items() if seen_to - told.missing[key] >= wait}
    told.standing = now | {key: span for key, span in gone.items() if key not in for_long}
    return for_long, gone


def findings(result: Result, told: Told, now: int, seen_to: int) -> Iterator[Suspicion | Withdrawal]:
    """Findings that are new, worse or surer than they were, or begin again after a while; and what is taken back."""
    for_long, gone = taken_back(result, told, seen_to)
    near = result.case.thresholds.incident_gap_ns
    for key in for_long:
        told.findings.pop(key, None)
    there: set[tuple[str, str]] = set()
    for item in result.verdict.findings:
        key = item.rule, item.vip
        weight = item.severity.rank, item.confidence.rank
        most, end = told.findings.get(key, ((-1, -1), item.end))
        again = item.end - end > AGAIN_NS
        told.findings[key] = max(most, weight), max(end, item.end)
        if key in there or (weight <= most and not again):
            continue
        there.add(key)
        revised = tuple(
            rule
            for (rule, vip), (start, end) in gone.items()
            if vip == item.vip and item.start - near <= end and start <= item.end + near
        )
        for rule in revised:
            taken = rule, item.vip
            del gone[taken]
            for told_of in (for_long, told.standing, told.missing, told.findings):
                told_of.pop(taken, None)
        yield Suspicion(
            time=now,
            vip=item.vip,
            rule=item.rule,
            severity=item.severity,
            confidence=item.confidence,
            summary=item.summary,
            start=item.start,
            end=item.end,
            frames=tuple(reference.frame for reference in item.frames),
            remedy=item.remedy,
            instead_of=revised,
        )
    for rule, vip in for_long:
        yield Withdrawal(time=now, vip=vip, rule=rule, why=against(result, rule, vip))


def against(result: Result, rule: str, vip: str) -> str:
    """What speaks against a cause that was told."""
    reasons = [out.why for out in result.verdict.ruled_out if (out.rule, out.vip) == (rule, vip)]
    return reasons[-1] if reasons else "what has been seen since does not show it"
