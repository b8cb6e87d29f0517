"""How fast evidence is correlated and judged, once it is read."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

from arpwatch_k8s.analysis.concluding import conclude
from arpwatch_k8s.capture.files import load
from arpwatch_k8s.capture.parts import Loaded
from arpwatch_k8s.correlator.correlate import correlate
from arpwatch_k8s.report.formats.json.document import document
from tests.benchmarks.parts import VIPS, seconds
from tests.benchmarks.report import Table
from tests.benchmarks.storms import STORMS, write_storm
from tests.benchmarks.traffic import write

SIZES_MB = (100, 300, 1000)

ORDINARY_MB = 300
"""Of the ordinary traffic that storms are held against."""

SHARES = (1 / 25, 1 / 5, 1)
"""Sizes at which growth is shown, of the largest."""


def judging(folder: Path, asked: argparse.Namespace) -> Table:
    """Evidence rows a second, at some sizes: the same at all of them where the time is linear."""
    path, rows = folder / "proxy.pcap", []
    for megabytes in SIZES_MB:
        if megabytes > asked.largest:
            break
        made = write(path, megabytes, vip_share=1.0)
        loaded = load([path], vips=VIPS)
        alone, both = map(statistics.median, zip(*(divided(loaded) for _ in range(asked.rounds)), strict=True))
        n = len(loaded.evidence)
        speeds = (f"{n / alone:,.0f}", "2,000,000", f"{n / both:,.0f}", "500,000")
        rows.append([f"{n:,}", f"{made.vip_connections:,}", f"{both:.2f}", *speeds])
    return Table(
        "Correlation and diagnosis",
        "What comes after reading: ownership, attempts, symptoms (correlation), then the verdict. All connections are "
        "the VIP's.",
        ["rows of evidence", "connections", "s", "correlated, rows/s", "aim", "and judged, rows/s", "aim"],
        rows,
    )


def divided(loaded: Loaded) -> tuple[float, float]:
    """Seconds of correlation alone, and with all that follows, of what was loaded."""
    alone = [0.0]

    def watched(*given: Any, **named: Any) -> object:  # noqa: ANN401 - whatever it takes
        start = time.perf_counter()
        made = correlate(*given, **named)
        alone[0] += time.perf_counter() - start
        return made

    with patch("arpwatch_k8s.analysis.analyzer.correlate", watched):
        both = seconds(lambda: conclude(loaded))
    return alone[0], both


def storms(folder: Path, asked: argparse.Namespace) -> Table:
    """The same of storms, beside ordinary traffic in the same run; and at half the size, which takes half as long where
    the time is linear."""
    path = folder / "storm.pcap"
    write(path, min(ORDINARY_MB, asked.largest), vip_share=1.0)
    ordinary, n = timed(load([path], vips=VIPS), asked.rounds)
    usual = ordinary / n
    rows = [["ordinary traffic", f"{n:,}", f"{ordinary:.2f}", f"{n / ordinary:,.0f}", "1", "", "", ""]]
    for storm in STORMS:
        write_storm(path, storm, storm.frames // 2)
        half, _ = timed(load([path], vips=VIPS), asked.rounds)
        write_storm(path, storm, storm.frames)
        loaded = load([path], vips=VIPS)
        taken, n = timed(loaded, asked.rounds)
        result = conclude(loaded)
        size = len(json.dumps(document(result)))
        told = [
            f"{taken / n / usual:.1f}",
            f"{taken / half:.1f}",
            f"{len(result.verdict.findings)}",
            f"{size / 1e6:.1f}",
        ]
        rows.append([storm.name, f"{n:,}", f"{taken:.2f}", f"{n / taken:,.0f}", *told])
    return Table(
        "Storms",
        "Correlation and diagnosis of one kind of trouble over and over. A row ought to cost no more than twice what "
        "one of ordinary traffic costs; twice as many take twice as long where the time is linear.",
        ["", "rows of evidence", "s", "rows/s", "times ordinary", "times half of it", "findings", "JSON, MB"],
        rows,
    )


def series(folder: Path, asked: argparse.Namespace) -> Table:
    """What a row costs, of ordinary traffic and of storms at some sizes: the same at all of them where the time is
    linear. Processor time, which others on the machine disturb least."""
    path = folder / "series.pcap"
    rows = []
    costs = []
    for share in SHARES:
        write(path, min(ORDINARY_MB, asked.largest) * share, vip_share=1.0)
        costs.append(cost(load([path], vips=VIPS), asked.rounds))
    usual = costs[-1][1]
    rows.append(["ordinary traffic", *told(costs), "1"])
    for storm in STORMS:
        costs = []
        for share in SHARES:
            write_storm(path, storm, round(storm.frames * share))
            costs.append(cost(load([path], vips=VIPS), asked.rounds))
        rows.append([storm.name, *told(costs), f"{costs[-1][1] / usual:.1f}"])
    return Table(
        "Growth of storms",
        "Correlation and diagnosis: microseconds of processor time a row, at a twenty-fifth, a fifth and all of the "
        "largest number of rows. Where time is linear they do not rise; what a storm costs once weighs on small ones.",
        ["", "rows, largest", "us a row, 1/25", "1/5", "all", "times ordinary"],
        rows,
    )


def told(costs: list[tuple[int, float]]) -> list[str]:
    """The most rows, then what a row costs at each size."""
    return [f"{costs[-1][0]:,}", *(f"{each:.1f}" for _, each in costs)]


def cost(loaded: Loaded, rounds: int) -> tuple[int, float]:
    """Rows of what was loaded, and how many microseconds of processor time judging takes for each; the least of some
    rounds."""
    taken = []
    for _ in range(min(3, rounds)):
        start = time.process_time()
        conclude(loaded)
        taken.append(time.process_time() - start)
    return len(loaded.evidence), min(taken) / len(loaded.evidence) * 1e6


def timed(loaded: Loaded, rounds: int) -> tuple[float, int]:
    """Seconds to judge what was loaded, the median of some rounds, and its rows."""
    return statistics.median(seconds(lambda: conclude(loaded)) for _ in range(min(3, rounds))), len(loaded.evidence)
