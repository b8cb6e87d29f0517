"""What one cause explains is not explained again by another: how a cause shows elsewhere is told as part of it.

The rule about flapping finds flapping in every fight for the address, as it should, since it is asked by itself. That
it is a part of the fight is what the fight's own rule says (`covers`), and what is applied here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import NO_CONNECTIONS, Finding
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.grades import Confidence, Severity


def uncovered(
    case: Case, rules: Mapping[str, Rule], findings: Sequence[Finding]
) -> tuple[list[Finding], list[RuledOut]]:
    """Findings without those that another one explains, which are told as ruled out and leave the failures that they
    explain to it; those that only accompany another one's harm come to severity info."""
    left: list[Finding] = []
    explained: list[RuledOut] = []
    causes = [one for one in findings if rules[one.rule].covers or rules[one.rule].covers_moves]
    graver = [one for one in findings if one.severity.rank >= Severity.WARNING.rank]
    covering = [[other for other in causes if covers(case, rules, other, one)] for one in findings]
    roots = {id(one) for one, by in zip(findings, covering, strict=True) if not by}
    heirs: dict[int, Connections] = {}
    for one, by in zip(findings, covering, strict=True):
        if by:
            cause = next((other for other in by if id(other) in roots), by[0])
            explained.append(RuledOut(one.rule, one.vip, f"explained by {cause.rule}: {one.summary}"))
            heirs[id(cause)] = heirs.get(id(cause), cause.explains).joined(one.explains)
        elif rules[one.rule].accompanies and any(other is not one and together(case, one, other) for other in graver):
            left.append(replace(one, severity=Severity.INFO, explains=NO_CONNECTIONS))
        else:
            left.append(one)
    return [replace(one, explains=heirs[id(one)]) if id(one) in heirs else one for one in left], explained


def overlap(case: Case, cause: Finding, other: Finding, *, moves: bool) -> bool:
    """Whether a finding is about a time in which a cause lasted, or about what trails it; a move that comes after it is
    something else."""
    before = case.thresholds.handover_before_ns
    after = 0 if moves else case.thresholds.handover_after_ns
    return cause.vip == other.vip and other.start <= cause.end + after and other.end >= cause.start - before


def together(case: Case, one: Finding, other: Finding) -> bool:
    """Whether two findings are about one VIP at one time, give or take what a handover takes."""
    before, after = case.thresholds.handover_before_ns, case.thresholds.handover_after_ns
    return one.vip == other.vip and one.start - before <= other.end + after and other.start - before <= one.end + after


def covers(case: Case, rules: Mapping[str, Rule], cause: Finding, other: Finding) -> bool:
    """Whether a cause that is as grave explains the other; a doubtful one explains only what moves lead to."""
    about = rules[other.rule]
    return (
        rules[cause.rule].explains_by_itself(about)
        and cause.severity.rank >= other.severity.rank
        and overlap(case, cause, other, moves=about.moves)
        and (
            cause.confidence is not Confidence.LOW
            or other.confidence is Confidence.LOW
            or other.severity is Severity.INFO
            or about.moves
        )
    )
