"""Loads and tries all that will be needed, while that is still allowed.

Much is imported or read when it is first used: fonts, vendors of MACs, the figure's backends. Once root is given away
the files may be out of reach, so one frame is taken from its bytes to every sink before.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from contextlib import closing
from datetime import tzinfo
from typing import Final

from arpwatch_k8s.analysis.analyzer import Analyzer
from arpwatch_k8s.analysis.origin import Origin
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.capture import pcap_scan
from arpwatch_k8s.capture.sink import Sink as ScanSink
from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.changes.discovery import VipFound
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.monitor.sinks.sink import Sink, State
from arpwatch_k8s.report.formats import text
from arpwatch_k8s.savefile.info import CaptureInfo
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wire.wanted import CONTROL, wanted

TIME_S: Final = 1_000_000_000
ADDRESS: Final = "192.0.2.1"
FRAME: Final = bytes.fromhex(
    "ffffffffffff 525400000001 0806 0001 0800 06 04 0001 525400000001 c0000201 000000000000 c0000201"
)
"""An announcement of an address for documentation."""


def rehearse(sinks: Sequence[Sink], zone: tzinfo) -> None:
    """Go the whole way once, to sinks like those that there will be, which write aside."""
    result = analyzed()
    text.text(result, zone)
    for sink in sinks:
        with closing(sink):
            sink.tell(VipFound(time=TIME_S * NS, vip=ADDRESS))
            sink.show(State(time=TIME_S * NS, result=result))


def analyzed() -> Result:
    """What one frame comes to."""
    stream = struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, 1)
    stream += struct.pack("<IIII", TIME_S, 0, len(FRAME), len(FRAME)) + FRAME
    left = [stream]

    def read_into(view: memoryview) -> int:
        piece = left.pop() if left else b""
        view[: len(piece)] = piece
        return len(piece)

    vips = [address_number(ADDRESS)]
    sink = ScanSink(0, wanted(CONTROL, vips), 1)
    pcap_scan.read(Window(read_into), sink, "rehearsal")
    analyzer = Analyzer(vips)
    analyzer.feed(sink.builder.finish())
    first, last = sink.times()
    info = CaptureInfo(
        name="rehearsal",
        path="rehearsal",
        format="live",
        compression=None,
        compression_fault=None,
        link_types=(),
        sections=(),
        frames=1,
        first_ns=first,
        last_ns=last,
    )
    return analyzer.snapshot(Origin(captures=(info,)))
