"""What one cause explains is not explained again by another: a table says which, and this applies it.

Rules see a case, not each other's findings: the rule about flapping finds flapping in every fight for the address. That
it is a part of the fight is said here, in one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import NO_CONNECTIONS, Confidence, Finding, Severity
from arpwatch_k8s.diagnosis.rules import ACCOMPANIES, COVERS, MOVES


def uncovered(case: Case, findings: Sequence[Finding]) -> tuple[list[Finding], list[RuledOut]]:
    """Findings without those that another one explains (`COVERS`), which are told as ruled out and leave the failures
    that they explain to it; those that only accompany another one's harm come to severity info."""
    left: list[Finding] = []
    explained: list[RuledOut] = []
    near = [[other for other in findings if other is not one and together(case, one, other)] for one in findings]
    covering = [[other for other in findings if covers(case, other, one)] for one in findings]
    roots = {id(one) for one, by in zip(findings, covering, strict=True) if not by}
    heirs: dict[int, Connections] = {}
    for one, others, by in zip(findings, near, covering, strict=True):
        if by:
            cause = next((other for other in by if id(other) in roots), by[0])
            explained.append(RuledOut(one.rule, one.vip, f"explained by {cause.rule}: {one.summary}"))
            heirs[id(cause)] = heirs.get(id(cause), cause.explains).joined(one.explains)
        elif one.rule in ACCOMPANIES and any(other.severity.rank >= Severity.WARNING.rank for other in others):
            left.append(replace(one, severity=Severity.INFO, explains=NO_CONNECTIONS))
        else:
            left.append(one)
    return [replace(one, explains=heirs[id(one)]) if id(one) in heirs else one for one in left], explained


def overlap(case: Case, cause: Finding, other: Finding) -> bool:
    """Whether a finding is about a time in which a cause lasted, or about what trails it; a move that comes after it is
    something else."""
    before = case.thresholds.handover_before_ns
    after = 0 if other.rule in MOVES else case.thresholds.handover_after_ns
    return cause.vip == other.vip and other.start <= cause.end + after and other.end >= cause.start - before


def together(case: Case, one: Finding, other: Finding) -> bool:
    """Whether two findings are about one VIP at one time, give or take what a handover takes."""
    before, after = case.thresholds.handover_before_ns, case.thresholds.handover_after_ns
    return one.vip == other.vip and one.start - before <= other.end + after and other.start - before <= one.end + after


def covers(case: Case, cause: Finding, other: Finding) -> bool:
    """Whether a cause that is as grave explains the other; a doubtful one explains only what moves lead to."""
    return (
        other.rule in COVERS.get(cause.rule, ())
        and cause.severity.rank >= other.severity.rank
        and overlap(case, cause, other)
        and (
            cause.confidence is not Confidence.LOW
            or other.confidence is Confidence.LOW
            or other.severity is Severity.INFO
            or other.rule in MOVES
        )
    )
