"""Compiled loops from container records to evidence rows.

A loop runs until the window has no whole record left, the rows are full, or it meets what Python must look at; it
leaves its state in `cursor` (one int64 each, indices below) and goes on from there when called again. `frame` counts
every record, so that numbers are those of Wireshark.
"""

from typing import Final

from arpwatch_k8s.capture.cursor import (
    AT,
    BAD_RECORD,
    BLOCK,
    CUT_FRAMES,
    FRAME,
    FULL,
    LARGE,
    MAX_TIME,
    MORE,
    NO_TIME,
    ROWS,
    STATUS,
)
from arpwatch_k8s.capture.take import is_full, note_time, take
from arpwatch_k8s.compiled import (
    WINDOW_BYTES,
    Buffer,
    Flows,
    Longs,
    Rows,
    Table,
    Wanted,
    boolean,
    buffer_type,
    entry,
    helper,
    hot,
    i8,
    int64,
    longs,
    tables,
    uint64,
    void,
)
from arpwatch_k8s.evidence.endpoint import endpoints_type
from arpwatch_k8s.evidence.flow import flows_type
from arpwatch_k8s.evidence.row import rows_type
from arpwatch_k8s.savefile.pcap import MAX_CAPTURED_BYTES
from arpwatch_k8s.savefile.pcapng import (
    ENHANCED_PACKET,
    INTERFACE,
    MAX_BLOCK_BYTES,
    PACKET,
    SECTION_HEADER,
    SIMPLE_PACKET,
    STATISTICS,
)
from arpwatch_k8s.wire import link
from arpwatch_k8s.wire.fields import u16, u32, u32le
from arpwatch_k8s.wire.status import NOTHING
from arpwatch_k8s.wire.wanted import wanted_type

decode_frame = link.decode

SINK: Final = (wanted_type, longs, rows_type, tables, flows_type, flows_type, endpoints_type, longs)
"""Types of what a sink hands to a scan, `w` to `undecoded`."""

# columns of the interface table
LINKTYPE, SNAPLEN, MULTIPLY, DIVIDE, SHIFT, OFFSET_NS, TICK_LIMIT = range(7)
INTERFACE_COLUMNS: Final = 7

BLOCK_HEADER, PACKET_HEADER, SIMPLE_HEADER, TRAILER = 8, 28, 12, 4
JOURNAL_EXPORT, CUSTOM, CUSTOM_NO_COPY = 9, 0xBAD, 0x40000BAD
SYSDIG_EVENT, SYSDIG_EVENT_V2, SYSDIG_EVENT_V2_LARGE = 0x204, 0x216, 0x221
"""Blocks without packets that Wireshark nevertheless numbers as frames."""


@hot
def native32(b: Buffer, at: int, big: bool) -> int:
    """32 bits in the file's byte order."""
    return u32(b, at) if big else u32le(b, at)


@hot
def native16(b: Buffer, at: int, big: bool) -> int:
    """16 bits in the file's byte order."""
    value = u16(b, at)
    return value if big else (value & 0xFF) << 8 | value >> 8


@entry(void(buffer_type, i8, boolean, i8, i8, *SINK))
def scan_pcap(
    b: Buffer,
    end: int,
    big: bool,
    unit_ns: int,
    linktype: int,
    w: Wanted,
    cursor: Longs,
    rows: Rows,
    listed: Table,
    flows: Flows,
    flushed: Flows,
    endpoints: Rows,
    undecoded: Longs,
) -> None:
    """pcap records in the first `end` bytes of the window."""
    at, n = cursor[AT], cursor[ROWS]
    cursor[STATUS] = MORE
    while end - at >= 16:
        if is_full(cursor, n, rows, listed, flushed):
            cursor[STATUS] = FULL
            break
        captured = native32(b, at + 8, big)
        if captured > MAX_CAPTURED_BYTES:
            cursor[STATUS] = BAD_RECORD
            break
        data = at + 16
        if end - data < captured:
            break
        cursor[FRAME] += 1
        time = native32(b, at, big) * 1_000_000_000 + native32(b, at + 4, big) * unit_ns
        note_time(cursor, time)
        wire_length = native32(b, at + 12, big)
        if captured < wire_length:
            cursor[CUT_FRAMES] += 1
        status = decode_frame(b, linktype, data, data + captured, data + wire_length, w, rows[n])
        if status != NOTHING:
            n = take(
                b,
                status,
                rows,
                n,
                w,
                cursor,
                listed,
                flows,
                flushed,
                endpoints,
                undecoded,
                at,
                time,
                captured,
                wire_length,
            )
        at = data + captured
    cursor[AT], cursor[ROWS] = at, n


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


@entry(void(buffer_type, i8, boolean, tables, i8, *SINK))
def scan_pcapng(
    b: Buffer,
    end: int,
    big: bool,
    interfaces: Table,
    n_interfaces: int,
    w: Wanted,
    cursor: Longs,
    rows: Rows,
    listed: Table,
    flows: Flows,
    flushed: Flows,
    endpoints: Rows,
    undecoded: Longs,
) -> None:
    """pcapng blocks in the first `end` bytes of the window."""
    at, n = cursor[AT], cursor[ROWS]
    cursor[STATUS] = MORE
    while end - at >= BLOCK_HEADER + TRAILER:
        if is_full(cursor, n, rows, listed, flushed):
            cursor[STATUS] = FULL
            break
        block = native32(b, at, big)
        length = native32(b, at + 4, big)
        if is_python_block(block):
            cursor[STATUS] = BLOCK
            break
        if length < BLOCK_HEADER + TRAILER or length & 3 or length > MAX_BLOCK_BYTES:
            cursor[STATUS] = BAD_RECORD
            break
        if length > WINDOW_BYTES:
            cursor[STATUS] = LARGE
            break
        if end - at < length:
            break
        if native32(b, at + length - TRAILER, big) != length:
            cursor[STATUS] = BAD_RECORD
            break
        if block == ENHANCED_PACKET or block == PACKET or block == SIMPLE_PACKET:
            interface = 0
            time = int64(NO_TIME)
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
                cursor[STATUS] = BAD_RECORD
                break
            cursor[FRAME] += 1
            if block != SIMPLE_PACKET:
                time = to_ns(native32(b, at + 12, big), native32(b, at + 16, big), interfaces, interface)
                note_time(cursor, time)
            if captured < wire_length:
                cursor[CUT_FRAMES] += 1
            status = decode_frame(
                b, interfaces[interface, LINKTYPE], data, data + captured, data + wire_length, w, rows[n]
            )
            if status > NOTHING:
                rows[n]["interface"] = interface
            if status != NOTHING:
                n = take(
                    b,
                    status,
                    rows,
                    n,
                    w,
                    cursor,
                    listed,
                    flows,
                    flushed,
                    endpoints,
                    undecoded,
                    at,
                    time,
                    captured,
                    wire_length,
                )
        elif is_numbered(block):
            cursor[FRAME] += 1
        at += length
    cursor[AT], cursor[ROWS] = at, n
