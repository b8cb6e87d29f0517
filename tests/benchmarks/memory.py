"""How much memory whole processes take."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.report import Table
from tests.benchmarks.traffic import write

PEAK = """
import atexit, pathlib, re, sys

def tell():
    peak = re.search("VmHWM:\\s*(\\d+) kB", pathlib.Path("/proc/self/status").read_text())
    print("peak", peak[1], file=sys.stderr)

atexit.register(tell)
"""
READ = """
from arpwatch_k8s.capture.files import load
from arpwatch_k8s.correlator.vips import discover
loaded = load([sys.argv[1]], discover=discover)
print(len(loaded.evidence))
"""
ANALYZE = """
from arpwatch_k8s.cli import main
sys.argv[1:1] = ["analyze"]
main()
"""


def peak(script: str, path: Path) -> tuple[float, float, str]:
    """Seconds and peak memory in MiB of a process that runs a script, and what it printed.

    The process tells its own peak: what the kernel says of a child begins with the memory of the parent that forked it.
    """
    start = time.perf_counter()
    arguments = [sys.executable, "-c", PEAK + script, str(path)]
    done = subprocess.run(arguments, check=True, capture_output=True, text=True)
    return time.perf_counter() - start, int(done.stderr.rsplit("peak ", 1)[1]) / 1024, done.stdout


def memory(folder: Path, asked: argparse.Namespace) -> Table:
    """Whole processes over large captures: time and peak memory."""
    path, rows, about = folder / "proxy.pcap", [], []
    write(path, 1)
    _, idle, _ = peak(READ, path)
    for megabytes in (asked.megabytes, asked.largest):
        made = write(path, megabytes, vip_share=1.0)
        size = f"{path.stat().st_size / 1e9:.1f} GB"
        reading, read_peak, said = peak(READ, path)
        analyzing, peak_of_all, _ = peak(ANALYZE, path)
        evidence = int(said)
        about.append(f"{size}: {made.vip_connections:,} connections, all of the VIP, {evidence:,} rows")
        for name, taken, most in (("read", reading, read_peak), ("analyze", analyzing, peak_of_all)):
            each = (most - idle) * 2**20 / evidence
            rows.append([f"{name}, {size}", f"{taken:.1f}", f"{most:,.0f}", f"{each:,.0f}"])
    return Table(
        "Large captures, whole processes",
        f"VIP discovered, so every file is read twice. {'; '.join(about)}. All begin with the {idle:,.0f} MiB of a "
        "process that has read next to nothing. The aim: 1,536 MiB for 10 GB and a million connections.",
        ["", "s", "peak MiB", "bytes a row"],
        rows,
    )
