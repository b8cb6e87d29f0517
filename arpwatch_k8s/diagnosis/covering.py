"""What one cause explains is not explained again by another: how a cause shows elsewhere is told as part of it.

The rule about flapping finds flapping in every fight for the address, as it should, since it is asked by itself. That
it is a part of the fight is what the fight's own rule says (`covers`), and what is applied here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import NO_CONNECTIONS, Finding
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.grades import Confidence, Severity

EVER: Final = 1 << 63
"""Later than any time, ns UTC; its negative is earlier."""


def begun(one: Finding) -> int:
    """Since when a finding may have been so, ns UTC: what has no time may have been so at any."""
    return one.start if one.dated else -EVER


def ended(one: Finding) -> int:
    """Until when."""
    return one.end if one.dated else EVER


@dataclass(frozen=True, slots=True)
class Kin:
    """One rule's findings about one VIP, by when they begin: so that those near a time are found without looking at
    all."""

    findings: tuple[tuple[int, Finding], ...]
    """Each with its place among all findings."""
    starts: tuple[int, ...]
    """When each begins, ns UTC; rising."""
    until: tuple[int, ...]
    """When the longest of those so far ends, ns UTC; rising."""

    @classmethod
    def of(cls, findings: Sequence[tuple[int, Finding]]) -> Kin:
        """Some findings, in any order."""
        ordered = tuple(sorted(findings, key=lambda item: (begun(item[1]), item[0])))
        return cls(
            ordered,
            tuple(begun(one) for _, one in ordered),
            tuple(accumulate((ended(one) for _, one in ordered), max)),
        )

    def near(self, start: int, end: int) -> Iterator[tuple[int, Finding]]:
        """Those that overlap [start, end], ns UTC."""
        low, high = self.window(start, end)
        yield from (item for item in self.findings[low:high] if ended(item[1]) >= start)

    def window(self, start: int, end: int) -> tuple[int, int]:
        """Between which places they are."""
        return bisect_left(self.until, start), bisect_right(self.starts, end)


Kins = Mapping[str, Mapping[str, Kin]]
"""By VIP, then by rule."""


def uncovered(
    case: Case, rules: Mapping[str, Rule], findings: Sequence[Finding]
) -> tuple[list[Finding], list[RuledOut]]:
    """Findings without those that another one explains, which are told as ruled out and leave the failures that they
    explain to it; those that only accompany another one's harm come to severity info."""
    kins = by_kin(findings)
    covering = list(causes(case, rules, kins, findings))
    left: list[int] = []
    explained: list[RuledOut] = []
    heirs: dict[int, list[Connections]] = {}
    for at, (one, by) in enumerate(zip(findings, covering, strict=True)):
        if by:
            cause = next((other for other in by if not covering[other]), by[0])
            what = one.summary.partition(";")[0]  # behind it may stand that it is not explained
            explained.append(RuledOut(one.rule, one.vip, f"explained by {findings[cause].rule}: {what}"))
            heirs.setdefault(cause, [findings[cause].explains]).append(one.explains)
        else:
            left.append(at)
    kept = []
    for at in left:
        one = findings[at]
        if rules[one.rule].accompanies and accompanied(case, kins, at, one):
            one = replace(one, severity=Severity.INFO, explains=NO_CONNECTIONS)
        elif at in heirs:
            one = replace(one, explains=Connections.together(heirs[at]))
        kept.append(one)
    return kept, explained


def by_kin(findings: Sequence[Finding]) -> Kins:
    """Findings by what they are about."""
    found: dict[str, dict[str, list[tuple[int, Finding]]]] = {}
    for at, one in enumerate(findings):
        found.setdefault(one.vip, {}).setdefault(one.rule, []).append((at, one))
    return {vip: {rule: Kin.of(some) for rule, some in kinds.items()} for vip, kinds in found.items()}


def causes(case: Case, rules: Mapping[str, Rule], kins: Kins, findings: Sequence[Finding]) -> Iterator[list[int]]:
    """The places of the findings that explain each one, in order."""
    able: dict[tuple[str, str], list[Kin]] = {}
    for at, one in enumerate(findings):
        key = one.vip, one.rule
        if key not in able:
            about = rules[one.rule]
            able[key] = [kin for rule, kin in kins[one.vip].items() if rules[rule].explains_by_itself(about)]
        yield causes_of(case, rules, able[key], at, one) if able[key] else []


def causes_of(case: Case, rules: Mapping[str, Rule], able: Sequence[Kin], at: int, one: Finding) -> list[int]:
    """The places of the findings that explain another one, in order; `able`: those of rules that can."""
    before = case.thresholds.handover_before_ns
    # a move that comes after its cause is something else
    after = 0 if rules[one.rule].moves else case.thresholds.handover_after_ns
    return sorted(
        other
        for kin in able
        for other, cause in kin.near(begun(one) - after, ended(one) + before)
        if other != at and is_as_grave(rules, cause, one)
    )


def accompanied(case: Case, kins: Kins, at: int, one: Finding) -> bool:
    """Whether another cause of the same VIP stands at the same time, give or take what a handover takes."""
    around = case.thresholds.handover_before_ns + case.thresholds.handover_after_ns
    return any(
        other != at and cause.dated and cause.severity.rank >= Severity.WARNING.rank
        for kin in kins[one.vip].values()
        for other, cause in kin.near(one.start - around, one.end + around)
    )


def is_as_grave(rules: Mapping[str, Rule], cause: Finding, other: Finding) -> bool:
    """Whether a cause is grave enough to explain the other; a doubtful one explains only what moves lead to, and one
    that is only told nothing that is seen."""
    if other.frames and not cause.frames:
        return False
    return cause.severity.rank >= other.severity.rank and (
        cause.confidence is not Confidence.LOW
        or other.confidence is Confidence.LOW
        or other.severity is Severity.INFO
        or rules[other.rule].moves
    )
