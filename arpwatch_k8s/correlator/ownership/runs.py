"""Runs: sightings of one owner without another's between them, as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import ClaimRows
from arpwatch_k8s.correlator.ownership.sightings import SightingRows
from arpwatch_k8s.evidence.reference import FrameRef

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Runs of one owner's rows as columns of one length; run i is `rows[first[i]]` to `rows[last[i]]`, both
    included."""

    rows: SightingRows | ClaimRows
    """Sightings or claims, in time order: time, mac, owner, capture and frame are what counts."""
    first: NDArray[np.int64]
    """The index of the first row of each."""
    last: NDArray[np.int64]
    """The index of the last one."""
    owner: NDArray[np.int64]
    """Whose each is; a number of the inventory."""
    start: NDArray[np.int64]
    """When each began, ns UTC."""
    end: NDArray[np.int64]
    """When its last row was, ns UTC."""
    count: NDArray[np.int64]
    """Rows in each."""

    def __len__(self) -> int:
        return len(self.first)

    def frame(self, row: int) -> FrameRef:
        """Where a sighting is."""
        return FrameRef(int(self.rows["capture"][row]), int(self.rows["frame"][row]))

    def frames(self, rows: NDArray[np.int64]) -> list[FrameRef]:
        """Where several sightings are."""
        places = zip(self.rows["capture"][rows].tolist(), self.rows["frame"][rows].tolist(), strict=True)
        return [FrameRef(capture, frame) for capture, frame in places]


def runs(rows: SightingRows | ClaimRows, ends: NDArray[np.bool_] | None = None) -> Runs:
    """Consecutive rows of one owner, together; a row of `ends` is the last of its run whatever follows."""
    if not len(rows):
        nothing: NDArray[np.int64] = np.zeros(0, np.int64)
        return Runs(rows, *(nothing,) * 6)
    owner = rows["owner"]
    changed = owner[1:] != owner[:-1]
    if ends is not None:
        changed |= ends[:-1]
    first = np.concatenate([np.zeros(1, np.int64), np.flatnonzero(changed) + 1])
    last = np.append(first[1:], len(rows)) - 1
    return Runs(rows, first, last, owner[first], rows["time"][first], rows["time"][last], last - first + 1)
