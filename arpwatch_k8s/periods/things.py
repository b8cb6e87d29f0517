"""What an analysis has of moves, contests, outages and incidents: plain records, each with its cost and its cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.outcomes import FAILED
from arpwatch_k8s.correlator.cost.quality import Quality
from arpwatch_k8s.correlator.moves import MoveKind, moves
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.periods.records import Cause, Cited, Cost, Fought, Lost, Moved, Trouble

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.correlator.correlate import VipRecord
    from arpwatch_k8s.correlator.moves import Move
    from arpwatch_k8s.correlator.ownership.handovers import Handover
    from arpwatch_k8s.diagnosis.finding import Finding
    from arpwatch_k8s.evidence.reference import FrameRef
    from arpwatch_k8s.thresholds import Thresholds

BROKEN: Final = frozenset(outcome.value for outcome in FAILED)
LEAST_NS: Final = 1_000_000
"""What an outage costs anybody from: a millisecond. Ours: a SYN's way through a switch is as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """Something that lasts, ns UTC."""

    what: str
    """`contest`, `outage` or `incident`."""
    vip: str
    segment: str
    start: int
    end: int
    over: bool
    followed: bool
    """Whether rows were read for as long as more of it may come."""


def cause_of(item: Finding) -> Cause:
    """What a finding says."""
    return Cause(rule=item.rule, severity=item.severity, confidence=item.confidence, summary=item.summary)


