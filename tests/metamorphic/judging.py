"""What analyses of a labelled capture and of its transforms say, and where that breaks what must hold.

Less may weaken a verdict: to unexplained symptoms, to inconclusive, to a lower confidence. It may not turn it into
another sure cause, nor into healthy while harm is left in the frames. Other names and times change nothing. Company
changes nothing either, but that others' frames may tell more of the capture: what is true may get surer, and a VIP
whose attempts all went well may be called healthy where nothing could be said before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import arpwatch_k8s as aw
from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.diagnosis.finding import Outcome, Verdict
from arpwatch_k8s.grades import Confidence
from tests.conftest import CAPTURES
from tests.metamorphic.less import LESS, LOSSES, Transform
from tests.metamorphic.recording import write
from tests.metamorphic.same import COMPANY, SAME
from tests.metamorphic.scene import Scene, Truth, labelled, scene

AS_IT_IS: Final = "as-it-is"
"""The transform that changes nothing."""
TOLD, DISCOVERED = "told", "discovered"
"""Whether the VIPs are given to the analysis."""
SAMPLE: Final = 3
"""Cases of each scenario in the sample."""


class Grade(NamedTuple):
    """A finding as far as it counts here."""

    rule: str
    vip: str
    severity: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Case:
    """One analysis to be made."""

    scenario: str
    """The labelled capture."""
    transform: str
    """What is done to it."""
    way: str
    """`TOLD` or `DISCOVERED`."""

    @property
    def id(self) -> str:
        """Its name in reports."""
        return f"{self.scenario}-{self.transform}-{self.way}"

    @property
    def sort(self) -> str:
        """The transform, whatever chance it was left to."""
        return self.transform.rstrip("0123456789") if self.transform in LOSSES else self.transform


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an analysis came to."""

    outcome: Outcome
    """The verdict's."""
    cause: str | None
    """The leading cause."""
    confidence: Confidence | None
    """How sure the analysis is of it."""
    grades: frozenset[Grade]
    """All findings."""

    def about(self, vips: Collection[str]) -> frozenset[Grade]:
        """Findings about some VIPs."""
        return frozenset(grade for grade in self.grades if grade.vip in vips)


def cases() -> list[Case]:
    """All analyses of all labelled captures."""
    found = []
    for name in labelled(CAPTURES):
        ways = [TOLD] if scene(CAPTURES / name).must_be_told else [TOLD, DISCOVERED]
        found += [Case(scenario=name, transform=less, way=way) for less in (AS_IT_IS, *LESS) for way in ways]
        found += [Case(scenario=name, transform=loss, way=TOLD) for loss in LOSSES]
        found += [Case(scenario=name, transform=same, way=ways[-1]) for same in SAME]
    return found


def sample(every: Iterable[Case]) -> list[Case]:
    """A few of each scenario's cases, of different transforms, always the same ones."""
    chosen: dict[tuple[str, str], Case] = {}
    for case in every:
        if case.transform != AS_IT_IS:
            known = chosen.setdefault((case.scenario, case.sort), case)
            chosen[case.scenario, case.sort] = min(known, case, key=lambda one: by_chance(one.id))
    found: list[Case] = []
    for scenario in dict.fromkeys(name for name, _ in chosen):
        sorts = sorted((sort for name, sort in chosen if name == scenario), key=lambda sort: by_chance(scenario + sort))
        found += [chosen[scenario, sort] for sort in sorts[:SAMPLE]]
    return found


def by_chance(text: str) -> str:
    """Where something stands in an order that means nothing, and is the same each time."""
    return hashlib.sha256(text.encode()).hexdigest()


def transform_of(case: Case) -> Transform:
    """What is done to the case's capture."""
    return {AS_IT_IS: lambda scene: scene, **LESS, **LOSSES, **SAME}[case.transform]


def transformed(case: Case) -> Scene:
    """The case's capture, changed."""
    return transform_of(case)(scene(CAPTURES / case.scenario))


def analyzed(made: Scene, way: str) -> aw.Analysis:
    """The analysis of a scene's files, with the nodes named."""
    with TemporaryDirectory(prefix="metamorphic-") as folder:
        paths = [write(recording, Path(folder)) for recording in made.recordings]
        return aw.analyze(*paths, vip=made.vips if way == TOLD else (), nodes=made.nodes)


def said(verdict: Verdict) -> Said:
    """What a verdict comes to."""
    leading = [finding for finding in verdict.findings if finding.rule == verdict.cause]
    return Said(
        outcome=verdict.outcome,
        cause=verdict.cause,
        confidence=leading[0].confidence if leading else None,
        grades=frozenset(Grade(one.rule, one.vip, one.severity, one.confidence) for one in verdict.findings),
    )


