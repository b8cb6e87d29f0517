"""`python -m tests.benchmarks.fleet.same`: many captures, extracted in every way, are what they are by themselves.

To the row, and so is the verdict: by threads and processes, one and two, by a Dask cluster, by one of whose workers one
is killed on the way; whatever the order in which the captures are named.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from arpwatch_k8s.analysis.concluding import conclude
from arpwatch_k8s.capture.files import load
from arpwatch_k8s.capture.parts import Loaded
from arpwatch_k8s.cluster import Processes, Scheduler, Threads, extract
from arpwatch_k8s.cluster.crews import Crew
from arpwatch_k8s.correlator.vips import discover
from tests.benchmarks.__main__ import room
from tests.benchmarks.fleet.made import mixed, write_files
from tests.benchmarks.report import Table, show
from tests.cluster.dask_cluster import Cluster, until
from tests.cluster.pieces import difference, kept, shuffled


@dataclass(slots=True)
class Ways:
    """Captures, read as they are; and each way to extract them, held against that."""

    captures: list[str]
    folder: Path
    whole: Loaded
    rows: list[list[str]]

    def go(self, name: str, crew: Callable[[], Crew], *, kill: Callable[[], None] | None = None) -> None:
        """Extract them, and note what came of it; `kill` is called once a fifth of them is read."""
        target = self.folder / name.replace(" ", "-").replace(",", "")
        readings = target / "readings"

        def wait_and_kill() -> None:
            until(lambda: len(list(readings.glob("*.json"))) > len(self.captures) // 5)
            if kill is not None:
                kill()

        killer = Thread(target=wait_and_kill)
        begun = time.perf_counter()
        killer.start()
        did = extract(shuffled(self.captures), str(target), crew, now_ns=time.time_ns())
        took = time.perf_counter() - begun
        killer.join()
        got = kept(target)
        differs = difference(self.whole, got) or "nothing"
        if conclude(got).verdict != conclude(self.whole).verdict:
            differs += ", verdict"
        self.rows.append([name, f"{took:.1f}", f"{len(did.captures):,}", f"{len(did.failed):,}", differs])


def held(folder: Path, files: int, megabytes: float) -> tuple[Table, bool]:
    """All ways, and whether all are alike."""
    write_files(folder / "captures", mixed(files, megabytes * 1e6))
    captures = sorted(map(str, (folder / "captures").iterdir()))
    ways = Ways(captures, folder, load(captures, discover=discover), [])
    for count in (1, 2):
        ways.go(f"threads, {count}", lambda count=count: Threads(count))  # type: ignore[misc]
        ways.go(f"processes, {count}", lambda count=count: Processes(count))  # type: ignore[misc]
    (folder / "cluster").mkdir()
    cluster = Cluster(folder / "cluster")
    try:
        ways.go("Dask, 2 workers", lambda: Scheduler(cluster.address))
        ways.go("Dask, one of 2 killed", lambda: Scheduler(cluster.address), kill=cluster.workers[0].kill)
    finally:
        cluster.close()
    table = Table(
        "The same by every way",
        f"{files:,} captures of mixed size, {megabytes:,.0f} MB, {len(ways.whole.evidence):,} rows, named in another "
        "order each time; what is extracted differs from the captures themselves in:",
        ["by", "s", "captures", "failed", "differs in"],
        ways.rows,
    )
    return table, all(row[2:] == [f"{files:,}", "0", "nothing"] for row in ways.rows)


def main() -> int:
    """Hold all ways against the captures; 1 where any differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.fleet.same", description=__doc__)
    parser.add_argument("--files", type=int, default=1000, help="captures of mixed size (default 1000)")
    parser.add_argument("--megabytes", type=float, default=200, help="of all of them (default 200)")
    asked = parser.parse_args()
    with room(round(asked.megabytes) * 2 + 500) as folder:
        table, alike = held(folder, asked.files, asked.megabytes)
    show(table)
    return 0 if alike else 1


if __name__ == "__main__":
    raise SystemExit(main())
