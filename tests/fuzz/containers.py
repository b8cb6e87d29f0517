"""pcap and pcapng around frames, with headers, options and counts that lie."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
from random import Random
from typing import Final

import lz4.frame
import zstandard

from tests.fuzz.extremes import NS, encoded, number, raw, text
from tests.fuzz.stories import story
from tests.mutations import mutated
from tests.savefiles import Timed, block, option, section

LINKS: Final = (1, 1, 1, 1, 1, 1, 101, 113, 276, 12, 0, 127)
U64: Final = (1 << 64) - 1


def capture(chance: Random) -> bytes:
    """A capture of some frames, whole or not, compressed now and then."""
    frames = story(chance)
    data = (pcapng if chance.random() < 0.7 else pcap)(frames, chance)
    if chance.random() < 0.25:
        data = mutated(data, chance)
    if chance.random() < 0.1:
        data = chance.choice((gzip.compress, zstandard.compress, lz4.frame.compress, bz2.compress, lzma.compress))(data)
        data = mutated(data, chance) if chance.random() < 0.3 else data
    return data


def pcap(frames: list[Timed], chance: Random) -> bytes:
    """A pcap file; times that do not fit are cut to its 32 bits."""
    order, nano = chance.choice("<>"), chance.random() < 0.5
    snaplen, zone = chance.choice((262144, 0, 64, 0xFFFFFFFF)), chance.choice((0, 0, -(1 << 31), (1 << 31) - 1))
    head = (0xA1B23C4D if nano else 0xA1B2C3D4, 2, 4, zone, 0, snaplen, chance.choice(LINKS) | number(chance, 3) << 29)
    parts = [struct.pack(f"{order}IHHiIII", *head)]
    for time, frame in frames:
        seconds, rest = divmod(time, NS)
        fraction = number(chance, 32) if chance.random() < 0.01 else rest // (1 if nano else 1000)
        long = number(chance, 32) if chance.random() < 0.01 else len(frame)
        parts += struct.pack(f"{order}IIII", seconds & 0xFFFFFFFF, fraction, len(frame), long), frame
    return b"".join(parts)


def pcapng(frames: list[Timed], chance: Random) -> bytes:
    """A pcapng file of one or several interfaces, sections, forms of packets."""
    big = chance.random() < 0.2
    odd = chance.random() < 0.3
    interfaces = chance.choice((1, 1, 1, 2, 5))
    head = section(big=big) + b"".join(interface(chance, big=big, odd=odd) for _ in range(interfaces))
    parts = [head]
    for time, frame in frames:
        number_ = chance.randrange(interfaces)
        if odd and chance.random() < 0.02:
            parts.append(another(chance, frame, head, big=big))
        parts.append(packet(time & U64, frame, chance, number=number_, big=big, odd=odd))
    order = ">" if big else "<"
    counts = option(5, struct.pack(f"{order}Q", number(chance, 64)), big=big) + option(
        4, struct.pack(f"{order}Q", number(chance, 64)), big=big
    )
    if chance.random() < 0.5:
        parts.append(block(5, struct.pack(f"{order}III", chance.randrange(interfaces), 0, 0) + counts, big=big))
    return b"".join(parts)


def interface(chance: Random, *, big: bool, odd: bool) -> bytes:
    """An interface description, in nanoseconds from 1970 unless it is odd."""
    order = ">" if big else "<"
    options = option(9, bytes([number(chance, 8) if odd and chance.random() < 0.4 else 9]), big=big)
    if odd:
        options += option(2, encoded(text(chance)), big=big) + option(3, encoded(text(chance)), big=big)
        options += option(14, struct.pack(f"{order}Q", chance.choice((0, 0, number(chance, 64)))), big=big)
        options += option(chance.choice((1, 11, 12, 2988, 0xFFFF)), raw(chance, chance.randrange(50)), big=big)
    body = struct.pack(f"{order}HHI", chance.choice(LINKS), 0, chance.choice((0, 262144, 64))) + options
    return block(1, body, big=big)


def packet(time: int, frame: bytes, chance: Random, *, number: int, big: bool, odd: bool) -> bytes:
    """A packet in the block that is usual, with a comment now and then."""
    order = ">" if big else "<"
    long = chance.choice((len(frame), 0, 0xFFFFFFFF)) if odd and chance.random() < 0.02 else len(frame)
    fields = struct.pack(f"{order}IIIII", number, time >> 32, time & 0xFFFFFFFF, len(frame), long)
    body = fields + frame + b"\0" * (-len(frame) % 4)
    if odd and chance.random() < 0.05:
        body += option(1, encoded(text(chance)), big=big)
    return block(6, body, big=big)


def another(chance: Random, frame: bytes, head: bytes, *, big: bool) -> bytes:
    """A block of another kind between packets: simple and obsolete packets, names, a section, none that is known."""
    order = ">" if big else "<"
    match chance.randrange(5):
        case 0:
            return block(3, struct.pack(f"{order}I", len(frame)) + frame, big=big)
        case 1:
            old = struct.pack(f"{order}HHIIII", 0, 0, 0, number(chance, 32), len(frame), len(frame))
            return block(2, old + frame, big=big)
        case 2:
            record = bytes((192, 0, 2, 80)) + encoded(text(chance))[:200] + b"\0"
            names = struct.pack(f"{order}HH", 1, len(record)) + record + b"\0" * (-len(record) % 4)
            return block(4, names, big=big)
        case 3:
            return head
        case _:
            return block(number(chance, 32), raw(chance, chance.randrange(64)), big=big)