@cache
def before(scenario: str, way: str) -> Said:
    """What is said of a capture as it is."""
    return said(analyzed(scene(CAPTURES / scenario), way).verdict)


def broken(case: Case, made: Scene, now: Said) -> Iterator[str]:
    """What ought not to be, in words; nothing where all holds."""
    if case.transform in SAME:
        yield from differences(case, made, now)
        return
    if is_sure(now) and not is_right(made, now):
        yield f"another sure cause: {now.cause} ({now.confidence}), true are {sorted(made.truth.causes)}"
    if now.outcome is Outcome.HEALTHY and (left := harm_left(case, made)):
        yield f"healthy, but {left} failed attempts are in it"


def is_right(made: Scene, now: Said) -> bool:
    """Whether the leading cause is true."""
    return now.cause in made.truth.causes


def is_sure(now: Said) -> bool:
    """Whether a cause leads that is more than a guess."""
    return now.outcome is Outcome.ROOT_CAUSE and now.confidence is not Confidence.LOW


def differences(case: Case, made: Scene, now: Said) -> Iterator[str]:
    """What other names, times or company changed."""
    original = scene(CAPTURES / case.scenario)
    was = before(case.scenario, case.way)
    told_more = case.transform in COMPANY
    if (was.outcome, was.cause) != (now.outcome, now.cause):
        answers = was.outcome is Outcome.INCONCLUSIVE and now.outcome is Outcome.HEALTHY
        if not (told_more and answers and not failures(case.scenario)):
            yield f"{was.outcome} {was.cause} became {now.outcome} {now.cause}"
    known = dict(zip(original.vips, made.vips, strict=True))
    expected = {Grade(one.rule, known[one.vip], *one[2:]) for one in was.about(original.vips)}
    found = now.about(made.vips)
    surer = {one for one in found for other in expected if told_more and is_surer(one, other, made.truth)}
    if gone := sorted(one for one in expected - found if not any(one[:3] == other[:3] for other in surer)):
        yield f"no longer said: {gone}"
    if new := sorted(found - expected - surer):
        yield f"newly said: {new}"
    if others := sorted(one for one in now.grades - found if one.vip not in {other.vip for other in was.grades}):
        yield f"said of others: {others}"


def is_surer(one: Grade, other: Grade, truth: Truth) -> bool:
    """Whether one finding is the other at a higher confidence, and true."""
    more = Confidence(one.confidence).rank > Confidence(other.confidence).rank
    return one[:3] == other[:3] and more and one.rule in truth.findings


def harm_left(case: Case, made: Scene) -> int:
    """How many attempts that failed in the whole capture are still in what is left, with how they ended."""
    if case.transform in SAME:
        return len(failures(case.scenario))
    kept = made.kept
    ends = {one.name: one.end for one in made.recordings if one.frames}
    return sum(
        any((name, number) in kept and time + failure.wait_ns <= ends[name] for name, number, time in failure.tries)
        and all(frame in kept for frame in failure.shown_by)
        for failure in failures(case.scenario)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An attempt that failed in the whole capture."""

    tries: tuple[tuple[str, int, int], ...]
    """Its SYNs: recording, frame, time."""
    shown_by: tuple[tuple[str, int], ...]
    """The frames that show how it ended."""
    wait_ns: int
    """How long after its SYN a capture has to last to show that nothing came; 0 where something did."""


@cache
def failures(scenario: str) -> tuple[Failure, ...]:
    """The attempts of the VIPs that fail in the whole capture."""
    analysis = analyzed(scene(CAPTURES / scenario), TOLD)
    names = [info.name for info in analysis.result.case.captures]
    limits = analysis.result.case.thresholds
    return tuple(
        failure_of(attempt, names, limits.unanswered_ns)
        for record in analysis.result.case.vips
        for attempt in record.failed
    )


def failure_of(attempt: Connection, names: list[str], unanswered_ns: int) -> Failure:
    """A failed attempt by the frames that it shows in."""
    tries = tuple((names[one.frame.capture], one.frame.frame, one.time) for one in attempt.tries)
    syns = {(name, number) for name, number, _ in tries}
    shown = [frame for frame in (attempt.answer_frame, attempt.end_frame) if frame is not None]
    ends = tuple((names[frame.capture], frame.frame) for frame in shown)
    silent = attempt.outcome is AttemptOutcome.UNANSWERED and set(ends) <= syns
    return Failure(tries=tries, shown_by=() if silent else ends, wait_ns=unanswered_ns if silent else 0)
