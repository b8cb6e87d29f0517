"""How fast evidence is correlated and judged, once it is read."""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path

from arpwatch_k8s.analysis import conclude
from arpwatch_k8s.capture.files import load
from tests.benchmarks.parts import VIPS, seconds
from tests.benchmarks.report import Table
from tests.benchmarks.traffic import write

SIZES_MB = (100, 300, 1000)


def judging(folder: Path, asked: argparse.Namespace) -> Table:
    """Evidence rows a second, at some sizes: the same at all of them where the time is linear."""
    path, rows = folder / "proxy.pcap", []
    for megabytes in SIZES_MB:
        if megabytes > asked.largest:
            break
        made = write(path, megabytes, vip_share=1.0)
        loaded = load([path], vips=VIPS)
        taken = statistics.median(
            [seconds(lambda loaded=loaded: conclude(loaded)) for _ in range(min(3, asked.rounds))]
        )  # type: ignore[misc]
        n = len(loaded.evidence)
        rows.append([f"{n:,}", f"{made.vip_connections:,}", f"{taken:.2f}", f"{n / taken:,.0f}", "500,000"])
    return Table(
        "Correlation and diagnosis",
        "What comes after reading: ownership, attempts, symptoms, verdict. All connections are the VIP's.",
        ["rows of evidence", "connections", "s", "rows/s", "aim, rows/s"],
        rows,
    )
