"""Where a capture misses frames, what is explained by silence alone is doubted, whatever rule explains it.

An attempt whose every answer was lost on the way to the file looks like one that nobody answered. Rules that weigh that
themselves say so in `against`; the others are held to it here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.diagnosis.signs.gaps import misses_frames
from arpwatch_k8s.grades import Confidence

FEW: Final = 3
"""Attempts without an answer that lost frames may well have made: ours, as many as one full buffer hides at once of
what a proxy does in a second."""


def doubted(case: Case, findings: Sequence[Finding]) -> list[Finding]:
    """Findings, those that silence alone bears out less sure where frames are missing."""
    return list(weighed(case, findings))


def weighed(case: Case, findings: Sequence[Finding]) -> Iterator[Finding]:
    """One after the other."""
    losses = {record.vip: misses_frames(case, record) for record in case.vips}
    for one in findings:
        loss = losses.get(one.vip)
        if loss is None or loss in one.against or not is_silence(one):
            yield one
            continue
        most = Confidence.LOW if len(one.explains) <= FEW else Confidence.MEDIUM
        graded = min(one.confidence, most, key=lambda grade: grade.rank)
        yield replace(one, confidence=graded, against=(*one.against, loss))


def is_silence(one: Finding) -> bool:
    """Whether all that a finding explains are attempts that nobody was seen to answer."""
    outcome = one.explains.column("outcome") if len(one.explains) else None
    return outcome is not None and bool((outcome == NUMBER[AttemptOutcome.UNANSWERED]).all())
