"""What frames show of a cause, what lines say of it, and the settings that lead to it, as one finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.faulted import explained
from arpwatch_k8s.diagnosis.finding import SURER, Finding
from arpwatch_k8s.diagnosis.rule import Judged, Rule
from arpwatch_k8s.diagnosis.signs.configured import NOTHING, Configured
from arpwatch_k8s.diagnosis.testimony.heard import Heard
from arpwatch_k8s.grades import Confidence, Severity

MOST_UNSEEN: Final = 16
"""VIPs that no frame tells of whose findings are told one by one: as many as logs name where there is no capture."""
MOST_HEARD: Final = 4
"""Things heard that a finding by frames tells of."""


def considered(case: Case, rule: Rule, settings: Configured = NOTHING) -> Judged:
    """What a rule finds and rejects in frames and lines together, with the settings that lead to it."""
    findings, ruled_out = rule.judge(case)
    before = [one.confidence for one in findings]
    findings, more = heard(case, rule, findings)
    before += [one.confidence for one in findings[len(before) :]]
    pairs = zip(findings, before, strict=True)
    return [explained(one, grade, settings.shown_by(rule.id, one.vip)) for one, grade in pairs], [*ruled_out, *more]


def heard(case: Case, rule: Rule, findings: Sequence[Finding]) -> Judged:
    """Findings by frames with what lines say for them, then those of lines alone; and what lines refute."""
    if rule.hear is None or not case.logs:
        return list(findings), []
    said = list(rule.hear(case))
    asked = [one for one in said if isinstance(one, Heard) and is_asked_for(case, one.vip)]
    joined = [borne_out(case, one, asked) for one in findings]
    alone = [one.alone for one in asked if one.alone is not None and not any(bears_on(case, one, f) for f in findings)]
    alone = few(case, alone)
    rejected = [one for one in said if isinstance(one, RuledOut) and is_asked_for(case, one.vip)]
    return [*joined, *alone], rejected


def few(case: Case, findings: Sequence[Finding]) -> list[Finding]:
    """Findings of lines alone, of so many VIPs that no frame tells of; the last of these stands for those left out."""
    seen = {record.vip for record in case.vips}
    unseen = list(dict.fromkeys(one.vip for one in findings if one.vip not in seen))
    left = set(unseen[MOST_UNSEEN:])
    kept = [one for one in findings if one.vip not in left]
    more = len(findings) - len(kept)
    last = max((at for at, one in enumerate(kept) if one.vip not in seen), default=None)
    if more and last is not None:
        kept[last] = replace(kept[last], count=kept[last].count + more)
    return kept


def rank(grade: Confidence) -> int:
    """Its place among all."""
    return grade.rank


def is_asked_for(case: Case, vip: str) -> bool:
    """Whether an address is one that the run is about: all are, unless some were named."""
    return not case.asked_for or vip in case.asked_for


def bears_on(case: Case, one: Heard, finding: Finding) -> bool:
    """Whether lines speak of what frames show: of the same address at the same time, give or take a handover; what has
    a time of its own never of frames without a date."""
    if one.vip != finding.vip or finding.owner in one.unless:
        return False
    if one.span is None or not finding.dated:
        return True
    if any(info.dateless for info in case.captures):
        return False
    start, end = one.span
    around = case.thresholds.handover_before_ns + case.thresholds.handover_after_ns
    return start - around <= finding.end and end + around >= finding.start


def borne_out(case: Case, finding: Finding, heard: Sequence[Heard]) -> Finding:
    """A finding by frames with what lines say for it; surer where they decide, sure only where nothing contradicts."""
    mine = [one for one in heard if bears_on(case, one, finding)]
    if not mine:
        return finding
    lifted = max((one.lifts_to for one in mine), key=rank)
    grade = max(finding.confidence, min(SURER[finding.confidence], lifted, key=rank), key=rank)
    if grade is Confidence.HIGH and finding.against:
        grade = finding.confidence
    harmed = finding.severity is Severity.INFO and any(one.is_harm for one in mine)
    settled = {words for one in mine for words in one.settles}
    remedies = dict.fromkeys(one.remedy for one in mine if one.remedy)
    return replace(
        finding,
        severity=Severity.WARNING if harmed else finding.severity,
        confidence=grade,
        because=(*finding.because, *dict.fromkeys(step for one in mine[:MOST_HEARD] for step in one.steps)),
        missing=tuple(words for words in finding.missing if words not in settled),
        remedy=" ".join([*remedies, finding.remedy]),
    )
