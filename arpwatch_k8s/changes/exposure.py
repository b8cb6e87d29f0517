"""What keeps the watch from seeing: an interface that is down, lost frames, a flood, a clock that was set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from arpwatch_k8s.changes.event import Event
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.times import NS
from arpwatch_k8s.wording.value import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChange:
    """An interface went down, came up, was removed or made anew."""

    event: ClassVar[Event] = Event.INTERFACE

    time: int
    """When that was noticed, ns UTC."""

    interface: str
    """Its name."""

    text: str
    """What became of it, for people."""

    is_up: bool
    """Whether it is there and up now."""

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"up": self.is_up}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drops:
    """Frames were lost before they could be read."""

    event: ClassVar[Event] = Event.DROPS

    time: int
    """When that was noticed, ns UTC."""

    frames: int
    """How many since that was last told."""

    in_all: int
    """How many since the beginning."""

    @property
    def text(self) -> str:
        """For people."""
        were = "was dropped before it" if self.frames == 1 else "were dropped before they"
        return f"{plural(self.frames, 'frame')} {were} could be read"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"frames": self.frames, "in_all": self.in_all}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """More frames came in a second than are looked at."""

    event: ClassVar[Event] = Event.FLOOD

    time: int
    """When that was noticed, ns UTC."""

    frames: int
    """How many were counted only since that was last told."""

    in_all: int
    """How many since the beginning."""

    @property
    def text(self) -> str:
        """For people."""
        were = "was" if self.frames == 1 else "were"
        return f"a flood: {plural(self.frames, 'frame')} {were} counted and not looked at"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"frames": self.frames, "in_all": self.in_all}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStep:
    """The host's clock was set: what was seen until now has no common order with what comes."""

    event: ClassVar[Event] = Event.CLOCK

    time: int
    """When that was noticed, by the new time, ns UTC."""

    step_ns: int
    """By how much, ns; negative where it was set back."""

    @property
    def text(self) -> str:
        """For people."""
        way = "forward" if self.step_ns > 0 else "back"
        return f"the clock was set {way} by {abs(self.step_ns) / NS:.1f} s: what was seen until now is let go of"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"step_s": self.step_ns / NS}
