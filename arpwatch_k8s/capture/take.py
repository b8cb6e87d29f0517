"""What becomes of each frame: decoded, counted, tracked, kept as a row, or blanked again. Compiled."""

from arpwatch_k8s.capture.endpoints import count
from arpwatch_k8s.capture.flows import track
from arpwatch_k8s.capture.presence import note_presence
from arpwatch_k8s.capture.state import FLUSHED, LEFT, LISTED, MAX_LISTED, NO_TIME
from arpwatch_k8s.compiled import Buffer, Row, State, Wanted, helper, hot, int64, uint64
from arpwatch_k8s.evidence.batch import BATCH_ROWS, store
from arpwatch_k8s.evidence.row import L2_CHANGE, TCP_RST, TCP_SYN, VRRP
from arpwatch_k8s.wire import link
from arpwatch_k8s.wire.fields import ipv4_mapped, u64
from arpwatch_k8s.wire.status import COUNTED, NOTHING, SEGMENT
from arpwatch_k8s.wire.wanted import CONTROL, COUNT, NEITHER, VIP_TCP

decode_frame = link.decode


@helper
def step_back(s: State, time: int) -> None:
    """Note the time of the first frame, or of one that is earlier than the frame before it."""
    if s["latest"] != NO_TIME:
        s["backwards"] += 1
        s["last"] = max(s["last"], s["latest"])
    s["first"] = min(s["first"], time)


@hot
def note_time(s: State, time: int) -> None:
    """Count a frame's time into first, last and steps backwards."""
    if time < s["latest"] or s["latest"] == NO_TIME:
        step_back(s, time)
    s["latest"] = time


@helper
def list_addresses(b: Buffer, row: Row, s: State) -> None:
    """Copy a VRRP row's addresses out of the buffer, which is reused."""
    at = int64(row["addresses_at"])
    first = s["listed_n"]
    size = 4 if row["ip_src_hi"] == 0 and uint64(row["ip_src_lo"]) >> uint64(32) == 0xFFFF else 16
    for i in range(int64(row["addresses_n"])):
        if size == 4:
            s["listed"][first + i, 1] = ipv4_mapped(b, at + 4 * i)
            s["listed"][first + i, 0] = 0
        else:
            s["listed"][first + i, 0] = u64(b, at + 16 * i)
            s["listed"][first + i, 1] = u64(b, at + 16 * i + 8)
    row["addresses_at"] = first
    s["listed_n"] = first + int64(row["addresses_n"])


@hot
def is_full(s: State) -> bool:
    """Whether the next frame might find no room for what it leaves."""
    return bool(
        s["rows_n"] >= BATCH_ROWS
        or s["listed_n"] > LISTED - MAX_LISTED
        or s["flushed_n"] >= FLUSHED
        or s["left_n"] >= LEFT
    )


@hot
def take_segment(status: int, row: Row, w: Wanted, s: State, time: int) -> bool:
    """Count and track a TCP segment; whether its row is evidence."""
    if w["mode"] & COUNT and status != SEGMENT:
        count(s, row, time)
    if status == COUNTED:
        return False
    if row["direction"] == NEITHER:
        return True
    changed = track(s, row, row["direction"] - 1, time)
    if status == SEGMENT and changed:
        row["kind"] = L2_CHANGE
    return status != SEGMENT or changed


@helper
def take(b: Buffer, status: int, w: Wanted, s: State, at: int, time: int, captured: int, wire_length: int) -> bool:
    """Finish the row that a decoder filled and keep it, if it is evidence; whether some table is full then."""
    if status < NOTHING:
        s["undecoded"][-status] += 1
        return False
    row = s["row"][0]
    if row["kind"] == 0 or (row["kind"] >= TCP_SYN and row["kind"] <= TCP_RST):
        kept = take_segment(status, row, w, s, time)
    else:
        kept = w["mode"] & CONTROL != 0
    if kept:
        row["time"] = time
        row["offset"] = s["base"] + at
        row["frame"] = s["frame"]
        row["captured_len"] = captured
        row["frame_len"] = wire_length
        if row["kind"] == VRRP:
            list_addresses(b, row, s)
        store(s["rows"], s["rows_n"], row)
        s["rows_n"] += 1
    s["row"][0] = s["row"][1]
    return is_full(s)


@hot
def frame(
    b: Buffer,
    linktype: int,
    interface: int,
    w: Wanted,
    s: State,
    at: int,
    data: int,
    time: int,
    captured: int,
    wire_length: int,
) -> bool:
    """The next frame: its record stands at `at`, its `captured` bytes at `data`; whether some table is full then."""
    # ten arguments, for compiled code: a record of them would be built anew for each frame
    s["frame"] += 1
    if captured < wire_length:
        s["cut_frames"] += 1
    row = s["row"][0]
    status = decode_frame(b, linktype, data, data + captured, data + wire_length, w, row)
    if (status == NOTHING or status == COUNTED) and w["mode"] & VIP_TCP:  # noqa: SIM109 - compiled
        note_presence(b, linktype, s, data, data + captured, time)
    if status == NOTHING:
        return bool(s["left_n"] >= LEFT)
    if status > NOTHING:
        row["interface"] = interface
    return take(b, status, w, s, at, time, captured, wire_length)
