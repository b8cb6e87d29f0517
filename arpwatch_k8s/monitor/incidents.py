"""Incidents over looks: opened with the first thing that fails, fights or moves, resolved when all has been quiet.

Pure: a result in, changes out. An incident of the correlator is known again by its time, however its begin is let go of
with old rows. A cause is named once it has stood as long as a handover's window, so that what is
told first is revised at most once; one that becomes worse is told again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.changes.holder import Holder, holder_of
from arpwatch_k8s.changes.incident import (
    Ending,
    IncidentOpened,
    IncidentResolved,
    IncidentState,
    IncidentUpdated,
    NamedCause,
    Revision,
)
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.incidents import Incident
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.monitor.moves import segment_name
from arpwatch_k8s.wording.times import rfc3339

IncidentChange = IncidentOpened | IncidentUpdated | IncidentResolved
AGAIN_NS: Final = 300_000_000_000
"""An incident that goes on is told so often, as a cause that shows anew is (`differences.AGAIN_NS`)."""
MOST: Final = 1024
"""Open incidents: one a VIP and segment."""


COUNTS: Final = ("attempts", "failed", "moves", "contests", "outages", "outage_least_ns", "outage_ns", "vain")
"""What is counted of an incident, by the names of fields."""


@dataclass(slots=True)
class Open:
    """An incident that is not over."""

    state: IncidentState
    suspected: NamedCause | None = None
    """The cause that the last look named, and since when it stands."""
    since: int = 0
    named: NamedCause | None = None
    """The cause that was told."""
    told: int = 0
    """When it was told of last, ns UTC, and how far it went then."""
    told_end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """What belongs to one incident, as far as rows are held; the counts are those of `IncidentState`."""

    start: int
    end: int
    attempts: int = 0
    failed: int = 0
    moves: int = 0
    contests: int = 0
    outages: int = 0
    outage_least_ns: int = 0
    outage_ns: int = 0
    vain: int = 0

    @classmethod
    def of(cls, incident: Incident) -> Harm:
        """An incident of the correlator."""
        counts = {name: getattr(incident, name) for name in COUNTS if name != "vain"}
        return cls(start=incident.start, end=incident.end, **counts)

    def __add__(self, other: Harm) -> Harm:
        """Both."""
        counts = {name: getattr(self, name) + getattr(other, name) for name in COUNTS}
        return Harm(start=min(self.start, other.start), end=max(self.end, other.end), **counts)


class Incidents:
    """Results in, changes out. `interfaces`: names by number."""

    def __init__(self, interfaces: Sequence[str]) -> None:
        self._interfaces = interfaces
        self._open: dict[tuple[str, str], Open] = {}
        self._over: dict[tuple[str, str], int] = {}
        self.left_out = 0
        """Incidents that found no room."""

    @property
    def open(self) -> tuple[IncidentState, ...]:
        """Those that are not over."""
        return tuple(each.state for each in self._open.values())

    def look(self, result: Result, now: int, seen_to: int) -> Iterator[IncidentChange]:
        """What a look at `now` (ns UTC) brings, at which every frame had been read up to `seen_to` (ns UTC)."""
        standing: set[tuple[str, str]] = set()
        for record in result.case.vips:
            key = record.vip, segment_name(record.segment, self._interfaces)
            standing.add(key)
            yield from self._of_one(key, record, result, now, seen_to)
        for key in [key for key in self._open if key not in standing]:
            if seen_to - self._open[key].state.end > result.case.thresholds.incident_gap_ns:
                yield self._resolved(key, now, Ending.UNSEEN)
        for key in self._over.keys() - standing:
            del self._over[key]

    def step(self, now: int) -> Iterator[IncidentResolved]:
        """The clock was set: it is `now`, ns UTC."""
        for key in list(self._open):
            yield self._resolved(key, now, Ending.CLOCK)
        self._over.clear()

    def _of_one(
        self, key: tuple[str, str], record: VipRecord, result: Result, now: int, seen_to: int
    ) -> Iterator[IncidentChange]:
        """One VIP on one segment."""
        gap = result.case.thresholds.incident_gap_ns
        for harm in harms(record, gap):
            opened = self._open.get(key)
            if opened is not None and harm.start > opened.state.end + gap:
                yield self._resolved(key, now, Ending.QUIET)
                opened = None
            if opened is not None:
                if harm.end >= opened.state.start:
                    opened.state = grown(opened.state, harm, record, result)
            elif harm.start > self._over.get(key, -1):
                if len(self._open) >= MOST:
                    self.left_out += 1
                    continue
                opened = self._open[key] = Open(begun(key, record, harm, result), since=seen_to, told=now)
                opened.told_end = harm.end
                yield IncidentOpened(time=harm.start, told=now, state=opened.state)
            if opened is not None:
                yield from self._judged(opened, result, now, seen_to)
        opened = self._open.get(key)
        if opened is not None and seen_to - opened.state.end > gap and not lasts(record, result, seen_to):
            yield from self._judged(opened, result, now, seen_to, final=True)
            yield self._resolved(key, now, Ending.QUIET)

    def _judged(
        self, opened: Open, result: Result, now: int, seen_to: int, *, final: bool = False
    ) -> Iterator[IncidentUpdated]:
        """The cause, once it has stood for a handover's window."""
        found = cause_of(opened.state, result)
        if found is None or opened.suspected is None or found.rule != opened.suspected.rule:
            opened.since = seen_to
        opened.suspected = found
        if not final and seen_to - opened.since < result.case.thresholds.handover_after_ns:
            return
        told = opened.named
        if found is None:
            if told is None:
                return
            revision = Revision.TAKEN_BACK
        elif told is None:
            revision = Revision.NAMED
        elif found.rule != told.rule:
            revision = Revision.REVISED
        elif found.severity.rank > told.severity.rank:
            revision = Revision.WORSE
        elif now - opened.told > AGAIN_NS and opened.state.end > opened.told_end and not final:
            revision = Revision.GOES_ON
        else:
            opened.state = replace(opened.state, cause=found)
            return
        opened.named, opened.told, opened.told_end = found, now, opened.state.end
        opened.state = replace(opened.state, cause=found)
        yield IncidentUpdated(
            time=now, told=now, state=opened.state, revision=revision, instead_of=None if told is None else told.rule
        )

    def _resolved(self, key: tuple[str, str], now: int, ending: Ending) -> IncidentResolved:
        """One is over."""
        state = self._open.pop(key).state
        self._over[key] = state.end
        return IncidentResolved(time=state.end, told=now, state=state, ending=ending)


