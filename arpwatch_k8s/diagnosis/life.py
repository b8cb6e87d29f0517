"""Signs of life: when a node was heard at all, by any frame of its MACs in the evidence, or by payload it carried."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.frames import FrameRef
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.evidence.flow import FROM_VIP

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Life:
    """Times (ns UTC, rising) at which a node was heard; `rows` of the evidence that show some of them, with their
    times."""

    times: NDArray[np.int64]
    row_times: NDArray[np.int64]
    places: NDArray[Any]

    def within(self, start: int, end: int) -> bool:
        """Whether it was heard in [start, end]."""
        at = bisect_left(self.times, start)
        return at < len(self.times) and bool(self.times[at] <= end)

    def before(self, time: int) -> int | None:
        """When it was last heard before `time`."""
        at = bisect_left(self.times, time)
        return int(self.times[at - 1]) if at else None

    def after(self, time: int) -> int | None:
        """When it was next heard after `time`."""
        at = bisect_right(self.times, time)
        return int(self.times[at]) if at < len(self.times) else None

    def frames(self, start: int, end: int) -> list[FrameRef]:
        """Frames of it in [start, end]."""
        low, high = bisect_left(self.row_times, start), bisect_right(self.row_times, end)
        return [FrameRef(capture, frame) for capture, frame in self.places[low:high].tolist()]


def life(case: Case, record: VipRecord, owner: int) -> Life:
    """When a node was heard in the captures of a VIP's view."""
    evidence = case.views[record.view].evidence
    node = case.inventory.by_mac.get(owner)
    macs = np.array(node.macs if node else (owner,), np.uint64)
    theirs = np.flatnonzero(np.isin(evidence["eth_src"], macs))
    times = evidence["time"][theirs]
    captures = [capture for vantage in case.views[record.view].vantages for capture in vantage]
    flows = case.flows[np.isin(case.flows["capture"], captures)]
    spoke = (flows["payload"][:, FROM_VIP] > 0) & np.isin(flows["mac"][:, FROM_VIP], macs)
    every = np.sort(np.concatenate([times, flows["payload_last"][spoke, FROM_VIP]]))
    places = np.stack([evidence["capture"][theirs], evidence["frame"][theirs]], axis=1)
    return Life(every, times, places)
