"""The plain record of all results of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from arpwatch_k8s.capture.sources import Source
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.testimony.upstream import Tie
from arpwatch_k8s.correlator.views.merging import View
from arpwatch_k8s.diagnosis.finding import Verdict
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.savefile.info import CaptureInfo, Skipped
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Everything that a run found out. `start`, `end`: first and last frame's time, ns UTC, None without frames.

    sources: what the captures were read from, where they can be read again; views: what was seen, several hosts'
    captures merged where they saw the same segment; `vips` has the records of each; by_vantage: records of each
    capturing host by itself, with its name, where several were merged; ties: what the lines of a proxy's error log go
    back to; forgotten: rows let go of to bound memory.
    """

    evidence: Evidence
    flows: NDArray[Any]
    endpoints: NDArray[Any]
    captures: tuple[CaptureInfo, ...]
    sources: tuple[Source, ...] = ()
    skipped: tuple[Skipped, ...]
    logs: tuple[Log, ...]
    ties: tuple[Tie, ...]
    inventory: Inventory
    views: tuple[View, ...]
    vips: tuple[VipRecord, ...]
    speakers: tuple[Speaker, ...] = ()
    by_vantage: tuple[tuple[str, VipRecord], ...]
    verdict: Verdict
    start: int | None
    end: int | None
    forgotten: int
    thresholds: Thresholds
