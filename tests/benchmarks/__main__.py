"""`make bench`: how fast captures are read, beside the field's tools, on the same file in the same run.

Nothing here passes or fails. Contenders take turns in rounds, of which the first does not count; a figure is the median
of the rest, a ratio the median of the ratios within each round.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks import parts
from tests.benchmarks.judging import judging, series, storms
from tests.benchmarks.logs import logs
from tests.benchmarks.memory import memory
from tests.benchmarks.report import REPO, Table, as_installed, document, figure, machine, show

TARGET = REPO / "build" / "bench"


@contextmanager
def room(megabytes: int) -> Iterator[Path]:
    """A folder for so much; says so where the disk has less."""
    free = shutil.disk_usage(tempfile.gettempdir()).free / 1e6
    if free < megabytes * 1.1:
        raise SystemExit(f"bench: {megabytes} MB of disk are needed in {tempfile.gettempdir()}, {free:.0f} are free")
    with tempfile.TemporaryDirectory(prefix="arpwatch-bench-") as folder:
        yield Path(folder)


def options() -> argparse.Namespace:
    """What the caller wants."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count (default 5)")
    parser.add_argument("--megabytes", type=int, default=1000, help="size of the main file (default 1000)")
    parser.add_argument("--largest", type=int, default=5000, help="size of the largest file (default 5000)")
    parser.add_argument("--only", choices=PARTS, action="append", help="some tables alone")
    parser.add_argument("--write-docs", action="store_true", help="write the result into docs/, too")
    return parser.parse_args()


PARTS: dict[str, Callable[[Path, argparse.Namespace], Table]] = {
    "scan": parts.scan,
    "containers": parts.containers,
    "command": parts.command,
    "whole": parts.whole,
    "growth": parts.growth,
    "judging": judging,
    "storms": storms,
    "series": series,
    "memory": memory,
    "logs": logs,
}


def main() -> None:
    """Run the benchmarks."""
    asked = options()
    as_installed()
    TARGET.mkdir(parents=True, exist_ok=True)
    tables: dict[str, Table] = {}
    for name, measure in PARTS.items():
        if asked.only and name not in asked.only:
            continue
        with room(
            asked.largest if name in ("growth", "judging", "storms", "series", "memory") else 4 * asked.megabytes
        ) as folder:
            tables[name] = measure(folder, asked)
        show(tables[name])
    about = machine()
    results: dict[str, Any] = {"machine": about, "tables": {name: table.as_dict() for name, table in tables.items()}}
    (TARGET / "bench.json").write_text(json.dumps(results, indent=2) + "\n")
    if "growth" in tables:
        figure(tables["growth"], TARGET / "growth.svg")
    if asked.write_docs:
        document(tables, about, REPO / "docs")


if __name__ == "__main__":
    main()
