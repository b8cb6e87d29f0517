"""Reads a pcap stream through the compiled scan."""

from arpwatch_k8s.capture import pcap_records
from arpwatch_k8s.capture.resync import hidden, pcap_steps, search
from arpwatch_k8s.capture.sink import Sink
from arpwatch_k8s.capture.state import BAD_RECORD, FULL
from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.savefile.ending import Ending, Section
from arpwatch_k8s.savefile.pcap import HEADER_BYTES, parse_header
from arpwatch_k8s.wire import link


def read(window: Window, sink: Sink, name: str) -> Ending:
    """All records of the stream into `sink`. InputError: a header that cannot be read, or a link type that is not."""
    window.need(HEADER_BYTES)
    header = parse_header(window.take(0, min(window.have, HEADER_BYTES)), name)
    if header.linktype not in link.NAMES:
        raise unsupported(header.linktype, name)
    state = sink.state
    window.drop(HEADER_BYTES)
    truncated_at = corrupt_at = None
    skipped = 0
    while True:
        state["at"], state["base"] = window.front, window.base - window.front
        pcap_records.scan(
            window.record,
            window.front + window.have,
            header.big_endian,
            header.unit_ns,
            header.linktype,
            sink.wanted,
            sink.states,
        )
        window.drop(int(state["at"]) - window.front)
        if state["status"] == FULL:
            sink.flush()
        elif state["status"] == BAD_RECORD:
            corrupt_at = window.base if corrupt_at is None else corrupt_at
            skipped += search(window, *pcap_steps(window, header, sink.latest()))
        elif not window.fill(0):
            resumed = hidden(window, *pcap_steps(window, header, sink.latest()))
            if resumed is None:
                truncated_at = window.base if window.have else None
                break
            corrupt_at = window.base if corrupt_at is None else corrupt_at
            skipped += resumed
            window.drop(resumed)
    sink.finish()
    return Ending(
        truncated_at=truncated_at,
        corrupt_at=corrupt_at,
        skipped_bytes=skipped,
        sections=(Section(offset=0, order=">" if header.big_endian else "<", interfaces=(header.interface,)),),
    )


def unsupported(linktype: int, name: str) -> InputError:
    """The error for a link type that the wire room does not read."""
    return InputError(
        f"{name}: link type {linktype} is not read (Ethernet, Linux cooked, raw IP and loopback are)",
        fix=f"Capture on Ethernet; if the frames are Ethernet all the same: editcap -T ether {name} fixed.pcapng",
    )
