"""pcapng blocks that stand around the packets (draft-ietf-opsawg-pcapng): sections, interfaces, statistics."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

SECTION_HEADER, INTERFACE, PACKET, SIMPLE_PACKET, NAME_RESOLUTION, STATISTICS, ENHANCED_PACKET = (
    0x0A0D0D0A,
    1,
    2,
    3,
    4,
    5,
    6,
)
SECTION_MAGIC: Final = b"\x0a\x0d\x0d\x0a"
BIG_ENDIAN_ORDER: Final = b"\x1a\x2b\x3c\x4d"
LITTLE_ENDIAN_ORDER: Final = b"\x4d\x3c\x2b\x1a"
MAX_BLOCK_BYTES: Final = 16 << 20
"""Largest block that is believed: Wireshark's limit."""

OPT_END, OPT_COMMENT = 0, 1
IF_NAME, IF_DESCRIPTION, IF_TSRESOL, IF_TSOFFSET, ISB_IFRECV, ISB_IFDROP, ISB_OSDROP = 2, 3, 9, 14, 4, 5, 7
DEFAULT_RESOLUTION: Final = 6
MAX_DECIMAL_RESOLUTION: Final = 18
MAX_BINARY_RESOLUTION: Final = 63
NS_PER_S: Final = 1_000_000_000
MAX_OFFSET_S: Final = (1 << 63) // NS_PER_S - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """An interface description: one tick is `multiply` / `divide` ns, or 2 ** -`shift` s where `shift` is not 0."""

    linktype: int
    snaplen: int
    name: str
    multiply: int
    divide: int = 1
    shift: int = 0
    offset_ns: int
    description: str = ""

    def time_ns(self, ticks: int) -> int:
        """Nanoseconds since 1970."""
        ns = ticks * NS_PER_S >> self.shift if self.shift else ticks * self.multiply // self.divide
        return ns + self.offset_ns


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """An interface statistics block: cumulative counts since the capture began, None where not given."""

    interface: int
    received: int | None
    dropped: int | None


def options(block: bytes, at: int, order: str) -> Iterator[tuple[int, bytes]]:
    """(code, value) of each option from `at` on, up to the first that does not fit."""
    end = len(block) - 4
    while at + 4 <= end:
        code, length = struct.unpack_from(f"{order}HH", block, at)
        if code == OPT_END or at + 4 + length > end:
            return
        yield code, block[at + 4 : at + 4 + length]
        at += 4 + (length + 3 & ~3)


def resolution(value: int) -> tuple[int, int, int]:
    """(multiply, divide, shift) of an if_tsresol byte; absurd resolutions are clamped to what 64 bits can count."""
    if value & 0x80:
        return 0, 1, min(value & 0x7F, MAX_BINARY_RESOLUTION)
    if value <= 9:
        return 10 ** (9 - value), 1, 0
    return 1, 10 ** (min(value, MAX_DECIMAL_RESOLUTION) - 9), 0


def parse_interface(block: bytes, order: str) -> Interface | None:
    """An interface description block; None where it is too short to be one."""
    if len(block) < 20:
        return None
    linktype, _, snaplen = struct.unpack_from(f"{order}HHI", block, 8)
    name, description, ticks, offset_s = "", "", DEFAULT_RESOLUTION, 0
    for code, value in options(block, 16, order):
        if code == IF_NAME:
            name = value.decode("utf-8", "replace")
        elif code == IF_DESCRIPTION:
            description = value.decode("utf-8", "replace")
        elif code == IF_TSRESOL and len(value) == 1:
            ticks = value[0]
        elif code == IF_TSOFFSET and len(value) == 8:
            offset_s = struct.unpack(f"{order}q", value)[0]
    multiply, divide, shift = resolution(ticks)
    offset_ns = max(-MAX_OFFSET_S, min(MAX_OFFSET_S, offset_s)) * NS_PER_S
    return Interface(
        linktype=linktype,
        snaplen=snaplen,
        name=name,
        multiply=multiply,
        divide=divide,
        shift=shift,
        offset_ns=offset_ns,
        description=description,
    )


def parse_statistics(block: bytes, order: str) -> Statistics | None:
    """An interface statistics block; None where it is too short to be one.

    Drops are those of the interface and of the operating system together.
    """
    if len(block) < 24:
        return None
    (interface,) = struct.unpack_from(f"{order}I", block, 8)
    counts = {
        code: struct.unpack(f"{order}Q", value)[0]
        for code, value in options(block, 20, order)
        if code in (ISB_IFRECV, ISB_IFDROP, ISB_OSDROP) and len(value) == 8
    }
    drops = [counts[code] for code in (ISB_IFDROP, ISB_OSDROP) if code in counts]
    return Statistics(interface=interface, received=counts.get(ISB_IFRECV), dropped=sum(drops) if drops else None)


def byte_order(block: bytes) -> str | None:
    """struct's order character of a section header block; None where its byte-order magic is neither."""
    return {BIG_ENDIAN_ORDER: ">", LITTLE_ENDIAN_ORDER: "<"}.get(block[8:12])
