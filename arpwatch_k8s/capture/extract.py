"""Copies evidence frames, byte for byte, out of their captures into one pcapng file.

Times keep their nanoseconds, link types and lengths stay as they were; each interface of each capture becomes one of
the new file, named after both. A frame without a time (a simple packet block) gets 1970-01-01.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.capture.files import Loaded
from arpwatch_k8s.capture.info import CaptureInfo
from arpwatch_k8s.capture.sources import Source, open_source, readable
from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.savefile import pcap, pcapng
from arpwatch_k8s.savefile.writer import PcapngWriter, write_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIMPLE_DATA: Final = 12
PACKET_DATA: Final = 28


def write_frames(loaded: Loaded, mask: NDArray[np.bool_], target: str) -> int:
    """Write the frames of the rows that `mask` picks; how many there were.

    InputError: a capture cannot be read a second time, or has changed. OutputError: the target cannot be written.
    """
    picked = loaded.evidence.take(mask)
    with write_file(target) as writer:
        for number, info in enumerate(loaded.captures):
            rows = picked.take(picked["capture"] == number)
            order = np.argsort(rows["offset"], kind="stable")
            copy_frames(rows.take(order).columns, info, loaded.sources[number], writer)
        return writer.packets


def copy_frames(rows: Mapping[str, NDArray[Any]], info: CaptureInfo, source: Source, writer: PcapngWriter) -> None:
    """Copy the frames of one capture, whose rows stand in the order of their offsets."""
    if not len(rows["offset"]):
        return
    if not source.seekable:
        raise InputError(
            f"{source.path}: can be read only once, and its frames are wanted now",
            fix="Save it to a file first, and name that.",
        )
    starts = [section.offset for section in info.sections]
    known: dict[tuple[int, int], int] = {}
    columns = ("offset", "interface", "time", "captured_len", "frame_len")
    with closing(open_source(source)) as stream, readable(source.path):
        window = Window(stream.read_into)
        for offset, interface, time, captured, length in zip(*(rows[c].tolist() for c in columns), strict=True):
            section = bisect_right(starts, offset) - 1
            if (section, interface) not in known:
                linktype = info.sections[section].link_types[interface]
                name = f"{info.name} interface {interface}" + (f" section {section}" if section else "")
                known[section, interface] = writer.add_interface(linktype, name=name)
            data = frame_bytes(window, offset, captured, info, info.sections[section].order)
            writer.write(known[section, interface], max(time, 0), data, original_length=max(length, captured))


def frame_bytes(window: Window, offset: int, captured: int, info: CaptureInfo, order: str) -> bytes:
    """The captured bytes of the record at `offset`, to which the window moves on."""
    window.skip(offset - window.base)
    at = pcap.RECORD_HEADER_BYTES
    if info.format == "pcapng":
        window.need(pcap.RECORD_HEADER_BYTES)
        (kind,) = struct.unpack(f"{order}I", window.take(0, 4))
        at = SIMPLE_DATA if kind == pcapng.SIMPLE_PACKET else PACKET_DATA
    if not window.need(at + captured):
        raise InputError(
            f"{info.path}: has become shorter since it was read (byte {offset})", fix="Copy it, and read the copy."
        )
    return window.take(at, captured)
