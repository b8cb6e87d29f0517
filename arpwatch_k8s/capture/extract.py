"""Copies frames, byte for byte, out of their captures into one pcapng file.

Times keep their nanoseconds, link types and lengths stay as they were; each interface of each capture becomes one of
the new file, with its name, or its capture's where it has none. A frame without a time (a simple packet block) gets
1970-01-01.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.capture.parts import Loaded
from arpwatch_k8s.capture.records import Frame, anchors, frames
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.savefile.info import CaptureInfo
from arpwatch_k8s.savefile.writer import PcapngWriter, write_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

Change = Callable[[bytes, int], bytes]
"""From a frame's captured bytes and its link type to the bytes to write, no more than they were."""


def as_it_is(data: bytes, linktype: int) -> bytes:  # noqa: ARG001 - a Change
    """No change."""
    return data


def write_frames(loaded: Loaded, mask: NDArray[np.bool_], target: str, change: Change = as_it_is) -> int:
    """Write the frames of the rows that `mask` picks; how many there were.

    InputError: a capture cannot be read a second time, or has changed. OutputError: the target cannot be written.
    """
    picked = loaded.evidence.take(mask)
    with write_file(target) as writer:
        out = Interfaces(writer, loaded.captures)
        for number, (info, source) in enumerate(zip(loaded.captures, loaded.sources, strict=True)):
            known = anchors(picked, number)
            if not len(known.numbers):
                continue
            wanted = known.numbers.tolist()
            written = writer.packets
            for frame in frames(source, info, known, wanted):
                out.write(number, frame, change)
            if writer.packets - written < len(wanted):
                raise changed(info)
        return writer.packets


def changed(info: CaptureInfo) -> InputError:
    """The error for a capture that no longer holds what it did."""
    return InputError(f"{info.path}: has changed since it was read", fix="Copy it, and read the copy.")


class Interfaces:
    """Interfaces of captures as interfaces of one file, described when the first frame of each is written.

    notes: what to add to the description, by capture; words: changes descriptions; named: whether names are kept.
    """

    def __init__(
        self,
        writer: PcapngWriter,
        captures: Sequence[CaptureInfo],
        notes: Sequence[str] = (),
        *,
        words: Callable[[str], str] = str,
        named: bool = True,
    ) -> None:
        self._writer = writer
        self._captures = captures
        self._notes = notes
        self._words = words
        self._named = named
        self._known: dict[tuple[int, int, int], int] = {}

    def write(self, capture: int, frame: Frame, change: Change, comments: Sequence[str] = ()) -> None:
        """Write a frame of a capture."""
        key = (capture, frame.section, frame.interface)
        linktype = self._captures[capture].sections[frame.section].interfaces[frame.interface].linktype
        if key not in self._known:
            name, description = self.described(*key)
            self._known[key] = self._writer.add_interface(linktype, name=name, description=description)
        data = change(frame.data, linktype)
        self._writer.write(self._known[key], frame.time_ns or 0, data, original_length=frame.length, comments=comments)

    def described(self, capture: int, section: int, number: int) -> tuple[str, str]:
        """Name and description of an interface: its own, or its capture's, and where it comes from."""
        info = self._captures[capture]
        interface = info.sections[section].interfaces[number]
        parts = [f"interface {number} of {info.name}" + (f", section {section}" if section else "")]
        parts += [interface.description] if interface.description and self._named else []
        parts += [note for note in self._notes[capture : capture + 1] if note]
        name = interface.name if self._named and interface.name else info.name
        return self._words(name), self._words("; ".join(parts))
