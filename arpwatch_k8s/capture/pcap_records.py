"""The compiled loop over pcap records.

It runs until the window has no whole record left, a table is full, or a record lies; it leaves its place in the state
and goes on from there when called again. Every record counts, so that frame numbers are those of Wireshark.
"""

from arpwatch_k8s.capture.state import BAD_RECORD, FULL, MORE, states_type
from arpwatch_k8s.capture.take import frame, note_time
from arpwatch_k8s.compiled import Buffers, States, Wanteds, boolean, buffers_type, entry, i8, void
from arpwatch_k8s.savefile.pcap import MAX_CAPTURED_BYTES, RECORD_HEADER_BYTES
from arpwatch_k8s.wire.fields import native32
from arpwatch_k8s.wire.wanted import wanteds_type


@entry(void(buffers_type, i8, boolean, i8, i8, wanteds_type, states_type))
def scan(buffers: Buffers, end: int, big: bool, unit_ns: int, linktype: int, wanteds: Wanteds, states: States) -> None:
    """pcap records from `at` of the state to `end`."""
    b, w, s = buffers[0], wanteds[0], states[0]
    at = s["at"]
    s["status"] = MORE
    while end - at >= RECORD_HEADER_BYTES:
        captured = native32(b, at + 8, big)
        if captured > MAX_CAPTURED_BYTES:
            s["status"] = BAD_RECORD
            break
        data = at + RECORD_HEADER_BYTES
        if end - data < captured:
            break
        time = native32(b, at, big) * 1_000_000_000 + native32(b, at + 4, big) * unit_ns
        note_time(s, time)
        full = frame(b, linktype, 0, w, s, at, data, time, captured, native32(b, at + 12, big))
        at = data + captured
        if full:
            s["status"] = FULL
            break
    s["at"] = at
