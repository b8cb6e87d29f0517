"""Episodes: failed attempts of one VIP with no longer pause between them than an incident has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Episode:
    """A stretch of harm of one VIP."""

    start: int
    """When the first of its attempts began to fail, ns UTC."""
    end: int
    """When the last of them had failed, ns UTC."""
    failed: Connections
    """Its attempts."""

    def part_of(self, attempts: Connections) -> NDArray[np.int64]:
        """Numbers of the attempts among some that are this episode's."""
        if attempts.source is not self.failed.source:
            return np.zeros(0, np.int64)
        found: NDArray[np.int64] = np.intersect1d(self.failed.numbers, attempts.numbers, assume_unique=True)
        return found


def episodes(record: VipRecord, limits: Thresholds) -> tuple[Episode, ...]:
    """The episodes of a VIP, in order of time."""
    failed = record.failed.sorted_by("broke")
    if not len(failed):
        return ()
    begun = failed.column("broke")
    over = np.maximum(failed.column("end"), begun)
    cuts = np.flatnonzero(begun[1:] - np.maximum.accumulate(over)[:-1] > limits.incident_gap_ns) + 1
    found = []
    for part in np.split(np.arange(len(failed)), cuts):
        found.append(Episode(start=int(begun[part[0]]), end=int(over[part].max()), failed=failed.places(part)))
    return tuple(found)
