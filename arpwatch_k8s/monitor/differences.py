"""What a look at the whole brought that the one before did not have: handovers and their cost, failures, causes.

Pure: two results in, changes out. A change is told when it is known, and once; a finding again when it has become worse
or surer. A handover is judged when its window is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.correlator.connections.outcomes import OUTCOMES
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.correlator.ownership.handovers import Handover
from arpwatch_k8s.diagnosis.finding import Finding, Outcome
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.monitor.change import FAILURES, FINDING, HANDOVER, MOVE, VERDICT, Change
from arpwatch_k8s.monitor.moves import segment_name
from arpwatch_k8s.wording.times import duration, rfc3339
from arpwatch_k8s.wording.value import JsonValue

if TYPE_CHECKING:
    from arpwatch_k8s.correlator.cost.quality import Quality

NS_PER_S: Final = 1_000_000_000
FAILURES_APART_NS: Final = 10 * NS_PER_S
"""Failures of one VIP are told at most this often: nginx gives up a peer for 10 s after they have begun."""

AGAIN_NS: Final = 300 * NS_PER_S
"""After so long without more of it a cause is told again when it shows anew: ten times the rest that ends an incident
(`thresholds.incident_gap_ns`), so that one that comes and goes is told every few minutes at most."""


@dataclass(slots=True)
class Told:
    """What was told: times (ns UTC) up to which, by VIP and segment (and track); findings with rank and how sure, and
    where they ended when they were last seen; the outcome, which nothing has been seen for in the beginning."""

    handovers: dict[tuple[str, str], int] = field(default_factory=dict)
    epochs: dict[tuple[str, str, str, int | None], int] = field(default_factory=dict)
    failures: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    findings: dict[tuple[str, str], tuple[tuple[int, int], int]] = field(default_factory=dict)
    outcome: str = Outcome.INCONCLUSIVE.value


def differences(result: Result, told: Told, interfaces: Sequence[str], now: int) -> Iterator[Change]:
    """What is new in `result` at `now` (ns UTC); `told` is brought up to date."""
    for record in result.case.vips:
        where = segment_name(record.segment, interfaces)
        yield from followed(result, record, where, told)
        yield from failures(record, where, told, now)
        yield from moved(result, record, where, told, now)
    yield from findings(result, told, now)
    if result.verdict.outcome.value != told.outcome:
        told.outcome = result.verdict.outcome.value
        yield Change(
            time=now,
            event=VERDICT,
            text=f"{told.outcome}: {result.verdict.summary}",
            data={"outcome": told.outcome, "cause": result.verdict.cause},
        )


def moved(result: Result, record: VipRecord, where: str, told: Told, now: int) -> Iterator[Change]:
    """Handovers whose window is over, with what they cost and the cause that is suspected."""
    key = record.vip, where
    wait = result.case.thresholds.handover_after_ns
    for handover, quality in zip(record.ownership.handovers, record.qualities, strict=False):
        if handover.time <= told.handovers.get(key, -1) or now - handover.time < wait:
            continue
        told.handovers[key] = handover.time
        failed = failed_between(record, handover.time - result.case.thresholds.handover_before_ns, handover.time + wait)
        suspected = cause(result, record.vip, handover.time)
        yield Change(
            time=handover.time,
            event=HANDOVER,
            text=handover_text(result, handover, quality, failed, suspected),
            vip=record.vip,
            interface=where,
            data={
                "mac": mac_text(handover.after),
                "node": result.case.inventory.name(handover.after),
                "before_mac": mac_text(handover.before),
                "before_node": result.case.inventory.name(handover.before),
                "outage_s": None if quality.outage_ns is None else quality.outage_ns / NS_PER_S,
                "attempts": failed[1],
                "failed": failed[0],
                "announcements": handover.announcements,
                **suspicion(suspected),
            },
        )


def handover_text(
    result: Result, handover: Handover, quality: Quality, failed: tuple[int, int], suspected: Finding | None
) -> str:
    """A handover in a sentence."""
    label = result.case.inventory.label
    if quality.outage_ns is not None:
        cost = f"outage {duration(quality.outage_ns)}, {failed[0]} of {failed[1]} attempts failed"
    elif failed[1]:
        cost = f"{failed[0]} of {failed[1]} attempts failed"
    else:
        cost = "nobody tried to connect meanwhile"
    return f"{label(handover.after)} has it from {label(handover.before)}: {cost}; {named(suspected)}"


def named(suspected: Finding | None) -> str:
    """The suspected cause, for people."""
    if suspected is None:
        return "no cause of trouble seen"
    return f"suspected cause {suspected.rule} ({suspected.confidence} confidence)"


def suspicion(suspected: Finding | None) -> dict[str, JsonValue]:
    """The same, for programs."""
    if suspected is None:
        return {"cause": None, "confidence": None}
    return {"cause": suspected.rule, "confidence": suspected.confidence.value}


def cause(result: Result, vip: str, time: int) -> Finding | None:
    """The leading finding about a VIP at about a time."""
    near = result.case.thresholds.incident_gap_ns
    return next(
        (item for item in result.verdict.findings if item.vip == vip and item.start - near <= time <= item.end + near),
        None,
    )


def failed_between(record: VipRecord, start: int, end: int) -> tuple[int, int]:
    """Failed attempts, and all, that began in [start, end], ns UTC."""
    failed, tried = record.failed.column("start"), record.attempts.column("start")
    return (
        int(np.count_nonzero((failed >= start) & (failed <= end))),
        int(np.count_nonzero((tried >= start) & (tried <= end))),
    )


def failures(record: VipRecord, where: str, told: Told, now: int) -> Iterator[Change]:
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
    tried = failed_between(record, first, latest)[1]
    how = ", ".join(f"{n} {name}" for name, n in outcomes.items())
    yield Change(
        time=first,
        event=FAILURES,
        text=f"{int(new.sum())} of {tried} attempts failed within {duration(latest - first)}: {how}",
        vip=record.vip,
        interface=where,
        data={"failed": int(new.sum()), "attempts": tried, "until": rfc3339(latest), "outcomes": dict(outcomes)},
    )


def followed(result: Result, record: VipRecord, where: str, told: Told) -> Iterator[Change]:
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
                yield track_change(result, record, where, earlier, epoch)


WORDS: Final = {
    "used": "this host now sends to {after}, no longer to {before}",
    "serving": "{after} answers connections now, no longer {before}",
    "kernel": "this host's kernel now holds {after}, no longer {before}",
}


def track_change(result: Result, record: VipRecord, where: str, before: Epoch, after: Epoch) -> Change:
    """A change on one track."""
    label = result.case.inventory.label
    return Change(
        time=after.start,
        event=MOVE,
        text=WORDS[after.track].format(after=label(after.owner, after.mac), before=label(before.owner, before.mac)),
        vip=record.vip,
        interface=where,
        data={
            "track": after.track,
            "mac": mac_text(after.mac),
            "node": result.case.inventory.name(after.owner),
            "before_mac": mac_text(before.mac),
            "before_node": result.case.inventory.name(before.owner),
        },
    )


def findings(result: Result, told: Told, now: int) -> Iterator[Change]:
    """Findings that are new, or worse, or surer than they were, or begin again after a while."""
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
        yield Change(
            time=now,
            event=FINDING,
            text=f"suspected cause {item.rule} ({item.severity}, {item.confidence} confidence): {item.summary}",
            vip=item.vip,
            data={
                "rule": item.rule,
                "severity": item.severity.value,
                "confidence": item.confidence.value,
                "start": rfc3339(item.start),
                "end": rfc3339(item.end),
                "frames": [reference.frame for reference in item.frames],
                "remedy": item.remedy,
            },
        )
