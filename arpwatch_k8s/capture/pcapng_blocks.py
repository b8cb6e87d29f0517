"""The compiled loop over pcapng blocks.

It runs until the window has no whole block left, a table is full, or it meets what Python must look at; it leaves its
place in the state and goes on from there when called again. Every packet counts, so that frame numbers are those of
Wireshark.
"""

from typing import Final

from arpwatch_k8s.capture.state import BAD_RECORD, BLOCK, FULL, LARGE, MAX_TIME, MORE, NO_TIME, states_type
from arpwatch_k8s.capture.take import frame, note_time
from arpwatch_k8s.compiled import (
    RECORD_BYTES,
    Buffers,
    States,
    Table,
    Wanteds,
    boolean,
    buffers_type,
    entry,
    helper,
    hot,
    i8,
    int64,
    tables,
    uint64,
    void,
)
from arpwatch_k8s.savefile.pcapng import (
    ENHANCED_PACKET,
    INTERFACE,
    MAX_BLOCK_BYTES,
    PACKET,
    SECTION_HEADER,
    SIMPLE_PACKET,
    STATISTICS,
)
from arpwatch_k8s.wire.fields import native16, native32
from arpwatch_k8s.wire.wanted import wanteds_type

# columns of the interface table
LINKTYPE, SNAPLEN, MULTIPLY, DIVIDE, SHIFT, OFFSET_NS, TICK_LIMIT = range(7)
INTERFACE_COLUMNS: Final = 7

BLOCK_HEADER, PACKET_HEADER, SIMPLE_HEADER, TRAILER = 8, 28, 12, 4
JOURNAL_EXPORT, CUSTOM, CUSTOM_NO_COPY = 9, 0xBAD, 0x40000BAD
SYSDIG_EVENT, SYSDIG_EVENT_V2, SYSDIG_EVENT_V2_LARGE = 0x204, 0x216, 0x221
"""Blocks without packets that Wireshark nevertheless numbers as frames."""


@helper
def to_ns(high: int, low: int, interfaces: Table, interface: int) -> int:
    """Nanoseconds since 1970 of a pcapng timestamp; what int64 cannot hold is held at its limit."""
    ticks = uint64(high) << uint64(32) | uint64(low)
    limit = uint64(interfaces[interface, TICK_LIMIT])
    if ticks > limit:
        ticks = limit
    shift = uint64(interfaces[interface, SHIFT])
    billion = uint64(1_000_000_000)
    if shift:
        seconds = ticks >> shift
        rest = ticks - (seconds << shift)
        while shift > uint64(32):  # keep rest * 10**9 within 64 bits
            rest >>= uint64(1)
            shift -= uint64(1)
        ns = int64(seconds * billion + (rest * billion >> shift))
    else:
        ns = int64(ticks * uint64(interfaces[interface, MULTIPLY]) // uint64(interfaces[interface, DIVIDE]))
    offset = interfaces[interface, OFFSET_NS]
    if offset > 0 and ns > MAX_TIME - offset:
        return int64(MAX_TIME)
    return ns + offset


@helper
def is_numbered(block: int) -> bool:
    """Whether Wireshark numbers a block that holds no packet of a network."""
    return (
        block == CUSTOM
        or block == CUSTOM_NO_COPY
        or block == JOURNAL_EXPORT
        or block == SYSDIG_EVENT
        or block == SYSDIG_EVENT_V2
        or block == SYSDIG_EVENT_V2_LARGE
    )


@hot
def is_python_block(block: int) -> bool:
    """Whether a block is one that Python reads."""
    return block == SECTION_HEADER or block == INTERFACE or block == STATISTICS


@entry(void(buffers_type, i8, boolean, tables, i8, wanteds_type, states_type))
def scan(
    buffers: Buffers, end: int, big: bool, interfaces: Table, n_interfaces: int, wanteds: Wanteds, states: States
) -> None:
    """pcapng blocks from `at` of the state to `end`."""
    # longer than others, and not parted: what a packet's block says is six numbers, which a compiled function could
    # hand back only as a tuple, built anew for each frame
    b, w, s = buffers[0], wanteds[0], states[0]
    at = s["at"]
    s["status"] = MORE
    while end - at >= BLOCK_HEADER + TRAILER:
        block = native32(b, at, big)
        length = native32(b, at + 4, big)
        if is_python_block(block):
            s["status"] = BLOCK
            break
        if length < BLOCK_HEADER + TRAILER or length & 3 or length > MAX_BLOCK_BYTES:
            s["status"] = BAD_RECORD
            break
        if length > RECORD_BYTES:
            s["status"] = LARGE
            break
        if end - at < length:
            break
        if native32(b, at + length - TRAILER, big) != length:
            s["status"] = BAD_RECORD
            break
        full = False
        if block == ENHANCED_PACKET or block == PACKET or block == SIMPLE_PACKET:
            interface = 0
            if block == SIMPLE_PACKET:
                data = at + SIMPLE_HEADER
                captured, wire_length = length - SIMPLE_HEADER - TRAILER, int64(0)
                if captured >= 0 and n_interfaces > 0:
                    wire_length = native32(b, at + 8, big)
                    captured = min(wire_length, captured)
                    if interfaces[0, SNAPLEN]:
                        captured = min(captured, interfaces[0, SNAPLEN])
            else:
                data = at + PACKET_HEADER
                captured, wire_length = int64(-1), int64(0)
                if length >= PACKET_HEADER + TRAILER:
                    interface = native32(b, at + 8, big) if block == ENHANCED_PACKET else native16(b, at + 8, big)
                    captured = native32(b, at + 20, big)
                    wire_length = native32(b, at + 24, big)
            if captured < 0 or captured > at + length - TRAILER - data or interface >= n_interfaces:
                s["status"] = BAD_RECORD
                break
            time = int64(NO_TIME)
            if block != SIMPLE_PACKET:
                time = to_ns(native32(b, at + 12, big), native32(b, at + 16, big), interfaces, interface)
                note_time(s, time)
            full = frame(b, interfaces[interface, LINKTYPE], interface, w, s, at, data, time, captured, wire_length)
        elif is_numbered(block):
            s["frame"] += 1
        at += length
        if full:
            s["status"] = FULL
            break
    s["at"] = at
