"""The plain record of all results of a run."""

from __future__ import annotations

from dataclasses import dataclass

from arpwatch_k8s.analysis.window import Window
from arpwatch_k8s.capture.source import Kind, Source
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.finding import Verdict


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Result:
    """Everything that a run found out."""

    case: Case
    """What the verdict rests on: evidence, records of each VIP, captures, logs, names."""
    verdict: Verdict
    """What it comes to."""
    sources: tuple[Source, ...] = ()
    """What the captures were read from, where they can be read again."""
    by_vantage: tuple[tuple[str, VipRecord], ...] = ()
    """Records of each capturing host by itself, with its name, where several were merged."""
    shown: Window | None = None
    """The part of the time of which is told, where not of all: what is listed was in it, what is judged and counted is
    of all that was read."""

    @property
    def repeatable(self) -> bool:
        """Whether what the captures came from can be analyzed again: none came through a pipe or a connection."""
        return not any(source.kind in (Kind.PIPE, Kind.STDIN) for source in self.sources)
