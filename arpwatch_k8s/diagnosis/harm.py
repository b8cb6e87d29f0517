"""Which VIPs nothing happened to, and which of the others come first: those that it was worst for.

Findings come with their numbers in the verdict, from 1.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.epochs import EndsBy
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.grades import Severity

UNFOUND: Final = 1 << 30
"""Comes after the number of any finding."""


def is_wrong(finding: Finding) -> bool:
    """Whether a finding says that something is wrong, and is not a note."""
    return finding.severity is not Severity.INFO


def is_quiet(record: VipRecord, findings: Collection[tuple[int, Finding]]) -> bool:
    """Whether a VIP neither failed, hurt, moved nor was given up, whoever serves it claims it, and nothing was found
    about it."""
    claimed = {epoch.owner for epoch in record.ownership.epochs}
    served = {epoch.owner for epoch in record.serving}
    happened = record.failed or record.symptoms or record.ownership.contests or record.ownership.handovers
    left = any(epoch.ends_by is EndsBy.WITHDRAWN for epoch in record.ownership.epochs)
    return not (findings or happened or left or len(claimed) > 1 or (claimed and served - claimed))


def harm(record: VipRecord | None, findings: Collection[tuple[int, Finding]]) -> tuple[int, int, int, int]:
    """What to sort VIPs by, the most harm first: what was found wrong about them, in the verdict's order; then failed
    attempts, contests, moves. `record` is None of a VIP that no frame shows."""
    first = min((number for number, finding in findings if is_wrong(finding)), default=UNFOUND)
    if record is None:
        return first, 0, 0, 0
    held = record.ownership
    return first, -len(record.failed), -len(held.contests), -len(held.handovers)
