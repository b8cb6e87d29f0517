"""What of an analysis belongs to one window: what began in it, and what goes on into it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from arpwatch_k8s.correlator.connections.outcomes import NUMBER, OUTCOMES, AttemptOutcome
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.periods.records import Cited, Found, Late, Told, Tried, UnderWay
from arpwatch_k8s.periods.things import Lasting, Things, cause_of

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.correlator.correlate import VipRecord
    from arpwatch_k8s.diagnosis.finding import Finding
    from arpwatch_k8s.periods.around import Around
    from arpwatch_k8s.periods.captures import Asked, Capture
    from arpwatch_k8s.periods.days import Window

MOST: Final = 1_000
"""Things of one kind that are listed of a window."""
MOST_FRAMES: Final = 24
"""Frames of a finding that are listed."""

ItemT = TypeVar("ItemT")


class Taking:
    """An analysis of what is around a window, and what of it is the window's."""

    def __init__(
        self,
        asked: Asked,
        window: Window,
        captures: Sequence[Capture],
        result: Result,
        read: Around,
        ends: Sequence[int],
    ) -> None:
        self._asked = asked
        self._window = window
        self._captures = captures
        self._result = result
        self._read = read
        self._ends = ends
        self._things = Things(result, read.end, asked.thresholds)

    def goes_on(self) -> bool:
        """Whether something that began in the window is under way where its rows end."""
        return any(self._window.has(each.start) and not each.followed for each in self._lasting())

    @property
    def is_settled(self) -> bool:
        """Whether the verdict on all that was read is one on the window, too, if that was quiet."""
        return self._result.verdict.outcome in (Outcome.HEALTHY, Outcome.INCONCLUSIVE)

    def settled(self, alone: Result) -> Outcome:
        """What a quiet window comes to whose surroundings were not: what its own rows say by themselves."""
        return Outcome.HEALTHY if alone.verdict.outcome is Outcome.HEALTHY else Outcome.INCONCLUSIVE

    def told(self, number: int) -> Told:
        """What is known of it."""
        window, things = self._window, self._things
        findings = [item for item in self._result.verdict.findings if self._is_here(item)]
        moves = [move for move in things.moves() if window.has(move.start)]
        contests = [one for one in things.contests() if window.has(one.start)]
        outages = [one for one in things.outages() if window.has(one.start)]
        incidents = [one for one in things.incidents() if window.has(one.start)]
        counts = {
            "moves": len(moves),
            "contests": len(contests),
            "outages": len(outages),
            "incidents": len(incidents),
            "findings": len(findings),
        }
        tried = tuple(tried_of(record, window) for record in self._result.case.vips)
        broke = sum(len(within(record, window, "broke")) for record in self._result.case.vips)
        under_way = tuple(self._under_way())
        outcome, cause = self._outcome(findings, broke, tried, under_way)
        start, end = window.start, window.end
        touching = [one for one in self._captures if one.touches(start, end - 1)]
        drops = [one.info.drops for one in touching if one.info.drops is not None]
        return Told(
            number=number,
            start=start,
            end=end,
            covered_ns=covered_ns(touching, start, end),
            captures=len(touching),
            drops=sum(drops) if drops else None,
            one_of=max((info.one_of for info in self._result.case.captures), default=1),
            outcome=outcome,
            cause=None if cause is None else cause_of(cause),
            broke=broke,
            tried=merged(tried),
            moves=tuple(moves[:MOST]),
            contests=tuple(contests[:MOST]),
            outages=tuple(outages[:MOST]),
            incidents=tuple(incidents[:MOST]),
            findings=tuple(self._found(item) for item in findings[:MOST]),
            under_way=under_way,
            late=tuple(self._late()),
            left_out={name: n - MOST for name, n in counts.items() if n > MOST},
            read_start=self._read.start,
            read_end=self._read.end,
        )

    def _is_here(self, item: Finding) -> bool:
        """Whether a finding touches the window."""
        return item.dated and self._window.touches(item.start, item.end)

    def _outcome(
        self,
        findings: Sequence[Finding],
        broke: int,
        tried: Sequence[Tried],
        under_way: Sequence[UnderWay],
    ) -> tuple[Outcome, Finding | None]:
        """What the window comes to, and its leading cause.

        Something failed in it, fought or was found wrong: the cause of what was read, where that touches the window.
        Nothing did: it is healthy where all that was read is, else as `settled` says.
        """
        verdict = self._result.verdict
        wrong = [item for item in findings if item.severity is not Severity.INFO]
        failed = broke or any(one.failed for one in tried)
        sick = failed or wrong or any(each.what != "incident" for each in under_way)
        lead = next((item for item in findings if item.rule == verdict.cause), None)
        if verdict.outcome is Outcome.ROOT_CAUSE and lead is not None:
            return Outcome.ROOT_CAUSE, lead
        if sick:
            return Outcome.SYMPTOMS_UNEXPLAINED, wrong[0] if wrong else None
        return (Outcome.HEALTHY if verdict.outcome is Outcome.HEALTHY else Outcome.INCONCLUSIVE), None

    def _found(self, item: Finding) -> Found:
        """A finding as it is told."""
        half = MOST_FRAMES // 2
        frames = item.frames if len(item.frames) <= MOST_FRAMES else (*item.frames[:half], *item.frames[-half:])
        return Found(
            vip=item.vip,
            start=item.start,
            end=item.end,
            cause=cause_of(item),
            failed=item.failed,
            frames=tuple(Cited(capture=self._captures[at.capture].name, frame=at.frame) for at in frames),
        )

    def _lasting(self) -> Iterator[Lasting]:
        """What lasts."""
        yield from self._things.lasting()

    def _under_way(self) -> Iterator[UnderWay]:
        """What had begun before the window and went on into it."""
        for each in self._lasting():
            if each.start < self._window.start <= each.end:
                yield UnderWay(
                    what=each.what,
                    vip=each.vip,
                    segment=each.segment,
                    since=each.start,
                    until=each.end,
                    over=each.over,
                )

    def _late(self) -> Iterator[Late]:
        """What became in this window of attempts of earlier ones that were followed there for as long as any is."""
        ends = np.array(self._ends, np.int64)
        most = self._asked.reach.most_ns
        for record in self._result.case.vips if len(ends) else ():
            tried = record.attempts
            start, end = tried.column("start"), tried.column("end")
            own = (start < self._window.start) & (end >= self._window.start) & (end < self._window.end)
            which = np.searchsorted(ends, start, side="right")
            own &= which < len(ends)
            own &= end > ends[np.minimum(which, len(ends) - 1)] + most
            for number in np.unique(which[own]).tolist():
                mine = tried.where(own & (which == number))
                yield Late(window=number, vip=record.vip, segment=str(record.segment), outcomes=mine.outcomes())


