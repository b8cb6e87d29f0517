"""What becomes of a frame after it was decoded: counted, tracked, kept as a row, or blanked again. Compiled."""

from typing import Final

from arpwatch_k8s.capture.cursor import BACKWARDS, BASE, FIRST, FLUSHED, FRAME, LAST, LATEST, LISTED, NO_TIME
from arpwatch_k8s.capture.endpoints import count
from arpwatch_k8s.capture.flows import track
from arpwatch_k8s.compiled import Buffer, Flows, Longs, Row, Rows, Table, Wanted, helper, hot, int64, uint64
from arpwatch_k8s.evidence.row import L2_CHANGE, TCP_RST, TCP_SYN, VRRP
from arpwatch_k8s.wire.fields import ipv4_mapped, u64
from arpwatch_k8s.wire.status import COUNTED, NOTHING, SEGMENT
from arpwatch_k8s.wire.wanted import CONTROL, COUNT, NEITHER

MAX_LISTED: Final = 255
"""Most addresses that one VRRP advertisement can list."""


@hot
def note_time(cursor: Longs, time: int) -> None:
    """Count a frame's time into first, last and steps backwards."""
    if cursor[FIRST] == NO_TIME or time < cursor[FIRST]:
        cursor[FIRST] = time
    if cursor[LAST] == NO_TIME or time > cursor[LAST]:
        cursor[LAST] = time
    if time < cursor[LATEST]:
        cursor[BACKWARDS] += 1
    cursor[LATEST] = time


@helper
def list_addresses(b: Buffer, row: Row, cursor: Longs, listed: Table) -> None:
    """Copy a VRRP row's addresses out of the buffer, which is reused."""
    at = int64(row["addresses_at"])
    first = cursor[LISTED]
    size = 4 if row["ip_src_hi"] == 0 and uint64(row["ip_src_lo"]) >> uint64(32) == 0xFFFF else 16
    for i in range(int64(row["addresses_n"])):
        if size == 4:
            listed[first + i, 0] = 0
            listed[first + i, 1] = int64(ipv4_mapped(b, at + 4 * i))
        else:
            listed[first + i, 0] = int64(u64(b, at + 16 * i))
            listed[first + i, 1] = int64(u64(b, at + 16 * i + 8))
    row["addresses_at"] = first
    cursor[LISTED] = first + int64(row["addresses_n"])


@hot
def is_full(cursor: Longs, n: int, rows: Rows, listed: Table, flushed: Flows) -> bool:
    """Whether the next frame might find no room for what it leaves; the last row stays blank."""
    return bool(n >= len(rows) - 1 or cursor[LISTED] + MAX_LISTED > len(listed) or cursor[FLUSHED] >= len(flushed))


@helper
def take_segment(
    status: int, row: Row, w: Wanted, cursor: Longs, flows: Flows, flushed: Flows, endpoints: Rows, time: int
) -> bool:
    """Count and track a TCP segment; whether its row is evidence."""
    if w["mode"] & COUNT and status != SEGMENT:
        count(endpoints, cursor, row, time)
    if status == COUNTED:
        return False
    if row["direction"] == NEITHER:
        return True
    changed = track(flows, flushed, cursor, row, row["direction"] - 1, time, cursor[FRAME])
    if status == SEGMENT and changed:
        row["kind"] = L2_CHANGE
    return status != SEGMENT or changed


@helper
def take(
    b: Buffer,
    status: int,
    rows: Rows,
    n: int,
    w: Wanted,
    cursor: Longs,
    listed: Table,
    flows: Flows,
    flushed: Flows,
    endpoints: Rows,
    undecoded: Longs,
    at: int,
    time: int,
    captured: int,
    wire_length: int,
) -> int:
    """Finish the row that a decoder filled, or blank it again; how many rows there are then."""
    if status < NOTHING:
        undecoded[-status] += 1
        return n
    row = rows[n]
    if row["kind"] == 0 or (row["kind"] >= TCP_SYN and row["kind"] <= TCP_RST):
        kept = take_segment(status, row, w, cursor, flows, flushed, endpoints, time)
    else:
        kept = w["mode"] & CONTROL != 0
    if not kept:
        rows[n] = rows[len(rows) - 1]
        return n
    row["time"] = time
    row["offset"] = cursor[BASE] + at
    row["frame"] = cursor[FRAME]
    row["captured_len"] = captured
    row["frame_len"] = wire_length
    if row["kind"] == VRRP:
        list_addresses(b, row, cursor, listed)
    return n + 1
