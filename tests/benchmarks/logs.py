"""How fast logs are read: of each kind, beside what only walks their lines, and what only counts them."""

from __future__ import annotations

import argparse
import resource
import statistics
from collections.abc import Callable
from datetime import UTC
from functools import partial
from pathlib import Path

from arpwatch_k8s.logs.sources import LogFile, read_log
from tests.benchmarks.contenders import quiet
from tests.benchmarks.log_lines import KINDS, START, write_log
from tests.benchmarks.report import Table

MEGABYTES = 50
NEAR_NS = int(START.timestamp()) * 1_000_000_000


def read(path: Path) -> None:
    read_log(LogFile(path=str(path)), UTC, near=NEAR_NS)


def walk(path: Path) -> None:
    with path.open(encoding="utf-8") as text:
        for _ in text:
            pass


def of_processor(action: Callable[[], object]) -> float:
    """Seconds of a processor, this process's and its children's: whatever else runs on the machine."""
    before = used()
    action()
    return used() - before


def used() -> float:
    """Seconds of a processor so far."""
    whose = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in whose)


def logs(folder: Path, asked: argparse.Namespace) -> Table:
    """Logs of each kind, a file each."""
    path, rows = folder / "some.log", []
    for name, (_, line) in KINDS.items():
        lines = write_log(path, line, min(asked.megabytes, MEGABYTES) * 1_000_000)
        size = path.stat().st_size
        contenders = partial(read, path), partial(walk, path), partial(quiet, "wc", "-l", str(path))
        taken = [[of_processor(one) for one in contenders] for _ in range(asked.rounds + 1)][1:]
        ours = statistics.median(row[0] for row in taken)
        walked, counted = (statistics.median(row[0] / row[peer] for row in taken) for peer in (1, 2))
        rows.append([name, f"{size / ours / 1e6:,.0f}", f"{lines / ours:,.0f}", f"{walked:.1f}x", f"{counted:.1f}x"])
    return Table(
        "Reading logs",
        f"Files of {MEGABYTES} MB, told by their content and read to events, in seconds of the processor; medians of "
        f"{asked.rounds}. One of 500 lines says something, but where each does. The last columns: how many times as "
        "long as Python takes to walk the lines, and `wc -l`. The aim: 100 MB/s where lines say nothing.",
        ["", "MB/s", "lines/s", "times a Python loop", "times wc -l"],
        rows,
    )
