"""What the parts of the work take, each by itself, on two sets of captures: many small ones and a few large ones.

Processor time, which others on the machine disturb least, and the median of some rounds: where others keep memory and
caches busy, whole runs have their share of that, too. Two sets tell what a file costs from what its bytes or rows cost.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from arpwatch_k8s.analysis.concluding import conclude
from arpwatch_k8s.capture.progress import Meter
from arpwatch_k8s.cluster import Processes, Threads, extract
from arpwatch_k8s.cluster.discovery import jobs_back, read_back, vips_in
from arpwatch_k8s.cluster.driving import Drive, Failed
from arpwatch_k8s.cluster.extraction import Extraction, first_readings
from arpwatch_k8s.cluster.looking import jobs_of, look
from arpwatch_k8s.cluster.work import Again, Job, do
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.dataset import reading, snapshot
from tests.benchmarks.fleet.made import write_files
from tests.benchmarks.fleet.model import Line, Rates

SMALL, LARGE = [200_000] * 50, [30_000_000] * 5
"""Sizes, bytes."""
ROUNDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A set of captures, and what is seconds of one processor for all of it."""

    files: int
    bytes: int
    control: int
    rows: int
    dataset_bytes: int
    look: float
    first: float
    again: float
    back: float
    settle: float
    load: float
    conclude: float


def cpu(action: Callable[[], object]) -> float:
    """Processor time of this process."""
    start = time.process_time()
    action()
    return time.process_time() - start


def usual(action: Callable[[], object]) -> float:
    """The median of some rounds."""
    return statistics.median(cpu(action) for _ in range(ROUNDS))


def rates(folder: Path) -> Rates:
    """All rates, from captures that are made in a folder."""
    small = sample(folder / "small", SMALL)
    large = sample(folder / "large", LARGE)
    both = (small, large)

    def line(name: str, each: str, more: str) -> Line:
        (small_s, *small_x), (large_s, *large_x) = (
            (getattr(one, name), 1 if each == "once" else getattr(one, each), getattr(one, more)) for one in both
        )
        return through(small_x, small_s, large_x, large_s)

    def per_byte(name: str) -> float:
        return float(getattr(large, name)) / large.bytes

    jobs = again_jobs(folder / "small" / "dataset")
    first, again = line("first", "files", "bytes"), line("again", "files", "bytes")
    return Rates(
        start_s=start(folder, first, again),
        look_s=small.look / small.files,
        hand_out_s=hand_out(jobs),
        first=first,
        again=again,
        back=line("back", "files", "control"),
        settle=line("settle", "files", "control"),
        load=line("load", "files", "rows"),
        conclude=line("conclude", "once", "rows"),
        control_per_byte=per_byte("control"),
        rows_per_byte=per_byte("rows"),
        dataset_per_byte=per_byte("dataset_bytes"),
    )


def through(small: Sequence[float], small_s: float, large: Sequence[float], large_s: float) -> Line:
    """What one costs, and what more of it does, by two sets; nothing of either where that is lost in the noise."""
    (a, b), (c, d) = small, large
    each = (small_s * d - large_s * b) / (a * d - b * c)
    more = (a * large_s - c * small_s) / (a * d - b * c)
    if each < 0:
        return Line(0.0, large_s / d)
    return Line(each, more) if more >= 0 else Line(small_s / a, 0.0)


def sample(folder: Path, sizes: Sequence[int]) -> Sample:
    """Everything of a set, each part by itself."""
    captures, dataset = folder / "captures", folder / "dataset"
    total = write_files(captures, sizes)
    extract([str(captures)], str(dataset), lambda: Threads(1), now_ns=time.time_ns())
    held = snapshot.read(dataset)
    if not held.vips:
        raise SystemExit("fleet: no VIP was found in what was made")
    firsts, agains = [], []
    for number in range(ROUNDS):
        other = folder / f"round-{number}"
        snapshot.begin(other, None)
        jobs = jobs_of(look([str(captures)], [], time.time_ns()), [], str(other), None)
        firsts.append(worked(jobs))
        agains.append(worked(again_jobs(dataset, other)))

    kept = first_readings(dataset, None)
    crew = Processes(1)

    def settle() -> None:
        vips_in(dataset, kept, crew)
        Extraction(dataset, None, no_crew, keep_going=False).settle()

    def back() -> None:
        for job in jobs_back(dataset, kept):
            if isinstance(outcome := read_back(job), Failed):
                raise SystemExit(f"fleet: {outcome}")

    meter = Meter(None, [], 1)
    control = sum(len(reading.read_part(dataset, one, 0, meter).evidence) for one in kept)
    loaded = reading.load(str(dataset), discover=discover)
    settle()  # a process that begins is measured by itself
    made = Sample(
        files=len(sizes),
        bytes=total,
        control=control,
        rows=len(loaded.evidence),
        dataset_bytes=size_of(dataset),
        look=usual(lambda: look([str(captures)], [], time.time_ns())),
        first=statistics.median(firsts),
        again=statistics.median(agains),
        back=usual(back),
        settle=usual(settle),
        load=usual(lambda: reading.load(str(dataset), discover=discover)),
        conclude=usual(lambda: conclude(loaded)),
    )
    crew.close()
    return made


def no_crew() -> Threads:
    """Nobody: everything is read."""
    raise SystemExit("fleet: a reading is left that was made before")


def worked(jobs: Sequence[Job]) -> float:
    """Processor time of some jobs, done here."""
    start = time.process_time()
    for job in jobs:
        outcome = do(job)
        if not hasattr(outcome, "content"):
            raise SystemExit(f"fleet: {outcome}")
    return time.process_time() - start


def again_jobs(dataset: Path, folder: Path | None = None) -> list[Again]:
    """The second readings of a data set's captures, into another folder, or into itself, where they are known."""
    vips = snapshot.read(dataset).vips
    return [
        Again(
            source=one.source,
            folder=str(folder or dataset),
            vips=vips,
            content=one.content,
            mtime_ns=one.mtime_ns,
        )
        for one in first_readings(dataset, None)
    ]


def hand_out(jobs: Sequence[Again]) -> float:
    """Processor time of the client for a reading that is known, so that nothing is to be done."""
    crew = Processes(1)
    try:
        drive(crew, jobs)
        return usual(lambda: drive(crew, jobs)) / len(jobs)
    finally:
        crew.close()


def drive(crew: Processes, jobs: Sequence[Job]) -> None:
    """Have a crew do some jobs."""
    ran = Drive(crew, do, keep_going=False, told=lambda _: None).run(jobs)
    if ran.failed or ran.lost:
        raise SystemExit(f"fleet: {ran.failed} {ran.lost}")


def start(folder: Path, first: Line, again: Line) -> float:
    """Processor time of a new process for all that it does once: what two readings of a capture take, without those."""
    dataset, path = folder / "small" / "dataset", min((folder / "small" / "captures").iterdir())
    taken = []
    for number in range(ROUNDS):
        other = folder / f"start-{number}"
        snapshot.begin(other, None)
        before = of_children()
        crew = Processes(1)
        try:
            drive(crew, jobs_of(look([str(path)], [], time.time_ns()), [], str(other), None))
            drive(crew, [job for job in again_jobs(dataset, other) if job.source.path == str(path)])
        finally:
            crew.close()
        taken.append(of_children() - before)
    return max(0.0, statistics.median(taken) - first.of(1, path.stat().st_size) - again.of(1, path.stat().st_size))


def of_children() -> float:
    """Processor time of processes that were begun here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def size_of(folder: Path) -> int:
    """Bytes of all files of a data set."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
