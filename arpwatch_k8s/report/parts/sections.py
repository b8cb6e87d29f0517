"""What is told of each VIP: the answers to an operator's questions, then the findings about it, with their argument.

The sick come first, in order of harm, each with a section of its own; of the others the answers alone. Of very many
VIPs some are told of, and the others counted: each has its row all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.report.answers import Answer, answers
from arpwatch_k8s.report.crowded import MOST_VIPS, told_findings
from arpwatch_k8s.report.parts.standing import Standing, standings

if TYPE_CHECKING:
    from datetime import tzinfo

    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.diagnosis.finding import Finding

MOST_ROWS: Final = 400
"""VIPs that have a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One VIP."""

    anchor: str
    """Its place in the page; empty where it is in the table alone."""
    standing: Standing
    """Its row."""
    answers: tuple[Answer, ...]
    """The answers about it."""
    findings: tuple[tuple[int, Finding], ...]
    """The findings that are told, each with its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All VIPs, in order of harm."""

    sick: tuple[Section, ...]
    """Those that something is wrong with."""
    fine: tuple[Section, ...]
    """Those that nothing is known against."""
    left: int
    """How many more there are, that have no row."""

    @property
    def every(self) -> tuple[Section, ...]:
        """All that have a row."""
        return self.sick + self.fine


def sections(result: Result, zone: tzinfo) -> Told:
    """What is told of each VIP."""
    rows = standings(result)
    told = {number for number, _ in told_findings(result)[0]}
    each = []
    room = MOST_VIPS
    for number, row in enumerate(rows[:MOST_ROWS], 1):
        found = tuple((place, finding) for place, finding in row.findings if place in told)
        is_told = room > 0 or bool(found)
        room -= 1
        plain = Section(anchor="", standing=row, answers=(), findings=())
        each.append(
            replace(plain, anchor=f"vip-{number}", answers=tuple(answers(result, row, zone)), findings=found)
            if is_told
            else plain
        )
    return Told(
        sick=tuple(one for one in each if one.standing.is_sick),
        fine=tuple(one for one in each if not one.standing.is_sick),
        left=max(0, len(rows) - MOST_ROWS),
    )
