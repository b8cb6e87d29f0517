"""What is timed: ourselves, the tools of the field, the disk."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from mmap import mmap
from pathlib import Path
from threading import Event

import dpkt
import pyshark
from scapy.utils import PcapReader

from arpwatch_k8s.capture import files, sources
from arpwatch_k8s.capture.files import Meter, Task, read_source
from arpwatch_k8s.capture.parallel import processors
from arpwatch_k8s.capture.sink import Sink
from arpwatch_k8s.evidence.batch import clear
from arpwatch_k8s.wire.wanted import wanted
from tests.benchmarks.traffic import Written

SLOW_FRAMES = {"dpkt": 100_000, "scapy": 5_000, "pyshark": 1_000}
BUFFER = 1 << 20


@dataclass
class Contender:
    """Something to time; `share` is how much of the file it gets through."""

    run: Callable[[], object]
    share: float = 1.0
    every_round: bool = True


def quiet(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def tcpdump(path: Path, expression: str) -> Callable[[], None]:
    return lambda: quiet("tcpdump", "-r", str(path), "-w", "/dev/null", expression)


def read_all(path: Path) -> None:
    memory = memoryview(mmap(-1, BUFFER))  # begins at a page, where the kernel copies to fastest
    with path.open("rb", buffering=0) as stream:
        while stream.readinto(memory):
            pass


class RowsOnly(Sink):
    """Rows are written over, not turned into columns that stay."""

    def flush(self) -> None:
        state = self.state
        clear(state["rows"], state["rows_n"])
        state["rows_n"] = state["listed_n"] = state["flushed_n"] = 0


@contextmanager
def rows_only() -> Iterator[None]:
    files.Sink = RowsOnly  # type: ignore[misc]
    try:
        yield
    finally:
        files.Sink = Sink  # type: ignore[misc]


def to_rows(path: Path, mode: int, vips: list[int]) -> None:
    source = sources.find([path]).sources[0]
    with rows_only():
        read_source(Task(source, "x", 0, spare=processors() > 1), wanted(mode, vips), Meter(None, [], 1), Event())


def dpkt_frames(path: Path) -> None:
    with path.open("rb") as stream:
        for number, (_, data) in enumerate(dpkt.pcap.Reader(stream), 1):
            dpkt.ethernet.Ethernet(data)
            if number == SLOW_FRAMES["dpkt"]:
                return


def scapy_frames(path: Path) -> None:
    with PcapReader(str(path)) as reader:
        for number, _ in enumerate(reader, 1):
            if number == SLOW_FRAMES["scapy"]:
                return


def pyshark_frames(path: Path) -> None:
    with pyshark.FileCapture(str(path), keep_packets=False) as packets:
        for number, _ in enumerate(packets, 1):
            if number == SLOW_FRAMES["pyshark"]:
                return


def share(name: str, made: Written) -> float:
    return min(1.0, SLOW_FRAMES[name] / made.frames)
