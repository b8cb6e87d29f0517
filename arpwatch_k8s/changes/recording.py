"""Recordings: the frames of incidents, from before they began to after they ended, in files."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from arpwatch_k8s.changes.event import Event
from arpwatch_k8s.wording.counts import listed, plural
from arpwatch_k8s.wording.times import NS, duration, rfc3339
from arpwatch_k8s.wording.value import JsonValue

MOST_CITED: Final = 4
"""Frames that a line for people names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Where an incident's frames are."""

    name: str
    """The name of the file that has them, or is to have them."""

    frames: tuple[int, ...] = ()
    """Numbers of the cause's frames in that file, those that surely are in it."""

    @property
    def text(self) -> str:
        """For people."""
        if not self.frames:
            return f"recorded in {self.name}"
        few = [str(number) for number in self.frames[:MOST_CITED]]
        more = len(self.frames) - len(few)
        which = listed([*few, f"{more:,} more"] if more else few)
        return f"{'frame' if len(self.frames) == 1 else 'frames'} {which} of {self.name}"


def where(recorded: Recorded | None) -> str:
    """Where frames are, for people; nothing where they are not recorded."""
    return "" if recorded is None else f"; {recorded.text}"


def recorded_details(recorded: Recorded | None) -> dict[str, JsonValue]:
    """The same for programs."""
    return {
        "recording": None if recorded is None else recorded.name,
        "recorded_frames": [] if recorded is None else list(recorded.frames),
    }


class RecordingEnd(StrEnum):
    """Why a recording ends."""

    OVER = "over"
    """No incident is open any more, and the time after the last is over."""

    FULL = "full"
    """It has as many bytes as a recording may have; what comes then is not in it."""

    STOPPED = "stopped"
    """The watch ended, or the clock was set, before the incident was over and the time after it."""


IN_WORDS: Final = {
    RecordingEnd.OVER: "complete",
    RecordingEnd.FULL: "full, what comes now is not in it",
    RecordingEnd.STOPPED: "ended early, with the watch or with the clock's step",
}
"""Each for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingClosed:
    """A recording is whole, and has its name."""

    event: ClassVar[Event] = Event.RECORDING

    time: int
    """When it was closed, ns UTC."""

    path: str
    """The file."""

    frames: int
    """How many it holds."""

    size_bytes: int
    """How many bytes it has."""

    lost: int
    """Frames that passed in its time and are not in it, since the disk was too slow or full."""

    wanted_ns: int
    """From when on it was to hold frames, ns UTC."""

    held_ns: int | None
    """From when on it does, ns UTC, where the memory for what was before an incident held no more; None where it holds
    all that passed since `wanted_ns`, or since the watch began."""

    ending: RecordingEnd
    """Why it ended."""

    @property
    def text(self) -> str:
        """For people."""
        parts = [f"recording {IN_WORDS[self.ending]}: {self.path}, {plural(self.frames, 'frame')}"]
        if self.lost:
            parts.append(f"{self.lost:,} more found no room in time and are not in it")
        if self.held_ns is not None:
            parts.append(
                f"its first {duration(self.held_ns - self.wanted_ns)} are not in it: memory held no more of before"
            )
        return "; ".join(parts)

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {
            "path": self.path,
            "frames": self.frames,
            "bytes": self.size_bytes,
            "lost": self.lost,
            "wanted_from": rfc3339(self.wanted_ns),
            "lacks_s": 0.0 if self.held_ns is None else (self.held_ns - self.wanted_ns) / NS,
            "ending": self.ending.value,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFailure:
    """A recording cannot be written just now, or could not be ended."""

    event: ClassVar[Event] = Event.RECORDING

    time: int
    """When that was noticed, ns UTC."""

    path: str
    """The file."""

    why: str
    """What keeps it from being written, for people."""

    @property
    def text(self) -> str:
        """For people."""
        return f"recording not written: {self.why}"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"path": self.path, "frames": None, "why": self.why}
