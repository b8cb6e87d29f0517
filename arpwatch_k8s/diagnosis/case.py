"""What rules read: the correlated records of a window of time, and what is known of the captures behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections, Source
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.testimony.upstream import Tie
from arpwatch_k8s.correlator.views.merging import View
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.flow import FLOW
from arpwatch_k8s.evidence.presence import PRESENCE
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.savefile.info import CaptureInfo, Skipped
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A snapshot for the rules; `missing_vips` were asked for and never seen, `skipped` is what folders held beside
    captures, `flows` are `FLOW` records, `ties` what lines of a proxy's log go back to, `forgotten` counts rows that
    were let go of; `explained`: the failed attempts (numbers by source) that earlier rules found the cause of. Times in
    ns UTC."""

    vips: tuple[VipRecord, ...]
    speakers: tuple[Speaker, ...] = ()
    inventory: Inventory
    views: tuple[View, ...]
    evidence: Evidence
    flows: NDArray[Any] = field(default_factory=lambda: np.zeros(0, FLOW))
    presence: NDArray[Any] = field(default_factory=lambda: np.zeros(0, PRESENCE))
    captures: tuple[CaptureInfo, ...]
    skipped: tuple[Skipped, ...]
    logs: tuple[Log, ...]
    ties: tuple[Tie, ...]
    missing_vips: tuple[str, ...]
    start: int | None
    end: int | None
    forgotten: int
    thresholds: Thresholds
    explained: Mapping[Source, NDArray[np.int64]] = field(default_factory=dict)

    def left(self, record: VipRecord) -> Connections:
        """The failed attempts of a VIP that no rule has explained so far."""
        failed = record.failed
        known = self.explained.get(failed.source)
        return failed if known is None else failed.where(~np.isin(failed.numbers, known))

    def cite(self, frame: FrameRef) -> str:
        """A frame for people: its number, with the capture's name where there are several."""
        return str(frame.frame) if len(self.captures) < 2 else f"{self.captures[frame.capture].name}:{frame.frame}"


@dataclass(frozen=True, slots=True)
class RuledOut:
    """A cause that was considered for a VIP and rejected, with the reason."""

    rule: str
    vip: str
    why: str
