"""Loads and tries all that will be needed, while that is still allowed.

Much is imported or read when it is first used: fonts, vendors of MACs, the figure's backends. Once root is given away
the files may be out of reach, so one frame is taken from its bytes to the report before.
"""

from __future__ import annotations

import struct
import tempfile
from datetime import tzinfo
from io import StringIO
from pathlib import Path
from typing import Final

from arpwatch_k8s.analysis import Analyzer
from arpwatch_k8s.capture import pcap_scan
from arpwatch_k8s.capture.sink import Sink
from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.report import folder
from arpwatch_k8s.report.formats import text
from arpwatch_k8s.savefile.info import CaptureInfo
from arpwatch_k8s.wire.wanted import CONTROL, wanted

TIME_S: Final = 1_000_000_000
ADDRESS: Final = "192.0.2.1"
FRAME: Final = bytes.fromhex(
    "ffffffffffff 525400000001 0806 0001 0800 06 04 0001 525400000001 c0000201 000000000000 c0000201"
)
"""An announcement of an address for documentation."""


def rehearse(zone: tzinfo, *, report: bool, screen: bool) -> None:
    """Go the whole way once, to the report where one will be written, and to the screen where that will be drawn."""
    stream = struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, 1)
    stream += struct.pack("<IIII", TIME_S, 0, len(FRAME), len(FRAME)) + FRAME
    left = [stream]

    def read_into(view: memoryview) -> int:
        piece = left.pop() if left else b""
        view[: len(piece)] = piece
        return len(piece)

    vips = [address_number(ADDRESS)]
    sink = Sink(0, wanted(CONTROL, vips), 1)
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
    result = analyzer.snapshot(captures=(info,))
    text.text(result, zone)
    if screen:
        from rich.console import Console

        from arpwatch_k8s.monitor.screen import view

        console = Console(file=StringIO(), force_terminal=True, width=80, height=24)
        console.print(view(result, ["rehearsal"], ["eth0"], zone, console))
    if report:
        with tempfile.TemporaryDirectory(prefix="arpwatch-k8s-") as directory:
            folder.write(result, str(Path(directory) / "report"), zone=zone, force=False)