class Things:
    """An analysis whose rows end at `end`, ns UTC: what ends shortly before that may not be over."""

    def __init__(self, result: Result, end: int, limits: Thresholds) -> None:
        self._case = result.case
        self._findings = result.verdict.findings
        self._end = end
        self._limits = limits
        spans = [(info.first_ns, info.last_ns) for info in self._case.captures]
        known = [(first, last) for first, last in spans if first is not None and last is not None]
        self._first, self._last = np.array(known, np.int64).reshape(-1, 2).T

    def moves(self) -> Iterator[Moved]:
        """Every change of owner that stayed; of VIPs that nobody claims in sight those by who served."""
        for record in self._case.vips:
            for move, went in zip(record.ownership.handovers, record.qualities, strict=True):
                yield self._moved(record, move, went)
            if not len(record.claims):
                for change in moves(record):
                    if change.track is Track.SERVING and change.what is MoveKind.CHANGES_HANDS:
                        yield self._served(record, change)

    def contests(self) -> Iterator[Fought]:
        """Every contest."""
        for record in self._case.vips:
            for fight in record.ownership.contests:
                yield Fought(
                    vip=record.vip,
                    segment=str(record.segment),
                    start=fight.start,
                    end=fight.end,
                    over=self._is_over(fight.end),
                    owners=tuple(map(self._case.inventory.label, fight.owners)),
                    changes=fight.changes,
                    frame=self._cited(fight.frames[0]),
                )

    def outages(self) -> Iterator[Lost]:
        """Every outage."""
        for record in self._case.vips:
            for lost in record.outages:
                yield Lost(
                    vip=record.vip,
                    segment=str(record.segment),
                    start=lost.start,
                    end=lost.end,
                    over=lost.over,
                    last=lost.last,
                    failed=lost.failed,
                )

    def incidents(self) -> Iterator[Trouble]:
        """Every incident."""
        for record in self._case.vips:
            for one in record.incidents:
                yield Trouble(
                    vip=record.vip,
                    segment=str(record.segment),
                    start=one.start,
                    end=one.end,
                    over=self._is_over(one.end),
                    attempts=one.attempts,
                    failed=one.failed,
                    outcomes=one.outcomes,
                    contests=one.contests,
                    moves=one.moves,
                    outages=one.outages,
                    outage_least_ns=one.outage_least_ns,
                    outage_ns=one.outage_ns,
                    first_frame=self._cited(one.first_frame),
                    last_frame=self._cited(one.last_frame),
                    cause=self._cause(record.vip, one.start, one.end),
                )

    def lasting(self) -> Iterator[Lasting]:
        """All of these that last."""
        kinds: tuple[tuple[str, Iterator[Fought] | Iterator[Lost] | Iterator[Trouble]], ...] = (
            ("contest", self.contests()),
            ("outage", self.outages()),
            ("incident", self.incidents()),
        )
        for what, several in kinds:
            for one in several:
                yield Lasting(
                    what=what,
                    vip=one.vip,
                    segment=one.segment,
                    start=one.start,
                    end=one.end,
                    over=one.over,
                    followed=one.over if what == "outage" else one.end + self._limits.incident_gap_ns <= self._end,
                )

    def _is_over(self, end: int) -> bool:
        """Whether nothing more can belong to what ended then: the next of it would have been captured, and was not."""
        until = end + self._limits.incident_gap_ns
        return until <= self._end and bool(((self._first <= until) & (self._last >= until)).any())

    def _moved(self, record: VipRecord, move: Handover, went: Quality) -> Moved:
        """A handover, with what it cost."""
        since = move.time - self._limits.handover_before_ns
        until = max(move.time + self._limits.handover_after_ns, went.first_served or 0)
        if went.first_served is not None and went.outage_ns is not None:
            since = min(since, went.first_served - went.outage_ns)
        attempts, failed = self._tried(record, since, until)
        broken = sum(n for name, n in went.fates.items() if name in BROKEN)
        return Moved(
            vip=record.vip,
            segment=str(record.segment),
            start=move.time,
            end=move.time,
            track=Track.CLAIMED.value,
            before=self._case.inventory.label(move.before),
            after=self._case.inventory.label(move.after),
            frame=self._cited(move.frame),
            overlap_ns=move.overlap_ns,
            announcements=move.announcements,
            first_served=went.first_served,
            outage_ns=went.outage_ns,
            untold=went.untold,
            attempts=attempts,
            failed=failed,
            open_connections=went.open_connections,
            broken=broken,
            cost=cost(failed, broken, went.outage_ns, attempts),
            cause=self._cause(
                record.vip, move.time - self._limits.handover_before_ns, move.time + self._limits.handover_after_ns
            ),
        )

    def _served(self, record: VipRecord, change: Move) -> Moved:
        """A change of who answers SYNs, with what failed around it."""
        since, until = change.time - self._limits.handover_before_ns, change.time + self._limits.handover_after_ns
        attempts, failed = self._tried(record, since, until)
        label, nobody = self._case.inventory.label, "nobody"
        return Moved(
            vip=record.vip,
            segment=str(record.segment),
            start=change.time,
            end=change.time,
            track=change.track.value,
            before=nobody if change.before is None else label(change.before),
            after=nobody if change.after is None else label(change.after),
            frame=self._cited(change.frame) if change.frame else Cited(capture="", frame=0),
            first_served=change.time,
            untold="nobody claimed the VIP in sight",
            attempts=attempts,
            failed=failed,
            cost=cost(failed, 0, None, attempts),
            cause=self._cause(record.vip, since, until),
        )

    def _tried(self, record: VipRecord, start: int, end: int) -> tuple[int, int]:
        """Attempts that began or failed in [start, end], and how many failed in it."""
        broke = record.failed.column("broke")
        failed = int(np.count_nonzero((broke >= start) & (broke <= end)))
        begun = record.attempts.begun_within(start, end)
        return int(np.count_nonzero(~begun.is_failed)) + failed, failed

    def _cause(self, vip: str, start: int, end: int) -> Cause | None:
        """The first finding about a VIP that touches [start, end]."""
        mine = (item for item in self._findings if item.vip == vip and item.dated)
        return next((cause_of(item) for item in mine if item.start <= end and item.end >= start), None)

    def _cited(self, frame: FrameRef) -> Cited:
        """A frame by its capture's name."""
        return Cited(capture=self._case.captures[frame.capture].name, frame=frame.frame)


def cost(failed: int, broken: int, outage_ns: int | None, attempts: int) -> Cost:
    """What a move comes to."""
    if failed or broken or (outage_ns or 0) >= LEAST_NS:
        return Cost.SOMETHING
    return Cost.NOTHING if attempts else Cost.UNKNOWN
