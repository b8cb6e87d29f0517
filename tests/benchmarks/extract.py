"""`python -m tests.benchmarks.extract`: what a data set costs, in time and in bytes. Nothing here passes or fails.

Captures of a proxy's traffic as a ring buffer has them, one after the other in time: large ones for
what extraction takes beside reading them, by one process and by two, and very small ones for what each file costs.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.cluster import Processes, Threads, extract
from arpwatch_k8s.cluster.crews import Crew
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.dataset import reading
from tests.benchmarks.report import as_installed, machine
from tests.benchmarks.traffic import PCAP_HEADER, Template, laid_out
from tests.savefiles import MAC_A, NS, announcement, exchange, pcap

SMALL_FILES = 500


def used() -> float:
    """Seconds of processor time of this process and of those that it waited for."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the wall and of processors that some work takes."""
    wall, cpu = time.perf_counter(), used()
    work()
    return time.perf_counter() - wall, used() - cpu


def into(paths: list[str], target: Path, crew: Callable[[], Crew]) -> tuple[float, float]:
    """What it takes to extract them, and that all were."""
    wall, cpu = timed(lambda: extract(paths, str(target), crew, now_ns=time.time_ns() + 3600 * NS))
    held = reading.load(str(target), discover=discover)
    assert len(held.captures) == len(paths)
    return wall, cpu


def bytes_of(folder: Path) -> int:
    """Bytes of a folder's files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def large(room: Path, files: int, segments: float) -> None:
    """A ring buffer of a proxy."""
    block, _ = laid_out(segments, 0.5)
    template = Template(block, pcapng=False)
    paths = [str(room / f"{number:04}.pcap") for number in range(files)]
    for number, path in enumerate(paths):
        with Path(path).open("wb") as stream:
            stream.write(PCAP_HEADER)
            template.at(number).tofile(stream)
    size = sum(Path(path).stat().st_size for path in paths)
    print(f"{files} captures of a proxy, {size / 1e6:,.0f} MB, answers of {segments:g} segments")
    wall, cpu = timed(lambda: load(paths, discover=discover))
    print(f"  read as they are, threads    {wall:7.2f} s {cpu:7.2f} s of processors")
    for workers in (1, 2):
        target = room / f"set{workers}"
        wall, cpu = into(paths, target, lambda workers=workers: Processes(workers))  # type: ignore[misc]
        print(f"  extracted by {workers} process{'es' * (workers > 1):<12} {wall:7.2f} s {cpu:7.2f} s of processors")
    print(f"  the data set has {bytes_of(room / 'set1') / size:.2%} of their bytes")
    wall, cpu = timed(lambda: reading.load(str(room / "set1"), discover=discover))
    print(f"  read from it                 {wall:7.2f} s {cpu:7.2f} s of processors")


def small(room: Path) -> None:
    """Very many small files."""
    paths = []
    for number in range(SMALL_FILES):
        start = number * NS
        path = room / f"{number:04}.pcap"
        path.write_bytes(pcap([(start, announcement(MAC_A)), *exchange(start + 1, 1024 + number)]))
        paths.append(str(path))
    _, plain = timed(lambda: load(paths, discover=discover))
    _, kept = into(paths, room / "set", lambda: Threads(1))
    print(f"{SMALL_FILES} captures of 5 frames")
    print(f"  {(kept - plain) / SMALL_FILES * 1e3:.1f} ms of a processor for each beside its reading ({plain:.2f} s)")


def main() -> None:
    """Both."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.extract", description=__doc__)
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--segments", type=float, default=12, help="of an answer, on average")
    asked = parser.parse_args()
    as_installed()
    print(", ".join(f"{name}: {value}" for name, value in machine().items()))
    print(f"load {os.getloadavg()[0]:.1f} when it began")
    for work in (lambda room: large(room, asked.files, asked.segments), small):
        with tempfile.TemporaryDirectory(prefix="arpwatch-bench-") as room:
            work(Path(room))


if __name__ == "__main__":
    main()
