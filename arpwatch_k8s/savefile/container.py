"""Which container a stream is, told by content, and the time of its first packet: what is asked before it is scanned.

The time decides the order of files and nothing else: where it cannot be found early, it is not known.
"""

from __future__ import annotations

import struct
from enum import StrEnum
from typing import Final

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.savefile import pcap, pcapng
from arpwatch_k8s.savefile.compression import Stream, StreamEnd
from arpwatch_k8s.savefile.pcapng import Interface
from arpwatch_k8s.savefile.raw import CHUNK_BYTES, Input

FORMATS: Final = "pcap and pcapng files are read"
WEB_PAGES: Final = (b"<!doc", b"<html", b"<?xml")
SEARCHED_BYTES: Final = 16 << 20
"""How far a pcapng file is searched for its first packet: the largest block in front of it, and some."""

TIMED_PACKETS: Final = {pcapng.ENHANCED_PACKET: "I", pcapng.PACKET: "H2x"}
"""Blocks with a time: how they name their interface, in front of it."""


class Container(StrEnum):
    """The two that are read."""

    PCAP = "pcap"
    PCAPNG = "pcapng"


def is_capture(head: bytes) -> bool:
    """Whether a file that begins so is a capture."""
    return head[:4] == pcapng.SECTION_MAGIC or head[:4] in pcap.MAGICS or head[:4] in pcap.MODIFIED


def tell(stream: Stream, name: str) -> Container:
    """The container of a stream of which nothing was read yet. InputError where it is none: empty, or something else.

    A pcap file of the modified kind is a pcap file here; its header is refused where it is parsed.
    """
    head = stream.peek()
    if head[:4] == pcapng.SECTION_MAGIC:
        return Container.PCAPNG
    if head[:4] in pcap.MAGICS or head[:4] in pcap.MODIFIED:
        return Container.PCAP
    if len(head) < 4 and stream.ended != StreamEnd():
        reason = stream.ended.reason or f"{stream.compression}, cut short at byte {stream.ended.cut_at}"
        raise InputError(f"{name}: nothing in it can be decompressed ({reason})", fix="Copy it again from its source.")
    if not head:
        raise InputError(f"{name}: the file is empty", fix="Capture again, or give another file.")
    if head[:5].lower() in WEB_PAGES:
        raise InputError(f"{name}: not a capture but a web page", fix="Download the file itself, not its page.")
    raise InputError(
        f"{name}: not a capture ({FORMATS}; this begins with {bytes(head[:4]).hex(' ')})",
        fix="Give what tcpdump -w wrote or tcpdump -n -e -v printed; --as KIND=FILE says of which kind a log is.",
    )


def first_time(stream: Stream, name: str) -> int | None:
    """UTC nanoseconds of the first packet that has a time, None where none is found early.

    InputError: no capture, or a header that cannot be read.
    """
    container = tell(stream, name)
    source = Input(stream.read_into)
    return first_of_pcap(source, name) if container is Container.PCAP else first_of_pcapng(source)


def first_of_pcap(source: Input, name: str) -> int | None:
    """The first record's time."""
    source.need(pcap.HEADER_BYTES)
    header = pcap.parse_header(bytes(source.peek(pcap.HEADER_BYTES)), name)
    source.use(pcap.HEADER_BYTES)
    if not source.need(pcap.RECORD_HEADER_BYTES):
        return None
    seconds, fraction = struct.unpack(">II" if header.big_endian else "<II", source.peek(8))
    return int(seconds) * pcapng.NS_PER_S + int(fraction) * header.unit_ns


def first_of_pcapng(source: Input) -> int | None:
    """The time of the first packet block that has one, on an interface that was described."""
    order, interfaces = "<", list[Interface | None]()
    while source.at < SEARCHED_BYTES and source.need(12):
        head = bytes(source.peek(12))
        if head[:4] == pcapng.SECTION_MAGIC:
            order, interfaces = pcapng.byte_order(head) or order, []
        kind, length = struct.unpack(f"{order}II", head[:8])
        if not 12 <= length <= pcapng.MAX_BLOCK_BYTES:
            return None
        source.need(min(length, CHUNK_BYTES))
        block = bytes(source.peek(length))
        if kind == pcapng.INTERFACE:
            interfaces.append(pcapng.parse_interface(block, order))
        elif kind in TIMED_PACKETS and len(block) >= 20:
            number, high, low = struct.unpack_from(f"{order}{TIMED_PACKETS[kind]}II", block, 8)
            if number < len(interfaces) and (interface := interfaces[number]):
                return nanoseconds(high << 32 | low, interface)
        if not source.skip(length):
            return None
    return None


def nanoseconds(ticks: int, interface: Interface) -> int:
    """A time in an interface's ticks."""
    if interface.shift:
        return (ticks * pcapng.NS_PER_S >> interface.shift) + interface.offset_ns
    return ticks * interface.multiply // interface.divide + interface.offset_ns
