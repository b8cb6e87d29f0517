"""Attempts that failed as marks of one lane, at the times at which they did."""

from __future__ import annotations

from typing import Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.plotter.lanes.symptoms import SYMPTOM_HEIGHT, marks
from arpwatch_k8s.plotter.records import Lane, SymptomLane
from arpwatch_k8s.plotter.setting import Setting

FAILED: Final = "attempt_failed"
"""The kind of these marks, which no symptom has."""


def failed_lanes(record: VipRecord, setting: Setting) -> list[Lane]:
    """The lane; none where nothing failed."""
    if not len(record.failed):
        return []
    times = np.sort(record.failed.column("broke")).tolist()
    return [
        SymptomLane(
            label="failed attempts",
            note=f"{len(times):,}",
            top=0,
            height=SYMPTOM_HEIGHT,
            kind=FAILED,
            lines=1,
            marks=marks(times, setting.scale, kind=FAILED),
        )
    ]
