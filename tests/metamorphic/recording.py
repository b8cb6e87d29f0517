"""A capture as frames that can be taken apart and written anew: read and written with the project's own code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.capture.records import anchors, frames
from arpwatch_k8s.savefile.writer import write_file

BROKEN_RECORD = bytes.fromhex("06000000 80000000 00000000")
"""pcapng: the first 12 of 128 bytes of a packet block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame."""

    number: int
    """Its number in the capture that it was read from; 0 where it is from none."""
    interface: int
    """Index of its interface in the recording's link types."""
    time_ns: int
    """When it was captured, UTC since 1970."""
    data: bytes
    """What was captured of it."""
    length: int
    """Bytes on the wire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One savefile."""

    name: str
    """Its file's name."""
    linktypes: tuple[int, ...]
    """Of each interface."""
    frames: tuple[Frame, ...]
    """In the order of the file."""
    drops: int | None
    """Frames that the capturing side says it lost; None where it says nothing."""
    cut_short: bool
    """Whether the file ends inside a record."""

    @property
    def start(self) -> int:
        """When the first frame was captured, ns UTC."""
        return self.frames[0].time_ns

    @property
    def end(self) -> int:
        """When the last one was."""
        return self.frames[-1].time_ns

    def linktype(self, frame: Frame) -> int:
        """The link type of a frame."""
        return self.linktypes[frame.interface]

    def with_frames(self, some: Iterable[Frame]) -> Recording:
        """The same file with other frames in it."""
        return replace(self, frames=tuple(some))


def read(path: Path) -> Recording:
    """A capture of one section."""
    loaded = load([path])
    (info,), (source,), (section,) = loaded.captures, loaded.sources, loaded.captures[0].sections
    found = frames(source, info, anchors(loaded.evidence, 0), range(1, info.frames + 1))
    return Recording(
        name=path.name,
        linktypes=tuple(interface.linktype for interface in section.interfaces),
        frames=tuple(
            Frame(
                number=one.number,
                interface=one.interface,
                time_ns=one.time_ns or 0,
                data=bytes(one.data),
                length=one.length,
            )
            for one in found
        ),
        drops=info.drops,
        cut_short=info.truncated_at is not None,
    )


def write(recording: Recording, folder: Path) -> Path:
    """Write a recording into a folder under its name."""
    path = folder / recording.name
    with write_file(path) as writer:
        known = [writer.add_interface(linktype) for linktype in recording.linktypes]
        for frame in recording.frames:
            writer.write(known[frame.interface], frame.time_ns, frame.data, original_length=frame.length)
        if recording.drops is not None and recording.frames:
            end = max(frame.time_ns for frame in recording.frames)
            writer.statistics(known[0], end_ns=end, dropped_by_interface=recording.drops)
    if recording.cut_short:
        with path.open("ab") as stream:
            stream.write(BROKEN_RECORD)
    return path
