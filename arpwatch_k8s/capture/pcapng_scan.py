"""Reads a pcapng stream through the compiled scan; sections, interfaces and statistics are read here, in Python."""

from __future__ import annotations

import struct
from enum import Enum, auto

import numpy as np

from arpwatch_k8s.capture import pcapng_blocks
from arpwatch_k8s.capture.pcap_scan import unsupported
from arpwatch_k8s.capture.resync import hidden, pcapng_steps, search
from arpwatch_k8s.capture.sink import Sink
from arpwatch_k8s.capture.state import BLOCK, FULL, LARGE, MORE
from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.compiled import RECORD_BYTES
from arpwatch_k8s.savefile import pcapng
from arpwatch_k8s.savefile.ending import Ending, Section
from arpwatch_k8s.savefile.pcapng import Interface, Statistics
from arpwatch_k8s.wire import link
from arpwatch_k8s.wire.status import RECORD_TOO_LARGE

MAX_INT64 = (1 << 63) - 1


class Sections:
    """What the section headers and interface descriptions read so far say; statistics accumulate over the file."""

    def __init__(self) -> None:
        self.order = "<"
        self.table = np.zeros((8, pcapng_blocks.INTERFACE_COLUMNS), np.int64)
        self.count = 0
        self._sections: list[tuple[int, str, list[Interface]]] = []
        self._dropped: dict[tuple[int, int], int] = {}

    def begin(self, order: str, offset: int) -> None:
        """A new section: its interfaces are numbered from 0 again."""
        self.order = order
        self.count = 0
        self._sections.append((offset, order, []))

    def finished(self) -> tuple[Section, ...]:
        """All sections read."""
        return tuple(Section(offset=at, order=order, interfaces=tuple(some)) for at, order, some in self._sections)

    def add_interface(self, interface: Interface) -> None:
        """The next interface of this section."""
        if self.count == len(self.table):
            self.table = np.concatenate([self.table, np.zeros_like(self.table)])
        self.table[self.count] = table_row(interface)
        self.count += 1
        if not self._sections:  # the section header itself was not readable
            self._sections.append((0, self.order, []))
        self._sections[-1][2].append(interface)

    def add_statistics(self, statistics: Statistics) -> None:
        """Counts are cumulative, so the last block of an interface holds."""
        if statistics.dropped is not None:
            self._dropped[len(self._sections), statistics.interface] = statistics.dropped

    @property
    def drops(self) -> int | None:
        """Frames lost by all interfaces together, None where no block says."""
        return sum(self._dropped.values()) if self._dropped else None


def table_row(interface: Interface) -> tuple[int, ...]:
    """An interface as the scan's table has it."""
    if interface.shift:
        limit = min(MAX_INT64, (MAX_INT64 // pcapng.NS_PER_S) << interface.shift)
    elif interface.multiply > 1:
        limit = MAX_INT64 // interface.multiply
    else:
        limit = MAX_INT64
    return (
        interface.linktype,
        interface.snaplen,
        interface.multiply,
        interface.divide,
        interface.shift,
        interface.offset_ns,
        limit,
    )


class Block(Enum):
    """What became of a block that Python reads."""

    READ = auto()
    CUT = auto()
    CORRUPT = auto()


def read_block(window: Window, sections: Sections) -> Block:
    """The section header, interface or statistics block at the window's front."""
    if not window.need(12):
        return Block.CUT
    if window.take(0, 4) == pcapng.SECTION_MAGIC:
        order = pcapng.byte_order(window.take(0, 12))
        if order is None:
            return Block.CORRUPT
        sections.begin(order, window.base)
    kind, length = struct.unpack(f"{sections.order}II", window.take(0, 8))
    if length < 12 or length & 3 or length > pcapng.MAX_BLOCK_BYTES:
        return Block.CORRUPT
    whole = min(length, RECORD_BYTES)
    if not window.need(whole):
        return Block.CUT
    block = window.take(0, whole)
    if kind == pcapng.INTERFACE:
        interface = pcapng.parse_interface(block, sections.order)
        if interface is None:
            return Block.CORRUPT
        sections.add_interface(interface)
    elif kind == pcapng.STATISTICS:
        statistics = pcapng.parse_statistics(block, sections.order)
        if statistics is not None:
            sections.add_statistics(statistics)
    return Block.READ if window.skip(length) == length else Block.CUT


def skip_large(window: Window, sections: Sections, sink: Sink) -> Block:
    """Step over the block at the window's front, which is larger than the window; a packet in it is counted."""
    kind, length = struct.unpack(f"{sections.order}II", window.take(0, 8))
    if kind in (pcapng.ENHANCED_PACKET, pcapng.PACKET, pcapng.SIMPLE_PACKET):
        sink.state["frame"] += 1
        sink.state["undecoded"][-RECORD_TOO_LARGE] += 1
    return Block.READ if window.skip(length) == length else Block.CUT


def step(window: Window, sections: Sections, sink: Sink) -> int:
    """Scan what the window holds, and step over what was read; why the scan stopped."""
    state = sink.state
    state["at"], state["base"] = window.front, window.base - window.front
    pcapng_blocks.scan(
        window.record,
        window.front + window.have,
        sections.order == ">",
        sections.table,
        sections.count,
        sink.wanted,
        sink.states,
    )
    window.drop(int(state["at"]) - window.front)
    return int(state["status"])


def read(window: Window, sink: Sink, name: str) -> Ending:
    """All packets of the stream into `sink`. InputError: no interface's link type is one that is read."""
    sections = Sections()
    outcome = Block.READ
    corrupt_at: int | None = None
    skipped = 0
    while outcome is not Block.CUT:
        if outcome is Block.CORRUPT:
            corrupt_at = window.base if corrupt_at is None else corrupt_at
            skipped += search(window, *pcapng_steps(window, sections.order))
        outcome = Block.READ
        status = step(window, sections, sink)
        if status == FULL:
            sink.flush()
        elif status == MORE:
            if not window.fill(0):
                resumed = hidden(window, *pcapng_steps(window, sections.order))
                if resumed is None:
                    outcome = Block.CUT
                    continue
                corrupt_at = window.base if corrupt_at is None else corrupt_at
                skipped += resumed
                window.drop(resumed)
        elif status == BLOCK:
            outcome = read_block(window, sections)
        elif status == LARGE:
            outcome = skip_large(window, sections, sink)
        else:
            outcome = Block.CORRUPT
    sink.finish()
    ending = Ending(
        truncated_at=window.base if window.have else None,
        corrupt_at=corrupt_at,
        skipped_bytes=skipped,
        drops=sections.drops,
        sections=sections.finished(),
    )
    refuse_unread(ending, name)
    return ending


def refuse_unread(ending: Ending, name: str) -> None:
    """InputError: no interface's link type is one that is read."""
    if ending.link_types and not any(linktype in link.NAMES for linktype in ending.link_types):
        raise unsupported(ending.link_types[0], name)
