"""Extraction and analysis from end to end, and who spent what.

On a machine that others use, the clock on the wall tells of them, too. So the way through the run is measured besides:
what the client spent by itself, and in each pass what the worker spent that had most to do. On a machine of its own,
with the captures in the page cache, that is how long the run takes.
"""

from __future__ import annotations

import os
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.cluster import Processes, extract
from tests.benchmarks.fleet.measured import of_children
from tests.benchmarks.fleet.timed import timed
from tests.benchmarks.memory import ANALYZE, peak

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run from end to end, seconds; of some rounds each the median."""

    workers: int
    wall: float
    path: float
    """What the client spent by itself, and the worker that had most to do."""
    client: float
    working: float
    """Processor time of all workers."""
    others: float
    """What others took of the machine's processors meanwhile, of 1."""
    dataset: Path
    rows: int
    analyze_wall: float
    analyze_cpu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """An extraction, as `Run` has it."""

    wall: float
    path: float
    client: float
    working: float
    others: float


@dataclass(slots=True)
class Pass:
    """All jobs of a kind."""

    began: float
    """Processor time of the client when the first was handed out."""
    ended: float = 0.0
    by_worker: dict[int, float] = field(default_factory=lambda: defaultdict(float))


class Watched(Executor):
    """A pool whose jobs say what they took."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool
        self.passes: dict[str, Pass] = {}

    def submit(self, fn: Callable[..., Any], /, *args: object, **kwargs: object) -> Future[Any]:
        """As the pool's."""
        (job,) = args
        of_kind = self.passes.setdefault(type(job).__name__, Pass(time.process_time()))
        outer: Future[Any] = Future()

        def hand_on(inner: Future[tuple[object, int, float]]) -> None:
            outcome, pid, taken = inner.result()
            of_kind.by_worker[pid] += taken
            of_kind.ended = time.process_time()
            outer.set_result(outcome)

        self._pool.submit(timed, fn, job).add_done_callback(hand_on)
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As the pool's."""
        self._pool.shutdown(wait, cancel_futures=cancel_futures)


class WatchedProcesses(Processes):
    """Processes whose jobs say what they took."""

    def renew(self) -> None:
        """New processes."""
        Processes.renew(self)
        assert isinstance(self.executor, ProcessPoolExecutor)
        self.executor = Watched(self.executor)


def run(captures: Path, folder: Path, workers: int, rounds: int) -> Run:
    """Extract captures into new data sets, and analyze the last."""
    extractions = [extraction(captures, folder / f"{workers}-{number}", workers) for number in range(rounds)]
    dataset = folder / f"{workers}-{rounds - 1}"
    analyses = []
    for _ in range(rounds):
        wall, own = time.perf_counter(), time.process_time()
        result = analyze([str(dataset)])
        analyses.append((time.perf_counter() - wall, time.process_time() - own, len(result.case.evidence)))
    return Run(
        workers=workers,
        wall=statistics.median(one.wall for one in extractions),
        path=statistics.median(one.path for one in extractions),
        client=statistics.median(one.client for one in extractions),
        working=statistics.median(one.working for one in extractions),
        others=statistics.median(one.others for one in extractions),
        dataset=dataset,
        rows=analyses[0][2],
        analyze_wall=statistics.median(wall for wall, *_ in analyses),
        analyze_cpu=statistics.median(own for _, own, _ in analyses),
    )


def extraction(captures: Path, dataset: Path, workers: int) -> Extraction:
    """Extract captures into a new data set."""
    crews: list[WatchedProcesses] = []

    def crew() -> WatchedProcesses:
        crews.append(WatchedProcesses(workers))
        return crews[-1]

    busy, wall, own, of_workers = machine_busy(), time.perf_counter(), time.process_time(), of_children()
    did = extract([str(captures)], str(dataset), crew, now_ns=time.time_ns())
    wall, own = time.perf_counter() - wall, time.process_time() - own
    working = of_children() - of_workers
    others = max(0.0, machine_busy() - busy - own - working) / wall / (os.cpu_count() or 1)
    if did.failed or did.lost or did.snapshot is None:
        raise SystemExit(f"fleet: {did.failed} {did.lost}")
    executor = crews[0].executor
    assert isinstance(executor, Watched)
    passes = executor.passes.values()
    during = [(one.ended - one.began, max(one.by_worker.values())) for one in passes]
    starts = (working - sum(sum(one.by_worker.values()) for one in passes)) / workers
    path = own - sum(spent for spent, _ in during) + starts + sum(max(both) for both in during)
    return Extraction(wall=wall, path=path, client=own, working=working, others=others)


def machine_busy() -> float:
    """Processor time of everybody on the machine, since it was started."""
    found = re.match(r"cpu +(.*)", Path("/proc/stat").read_text())
    user, nice, system, _, _, irq, softirq, steal, *_ = map(int, (found[1] if found else "").split())
    return (user + nice + system + irq + softirq + steal) / TICKS


def peak_of(dataset: Path) -> float:
    """Peak memory, bytes, of a process that analyzes a data set."""
    _, mebibytes, _ = peak(ANALYZE, dataset)
    return mebibytes * 2**20
