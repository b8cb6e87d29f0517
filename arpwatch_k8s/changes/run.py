"""The watch itself: its beginning, its end, and the reports that it writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from arpwatch_k8s.changes.event import Event
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.value import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchStart:
    """It begins."""

    event: ClassVar[Event] = Event.STARTED

    time: int
    """When, ns UTC."""

    interfaces: tuple[str, ...]
    """Names of those that are listened on."""

    vips: tuple[str, ...]
    """Addresses that were named; none: they are discovered."""

    became: str
    """With whose rights it runs, for people."""

    @property
    def text(self) -> str:
        """For people."""
        return f"watching {', '.join(self.vips) or 'for VIPs'} on {', '.join(self.interfaces)}, {self.became}"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"interfaces": list(self.interfaces), "vips": list(self.vips)}


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchEnd:
    """It is over: the last change that is told."""

    event: ClassVar[Event] = Event.STOPPED

    time: int
    """When, ns UTC."""

    frames: int
    """How many passed the filter."""

    dropped: int
    """How many were lost before they could be read."""

    left_out: int
    """How many were counted only, since they came too fast."""

    outcome: Outcome
    """What it all comes to."""

    cause: str | None
    """The leading finding's rule, None without one."""

    summary: str
    """The verdict in a sentence."""

    @property
    def text(self) -> str:
        """For people."""
        return f"stopped after {plural(self.frames, 'frame')}, {self.dropped:,} dropped; {self.outcome}: {self.summary}"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {
            "frames": self.frames,
            "dropped": self.dropped,
            "left_out": self.left_out,
            "outcome": self.outcome.value,
            "cause": self.cause,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWritten:
    """A report is there."""

    event: ClassVar[Event] = Event.REPORT

    time: int
    """What it goes up to, ns UTC."""

    path: str
    """Its folder."""

    @property
    def text(self) -> str:
        """For people."""
        return f"report written: {self.path}"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"path": self.path}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFailure:
    """A report could not be written."""

    event: ClassVar[Event] = Event.REPORT

    time: int
    """What it would have gone up to, ns UTC."""

    why: str
    """What kept it from being written, for people."""

    @property
    def text(self) -> str:
        """For people."""
        return f"no report: {self.why}"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"path": None}
