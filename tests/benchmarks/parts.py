"""What is measured: one function a table."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
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
from arpwatch_k8s.capture.files import Meter, Task, load, read_source
from arpwatch_k8s.capture.parallel import processors
from arpwatch_k8s.capture.sink import Sink
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.evidence.batch import clear
from arpwatch_k8s.wire.wanted import CONTROL, COUNT, VIP_TCP, wanted
from tests.benchmarks.report import Table
from tests.benchmarks.traffic import Written, write
from tests.savefiles import VIP

VIPS = [address_number(VIP)]
OPENING = f"(host {VIP} and tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0)"
ROWS_FILTER = f"arp or icmp or icmp6 or ip proto 112 or {OPENING}"
FLOWS_FILTER = f"arp or icmp or icmp6 or ip proto 112 or host {VIP}"
DISPLAY_FILTER = f"arp || icmp || vrrp || (ip.addr == {VIP} && tcp.flags & 7)"
COMMAND = Path(sys.executable).with_name("arpwatch-k8s")
SLOW_FRAMES = {"dpkt": 100_000, "scapy": 5_000, "pyshark": 1_000}
SMALL_FRAMES, TSHARK_MB, BUFFER = 10_000, 100, 1 << 20
SIZES_GB = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


@dataclass
class Contender:
    """Something to time; `share` is how much of the file it gets through."""

    run: Callable[[], object]
    share: float = 1.0
    every_round: bool = True


def seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def race(contenders: dict[str, Contender], rounds: int) -> dict[str, list[float]]:
    """Seconds for the whole file of each contender in each round, the first left out; slow ones have two."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, contender in contenders.items():
            if contender.every_round or number < 2:
                taken[name].append(seconds(contender.run) / contender.share)
    return {name: times[1:] for name, times in taken.items()}


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


def scan(folder: Path, asked: argparse.Namespace) -> Table:
    """Frames of one file, by ourselves and by others."""
    path, part = folder / "proxy.pcap", folder / "part.pcap"
    made = write(path, asked.megabytes)
    write(part, TSHARK_MB)
    size, peer = path.stat().st_size, "tcpdump, rows"
    contenders = {
        "read() into a reused buffer": Contender(lambda: read_all(path)),
        peer: Contender(tcpdump(path, ROWS_FILTER)),
        "tcpdump, flows": Contender(tcpdump(path, FLOWS_FILTER)),
        "scan to rows, control frames": Contender(lambda: to_rows(path, CONTROL | COUNT, [])),
        "scan to rows and flows, VIP given": Contender(lambda: to_rows(path, CONTROL | COUNT | VIP_TCP, VIPS)),
        "columns, VIP given": Contender(lambda: load([path], vips=VIPS)),
        "columns, VIP discovered (two passes)": Contender(lambda: load([path], discover=discover)),
        "tshark -Y": Contender(
            lambda: quiet("tshark", "-r", str(part), "-Y", DISPLAY_FILTER),
            part.stat().st_size / size,
            every_round=False,
        ),
        "dpkt": Contender(lambda: dpkt_frames(path), share("dpkt", made), every_round=False),
        "scapy PcapReader": Contender(lambda: scapy_frames(path), share("scapy", made), every_round=False),
        "pyshark": Contender(lambda: pyshark_frames(path), share("pyshark", made), every_round=False),
    }
    wished = {
        "scan to rows, control frames": "3x",
        "scan to rows and flows, VIP given": "3x",
        "columns, VIP given": "2x",
        "columns, VIP discovered (two passes)": "1.5x",
    }
    times = race(contenders, asked.rounds)
    rows = []
    for name, taken in sorted(times.items(), key=lambda item: statistics.median(item[1])):
        speed = size / statistics.median(taken) / 1e6
        ratios = [
            [reference / own for reference, own in zip(times[other], taken, strict=False)]
            for other in (peer, "tcpdump, flows")
        ]
        rows.append(
            [
                name,
                f"{speed:,.0f}" if speed >= 10 else f"{speed:.2g}",
                *(f"{statistics.median(ratio):.2g}x" for ratio in ratios),
                wished.get(name, ""),
            ]
        )
    return Table(
        "Reading a capture",
        f"{size / 1e6:,.0f} MB, {made.frames:,} frames, {made.vip_connections:,} connections of the VIP and "
        f"{made.connections - made.vip_connections:,} others; medians of {asked.rounds}. tcpdump writes to /dev/null "
        "what becomes rows here (control frames, and what opens, closes or resets the VIP's connections), or all that "
        "the flow table looks at (every frame of the VIP). tshark reads a smaller file, dpkt, scapy and pyshark some "
        "thousand frames of this one; theirs is extrapolated.",
        ["", "MB/s", "times tcpdump (rows)", "times tcpdump (flows)", "aim"],
        rows,
    )


