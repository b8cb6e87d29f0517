"""`python -m tests.benchmarks.fleet`: what many captures cost, measured, and 10 TB by a model made from that."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.__main__ import TARGET, room
from tests.benchmarks.fleet.made import mixed, write_files
from tests.benchmarks.fleet.measured import SMALL, rates
from tests.benchmarks.fleet.model import Fleet
from tests.benchmarks.fleet.page import page
from tests.benchmarks.fleet.told import Told, check, draw, large, parts, save, stops
from tests.benchmarks.fleet.whole import peak_of, run
from tests.benchmarks.report import as_installed, machine, show
from tests.conftest import REPO


def options() -> argparse.Namespace:
    """What the caller wants."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.fleet", description=__doc__)
    parser.add_argument("--files", type=int, default=60, help="captures of mixed size (default 60)")
    parser.add_argument("--gigabytes", type=float, default=0.3, help="of all of them (default 0.3)")
    parser.add_argument("--rounds", type=int, default=2, help="whole runs for each number of workers (default 2)")
    parser.add_argument("--write-docs", action="store_true", help="write the result into docs/, too")
    return parser.parse_args()


def measure(folder: Path, asked: argparse.Namespace) -> Told:
    """The parts, then whole runs."""
    measured = rates(folder / "parts")
    captures = folder / "captures"
    fleet = Fleet(asked.files, write_files(captures, mixed(asked.files, asked.gigabytes * 1e9)))
    runs = [run(captures, folder, workers, asked.rounds) for workers in (1, 2)]
    small = folder / "parts" / "small" / "dataset"
    fewer_rows = len(SMALL) * SMALL[0] * measured.rows_per_byte
    return Told(
        rates=measured,
        fleet=fleet,
        runs=runs,
        row_bytes=(peak_of(runs[-1].dataset) - peak_of(small)) / (runs[-1].rows - fewer_rows),
        rounds=asked.rounds,
    )


def main() -> None:
    """Measure, and tell."""
    asked = options()
    as_installed()
    TARGET.mkdir(parents=True, exist_ok=True)
    with room(round(asked.gigabytes * 1000) + 500) as folder:
        told = measure(folder, asked)
    for table in (parts(told), check(told), large(told), stops(told)):
        show(table)
    about = machine()
    (TARGET / "fleet.json").write_text(json.dumps({"machine": about, **asdict(told)}, indent=2, default=str) + "\n")
    save(draw(told), TARGET / "fleet.svg")
    if asked.write_docs:
        save(draw(told), REPO / "docs" / "fleet.svg")
        (REPO / "docs" / "many-captures-cost.md").write_text(page(told, about))


if __name__ == "__main__":
    main()