def within(record: VipRecord, window: Window, column: str) -> list[int]:
    """When attempts of a record failed that did so in a window."""
    times = record.failed.column(column)
    found: list[int] = times[(times >= window.start) & (times < window.end)].tolist()
    return found


def tried_of(record: VipRecord, window: Window) -> Tried:
    """What was tried of a record in a window."""
    tried = record.attempts.begun_within(window.start, window.end - 1)
    numbers = np.bincount(tried.column("outcome"), minlength=len(OUTCOMES)) if len(tried) else np.zeros(1, np.int64)
    return Tried(
        vip=record.vip,
        segment=str(record.segment),
        attempts=len(tried),
        answered=int((tried.column("answer_event") >= 0).sum()),
        failed=int(numbers[: NUMBER[AttemptOutcome.OK]].sum()),
        outcomes=tried.outcomes(),
    )


def merged(tried: Sequence[Tried]) -> tuple[Tried, ...]:
    """What was tried by VIP and segment, that of several views of one together; those of which nothing was left out."""
    places: dict[tuple[str, str], list[Tried]] = defaultdict(list)
    for one in tried:
        if one.attempts:
            places[one.vip, one.segment].append(one)
    return tuple(
        some[0]
        if len(some) == 1
        else Tried(
            vip=vip,
            segment=segment,
            attempts=sum(one.attempts for one in some),
            answered=sum(one.answered for one in some),
            failed=sum(one.failed for one in some),
            outcomes=added(*(one.outcomes for one in some)),
        )
        for (vip, segment), some in places.items()
    )


def added(*several: Mapping[str, int]) -> dict[str, int]:
    """Counts by name, of several."""
    counts: Counter[str] = Counter()
    for one in several:
        counts.update(one)
    return dict(sorted(counts.items()))


def covered_ns(captures: Sequence[Capture], start: int, end: int) -> int:
    """How much of [start, end) captures cover, each from its first frame to its last."""
    spans = sorted((one.info.first_ns or 0, one.info.last_ns or 0) for one in captures)
    whole, at = 0, start
    for first, last in spans:
        begin, until = max(first, at), min(last, end)
        if until > begin:
            whole += until - begin
            at = until
    return whole