def containers(folder: Path, asked: argparse.Namespace) -> Table:
    """The same frames in other wrappings, and two files at once."""
    plain, other = folder / "proxy.pcap", folder / "proxy.pcapng"
    write(plain, asked.megabytes)
    write(other, asked.megabytes, pcapng=True)
    size = plain.stat().st_size
    zipped, zstd = plain.with_suffix(".pcap.gz"), plain.with_suffix(".pcap.zst")
    for command, target in ((["gzip", "-1", "-c"], zipped), (["zstd", "-q", "-c"], zstd)):
        with target.open("wb") as stream:
            subprocess.run([*command, str(plain)], check=True, stdout=stream)
    contenders = {
        "pcap": Contender(lambda: load([plain], vips=VIPS)),
        "pcapng": Contender(lambda: load([other], vips=VIPS), other.stat().st_size / size),
        "pcap and pcapng at once": Contender(
            lambda: load([plain, other], vips=VIPS), (size + other.stat().st_size) / size
        ),
        "pcap in gzip": Contender(lambda: load([zipped], vips=VIPS)),
        "gzip -dc": Contender(lambda: quiet("gzip", "-dc", str(zipped))),
        "pcap in zstd": Contender(lambda: load([zstd], vips=VIPS)),
        "zstd -dc": Contender(lambda: quiet("zstd", "-dcq", str(zstd))),
    }
    times = race(contenders, min(3, asked.rounds))
    rows = [[name, f"{size / statistics.median(taken) / 1e6:,.0f}"] for name, taken in times.items()]
    return Table(
        "Containers, compression, two files",
        f"{size / 1e6:,.0f} MB of frames, to columns, VIP given; decompressed bytes a second. gzip -dc and zstd -dc "
        "only decompress, to /dev/null.",
        ["", "MB/s"],
        rows,
    )


def command(folder: Path, asked: argparse.Namespace) -> Table:
    """The whole process, as a user waits for it."""
    whole, small = folder / "whole.pcap", folder / "small.pcap"
    write(whole, 1)
    quiet("editcap", "-r", "-F", "nsecpcap", str(whole), str(small), f"1-{SMALL_FRAMES}")
    contenders = {
        f"tshark -r, {SMALL_FRAMES:,} frames": Contender(lambda: quiet("tshark", "-r", str(small))),
        f"arpwatch-k8s analyze, {SMALL_FRAMES:,} frames": Contender(lambda: quiet(str(COMMAND), "analyze", str(small))),
        "arpwatch-k8s --help": Contender(lambda: quiet(str(COMMAND), "--help")),
    }
    times = race(contenders, 2 * asked.rounds)
    peer = statistics.median(next(iter(times.values())))
    aims = ["", f"{peer + 1.2:.2f} (tshark + 1.2)", "0.30"]
    rows = [
        [name, f"{statistics.median(taken):.2f}", aim] for (name, taken), aim in zip(times.items(), aims, strict=True)
    ]
    return Table("From command to verdict", "Whole processes, machine code cached.", ["", "s", "aim, s"], rows)


def growth(folder: Path, asked: argparse.Namespace) -> Table:
    """How the time grows with the size."""
    rows = []
    for gigabytes in SIZES_GB:
        if gigabytes * 1000 > asked.largest:
            break
        path = folder / "proxy.pcap"
        write(path, gigabytes * 1000)
        contenders = {
            "ours": Contender(lambda path=path: load([path], vips=VIPS)),  # type: ignore[misc]
            "tcpdump": Contender(tcpdump(path, FLOWS_FILTER)),
        }
        times = race(contenders, min(3, asked.rounds))
        rows.append([f"{path.stat().st_size / 1e9:.2f}", *(f"{statistics.median(t):.2f}" for t in times.values())])
        path.unlink()
    return Table(
        "How time grows",
        "To columns, VIP given, beside tcpdump with all frames of the VIP.",
        ["GB", "arpwatch-k8s, s", "tcpdump, s"],
        rows,
    )


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