def harms(record: VipRecord, gap_ns: int) -> list[Harm]:
    """What harmed a VIP, in order: the correlator's incidents, and questions that nobody answered, joined where they
    are at most a gap apart."""
    parts = [Harm.of(incident) for incident in record.incidents]
    parts += [Harm(start=vain.start, end=vain.end, vain=1) for vain in record.unanswered]
    joined: list[Harm] = []
    for part in sorted(parts, key=lambda part: part.start):
        if joined and part.start - joined[-1].end <= gap_ns:
            joined[-1] = joined[-1] + part
        else:
            joined.append(part)
    return joined


def begun(key: tuple[str, str], record: VipRecord, harm: Harm, result: Result) -> IncidentState:
    """An incident that is seen for the first time."""
    vip, interface = key
    return IncidentState(
        id=f"{vip} {interface} {rfc3339(harm.start)}",
        vip=vip,
        interface=interface,
        start=harm.start,
        end=harm.end,
        **{name: getattr(harm, name) for name in COUNTS},
        before=holders(record, result, harm.start - 1),
        now=holders(record, result, None),
    )


def grown(state: IncidentState, harm: Harm, record: VipRecord, result: Result) -> IncidentState:
    """An incident of which more is seen. Where the rows of its begin are let go of, counts do not fall; else they may:
    what seemed unanswered was answered after all."""
    is_whole = harm.start <= state.start
    seen = {name: getattr(harm, name) for name in COUNTS}
    counts = seen if is_whole else {name: max(getattr(state, name), count) for name, count in seen.items()}
    return replace(state, end=max(state.end, harm.end), **counts, now=holders(record, result, None))


def lasts(record: VipRecord, result: Result, seen_to: int) -> bool:
    """Whether harm goes on although nothing new is seen of it: nobody serves, nobody has answered since questions were
    asked in vain, a fight is not settled."""
    gap = result.case.thresholds.contest_gap_ns
    if any(not outage.over for outage in record.outages[-1:]):
        return True
    if any(seen_to - contest.end <= gap for contest in record.ownership.contests):
        return True
    asked = max((vain.end for vain in record.unanswered), default=None)
    if asked is None:
        return False
    claimed, answered = record.claims["time"], record.answers["time"]
    return not ((claimed > asked).any() or (answered > asked).any())


def cause_of(state: IncidentState, result: Result) -> NamedCause | None:
    """The leading finding about the VIP in the incident's time."""
    near = result.case.thresholds.incident_gap_ns
    for item in result.verdict.findings:
        if item.vip == state.vip and item.dated and item.start - near <= state.end and state.start <= item.end + near:
            return named(item)
    return None


def named(item: Finding) -> NamedCause:
    """A finding as an incident's cause."""
    return NamedCause(
        rule=item.rule,
        severity=item.severity,
        confidence=item.confidence,
        summary=item.summary,
        remedy=item.remedy,
        frames=tuple(reference.frame for reference in item.frames),
    )


def holders(record: VipRecord, result: Result, when: int | None) -> tuple[tuple[Track, Holder], ...]:
    """Who held each track at a time (ns UTC), or last; tracks on which nobody was seen are left out."""
    ours = {host.mac for host in record.hosts}
    tracks = {
        Track.CLAIMED: record.ownership.epochs,
        Track.USED: tuple(epoch for epoch in record.used if epoch.sender in ours),
        Track.SERVING: record.serving,
        Track.KERNEL: record.kernel,
    }
    found: list[tuple[Track, Holder]] = []
    for track, epochs in tracks.items():
        epoch = at(epochs, when)
        if epoch is not None:
            found.append((track, holder_of(result.case.inventory, epoch.owner, epoch.mac)))
    return tuple(found)


def at(epochs: Sequence[Epoch], when: int | None) -> Epoch | None:
    """The newest of some epochs that had begun at a time (ns UTC); at any time where none is named."""
    begun = [epoch for epoch in epochs if when is None or epoch.start <= when]
    return max(begun, key=lambda epoch: epoch.start, default=None)
