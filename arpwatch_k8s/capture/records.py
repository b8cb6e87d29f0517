"""Frames by their numbers, byte for byte: a second reading of a capture, from near one frame to the next.

Rows of evidence know where their frames stand; whatever lies between is stepped over from the nearest row before it,
counted as the scan counts. Where a record lies stepping ends, and what is wanted behind it is reached from the next
row.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.capture import pcapng_blocks
from arpwatch_k8s.capture.source import Kind, Source, open_source, readable
from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.compiled import RECORD_BYTES
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.savefile import pcap, pcapng
from arpwatch_k8s.savefile.ending import Section
from arpwatch_k8s.savefile.info import CaptureInfo
from arpwatch_k8s.savefile.pcapng import ENHANCED_PACKET, PACKET, SIMPLE_PACKET, Interface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arpwatch_k8s.evidence import Evidence

NUMBERED: Final = frozenset(
    {
        pcapng_blocks.CUSTOM,
        pcapng_blocks.CUSTOM_NO_COPY,
        pcapng_blocks.JOURNAL_EXPORT,
        pcapng_blocks.SYSDIG_EVENT,
        pcapng_blocks.SYSDIG_EVENT_V2,
        pcapng_blocks.SYSDIG_EVENT_V2_LARGE,
    }
)
"""Blocks without packets that Wireshark nevertheless numbers as frames."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A frame as captured: its number, interface `interface` of section `section`, UTC nanoseconds since 1970 (None
    where the record has no time), captured bytes, length on the wire."""

    number: int
    section: int
    interface: int
    time_ns: int | None
    data: bytes
    length: int


@dataclass(frozen=True, slots=True)
class Anchors:
    """Where some frames of one capture stand: numbers, rising, and byte offsets."""

    numbers: NDArray[np.uint64]
    offsets: NDArray[np.uint64]

    def before(self, number: int) -> tuple[int, int] | None:
        """Number and offset of the last of them up to a frame; None where none is."""
        at = int(np.searchsorted(self.numbers, number, side="right")) - 1
        return (int(self.numbers[at]), int(self.offsets[at])) if at >= 0 else None


def anchors(evidence: Evidence, capture: int) -> Anchors:
    """Where the rows of a capture stand."""
    mine = evidence["capture"] == capture
    numbers, first = np.unique(evidence["frame"][mine], return_index=True)
    return Anchors(numbers, evidence["offset"][mine][first])


def frames(source: Source, info: CaptureInfo, known: Anchors, wanted: Sequence[int]) -> Iterator[Frame]:
    """The frames of some numbers, which rise; those that there are not are left out.

    InputError: the capture cannot be read a second time.
    """
    if source.printed is not None:
        raise InputError(
            f"{source.path}: holds frames as they were printed, not their bytes",
            fix="Capture into a file (tcpdump -w FILE) to have the frames themselves.",
        )
    if source.kind is Kind.GONE:
        raise InputError(
            f"{source.path}: is not there as it was read, and its frames are wanted now",
            fix="Put it back where it was: a data set holds no frames.",
        )
    if not source.seekable:
        raise InputError(
            f"{source.path}: can be read only once, and its frames are wanted now",
            fix="Save it to a file first, and name that.",
        )
    with closing(open_source(source)) as stream, readable(source.path):
        walk = Walk(Window(stream.read_into, step_over=stream.skip), info)
        for number in wanted:
            near = known.before(number)
            if near is not None and near[0] > walk.number:
                walk.jump(*near)
            found = walk.to(number)
            if found is not None:
                yield found


class Walk:
    """A place in a capture, which only moves on: the record at the window's front is frame `number`, or comes before
    it."""

    def __init__(self, window: Window, info: CaptureInfo) -> None:
        self.number = 1
        self._window = window
        self._sections = info.sections
        self._starts = [section.offset for section in info.sections]
        self._step = self._block if info.format == "pcapng" else self._record
        if info.format != "pcapng":
            window.skip(pcap.HEADER_BYTES)

    def jump(self, number: int, offset: int) -> None:
        """Go to where a frame is known to stand."""
        self._window.skip(offset - self._window.base)
        self.number = number

    def to(self, number: int) -> Frame | None:
        """Step on to a frame and past it; None where it is behind, or cannot be stepped to."""
        while self.number <= number:
            here = self.number
            found, length = self._step(wanted=here == number)
            if not length or self._window.skip(length) < length:
                return None
            if found is not None or here == number < self.number:
                return found
        return None

    def _section(self) -> tuple[int, Section]:
        at = max(0, bisect_right(self._starts, self._window.base) - 1)
        return at, self._sections[at]

    def _record(self, *, wanted: bool) -> tuple[Frame | None, int]:
        """The pcap record at the front: the frame, where it is wanted, and the record's length, 0 where it ends or
        lies."""
        number, section = self._section()
        if not self._window.need(pcap.RECORD_HEADER_BYTES):
            return None, 0
        head = self._window.take(0, pcap.RECORD_HEADER_BYTES)
        seconds, fraction, captured, length = struct.unpack(f"{section.order}IIII", head)
        if captured > pcap.MAX_CAPTURED_BYTES:
            return None, 0
        ticks = (seconds, fraction)
        self.number += 1
        found = self._frame(number, section, 0, ticks, pcap.RECORD_HEADER_BYTES, captured, length) if wanted else None
        return found, pcap.RECORD_HEADER_BYTES + captured

    def _block(self, *, wanted: bool) -> tuple[Frame | None, int]:
        """The pcapng block at the front: its frame, where it is one and wanted, and its length, 0 where it ends or
        lies."""
        number, section = self._section()
        if not self._window.need(12):
            return None, 0
        kind, size = struct.unpack(f"{section.order}II", self._window.take(0, 8))
        if size < 12 or size & 3 or size > pcapng.MAX_BLOCK_BYTES:
            return None, 0
        if kind not in (ENHANCED_PACKET, PACKET, SIMPLE_PACKET):
            self.number += kind in NUMBERED
            return None, size
        self.number += 1
        if not wanted or size > RECORD_BYTES or not self._window.need(size):
            return None, size
        if kind == SIMPLE_PACKET:
            (length,) = struct.unpack(f"{section.order}I", self._window.take(8, 4))
            captured = min(length, size - 16, section.interfaces[0].snaplen or length)
            return self._frame(number, section, 0, None, 12, captured, length), size
        layout = f"{section.order}I" if kind == ENHANCED_PACKET else f"{section.order}Hxx"
        (interface,) = struct.unpack(layout, self._window.take(8, 4))
        high, low, captured, length = struct.unpack(f"{section.order}IIII", self._window.take(12, 16))
        if captured > size - 32 or interface >= len(section.interfaces):
            return None, 0
        return self._frame(number, section, interface, (0, high << 32 | low), 28, captured, length), size

    def _frame(
        self,
        section: int,
        described: Section,
        interface: int,
        ticks: tuple[int, int] | None,
        at: int,
        captured: int,
        length: int,
    ) -> Frame | None:
        """The frame whose bytes stand at `at` from the front; `ticks`: whole seconds, and ticks of its interface."""
        if not self._window.need(at + captured):
            return None
        time = None
        if ticks is not None:
            seconds, rest = ticks
            time = seconds * pcapng.NS_PER_S + time_of(described.interfaces[interface], rest)
        return Frame(
            number=self.number - 1,
            section=section,
            interface=interface,
            time_ns=time,
            data=self._window.take(at, captured),
            length=max(length, captured),
        )


def time_of(interface: Interface, ticks: int) -> int:
    """Nanoseconds since 1970, none before."""
    return max(0, interface.time_ns(ticks))
