"""The compiled loop that makes pcapng packet blocks of pcap records: what a live capture does for every frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from numba import types

from arpwatch_k8s.compiled import boolean, entry, helper, i8, void
from arpwatch_k8s.savefile.pcap import RECORD_HEADER_BYTES
from arpwatch_k8s.savefile.pcapng import ENHANCED_PACKET

if TYPE_CHECKING:
    Bytes = Any

BLOCK_BYTES: Final = 32
"""A packet block without its data: about twice a record's header, and no record grows by more."""
CONSUMED, WRITTEN, FRAMES, LATEST = range(4)
"""Places in `done`: bytes of the source that whole records took, bytes written, frames, the last one's time in ns."""

u1s = types.uint8[::1]


@helper
def put32(target: Bytes, at: int, value: int) -> None:
    """A 32-bit number, little endian."""
    for i in range(4):
        target[at + i] = value >> 8 * i & 0xFF


@helper
def get32(source: Bytes, at: int, big: bool) -> int:
    """A 32-bit number."""
    value = 0
    for i in range(4):
        value |= int(source[at + (3 - i if big else i)]) << 8 * i
    return value


@entry(void(u1s, i8, boolean, i8, i8, u1s, i8[::1]))
def copy(source: Bytes, end: int, big: bool, interface: int, most: int, target: Bytes, done: Bytes) -> None:
    """At most `most` whole records of nanoseconds among the first `end` bytes of `source`, as enhanced packet blocks of
    `interface` in `target`, which has room for twice as many bytes; into `done` what became of them."""
    at = out = frames = latest = 0
    while frames < most and end - at >= RECORD_HEADER_BYTES:
        captured = get32(source, at + 8, big)
        if end - at - RECORD_HEADER_BYTES < captured:
            break
        latest = get32(source, at, big) * 1_000_000_000 + get32(source, at + 4, big)
        padded = (captured + 3) & ~3
        put32(target, out, ENHANCED_PACKET)
        put32(target, out + 4, BLOCK_BYTES + padded)
        put32(target, out + 8, interface)
        put32(target, out + 12, latest >> 32)
        put32(target, out + 16, latest & 0xFFFFFFFF)
        put32(target, out + 20, captured)
        put32(target, out + 24, get32(source, at + 12, big))
        data = out + BLOCK_BYTES - 4
        target[data : data + captured] = source[at + RECORD_HEADER_BYTES : at + RECORD_HEADER_BYTES + captured]
        target[data + captured : data + padded] = 0
        put32(target, data + padded, BLOCK_BYTES + padded)
        at += RECORD_HEADER_BYTES + captured
        out += BLOCK_BYTES + padded
        frames += 1
    done[CONSUMED], done[WRITTEN], done[FRAMES], done[LATEST] = at, out, frames, latest
