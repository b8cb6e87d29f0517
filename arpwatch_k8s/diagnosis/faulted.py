"""What settings add to a finding: why it came to be, and what to write.

Settings explain, frames prove: a setting that leads to what a rule found, at that very VIP, makes it surer by one grade
over what the rule itself made of frames or lines, whatever else was told; of lines and settings alone nothing is sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from arpwatch_k8s.diagnosis.finding import SURER, Finding, Step
from arpwatch_k8s.diagnosis.signs.configured import Bearing
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import listed
from arpwatch_k8s.wording.plain import plain

MOST_FAULTS: Final = 3
"""Faults that one finding tells of."""
MOST_SIDES: Final = 4
"""Settings of a fault that are spelled out; all are cited."""


def explained(finding: Finding, before: Confidence, bearings: Sequence[Bearing]) -> Finding:
    """A finding with the faults of settings that lead to it, unless it has weighed them itself; `before`: how sure its
    rule was."""
    if not bearings or finding.settings:
        return finding
    told = sorted(bearings, key=lambda one: not one.is_sure)[:MOST_FAULTS]
    sure = [one for one in told if one.is_sure]
    graded = replace(finding, confidence=surer(finding, before)) if sure else finding
    return replace(
        graded,
        because=(*finding.because, *(step(one, finding.vip) for one in told)),
        remedy=remedy(graded, told),
    )


def surer(finding: Finding, before: Confidence) -> Confidence:
    """How sure settings make it."""
    most = Confidence.HIGH if finding.frames and not finding.against else Confidence.MEDIUM
    lifted = min(SURER[before], most, key=rank)
    return finding.confidence if finding.severity is Severity.INFO else max(finding.confidence, lifted, key=rank)


def rank(grade: Confidence) -> int:
    """Its place among all."""
    return grade.rank


def step(one: Bearing, vip: str) -> Step:
    """A fault as a step of an argument."""
    fault, check = one.faulty.fault, one.faulty.check
    doubt = "" if one.is_sure else f"; whether {vip} is an address of theirs they do not say"
    says = list(dict.fromkeys(side.says for side in fault.sides))
    more = [f"{len(says) - MOST_SIDES} more"] if len(says) > MOST_SIDES else []
    lead = "lead" if one.is_sure else "may lead"
    words = f"Settings {lead} to it: {fault.summary} ({listed([*says[:MOST_SIDES], *more])}){doubt}"
    return Step(plain(f"{words}. The check {check.id} of arpwatch-k8s lint"), settings=one.faulty.places)


def remedy(finding: Finding, told: Sequence[Bearing]) -> str:
    """What to write; what the rule says stays behind it, unless the finding is sure."""
    sure = [f"In {written(one)}" for one in told if one.is_sure]
    if sure:
        settled = finding.confidence is Confidence.HIGH or not finding.remedy
        return " ".join([*dict.fromkeys(sure), *(() if settled else (f"If it goes on: {finding.remedy}",))])
    doubtful = dict.fromkeys(f"If they are of its cluster: in {written(one)}" for one in told)
    return " ".join([*doubtful, *((f"Else: {finding.remedy}",) if finding.remedy else ())])


def written(one: Bearing) -> str:
    """The setting to write, and where."""
    fault = one.faulty.fault
    fix = fault.fix if fault.fix.endswith((".", ")")) else f"{fault.fix}."
    return plain(f"{fault.sides[0].place.file}, line {fault.sides[0].place.line}, write {fix}")
