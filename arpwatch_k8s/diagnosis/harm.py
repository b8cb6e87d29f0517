"""Which VIPs nothing happened to, and which of the others come first: those that it was worst for.

Findings come with their numbers in the verdict, from 1.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.grades import Severity

UNFOUND: Final = 1 << 30
"""Comes after the number of any finding."""


def is_wrong(finding: Finding) -> bool:
    """Whether a finding says that something is wrong, and is not a note."""
    return finding.severity is not Severity.INFO


def is_quiet(record: VipRecord, findings: Collection[tuple[int, Finding]]) -> bool:
    """Whether a VIP neither failed, hurt nor moved, whoever serves it claims it, and nothing was found about it."""
    return record.is_quiet and not findings


def harm(record: VipRecord | None, findings: Collection[tuple[int, Finding]]) -> tuple[int, int, int, int]:
    """What to sort VIPs by, the most harm first: what was found wrong about them, in the verdict's order; then failed
    attempts, contests, moves. `record` is None of a VIP that no frame shows."""
    first = min((number for number, finding in findings if is_wrong(finding)), default=UNFOUND)
    if record is None:
        return first, 0, 0, 0
    held = record.ownership
    return first, -len(record.failed), -len(held.contests), -len(held.handovers)
