"""What is measured: one function a table."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.wire.wanted import CONTROL, COUNT, VIP_TCP
from tests.benchmarks.contenders import (
    Contender,
    dpkt_frames,
    pyshark_frames,
    quiet,
    read_all,
    scapy_frames,
    share,
    tcpdump,
    to_rows,
)
from tests.benchmarks.report import Table
from tests.benchmarks.traffic import write
from tests.savefiles import VIP

VIPS = [address_number(VIP)]
OPENING = f"(host {VIP} and tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0)"
ROWS_FILTER = f"arp or icmp or icmp6 or ip proto 112 or {OPENING}"
FLOWS_FILTER = f"arp or icmp or icmp6 or ip proto 112 or host {VIP}"
DISPLAY_FILTER = f"arp || icmp || vrrp || (ip.addr == {VIP} && tcp.flags & 7)"
COMMAND = Path(sys.executable).with_name("arpwatch-k8s")
SMALL_FRAMES, TSHARK_MB = 10_000, 100
SMALL_MB = 900
"""Some 3 million frames of small connections."""
SIZES_GB = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


def seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def race(contenders: dict[str, Contender], rounds: int) -> dict[str, list[float]]:
    """Seconds for the whole file of each contender in each round, the first left out; slow ones have two."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    os.sync()  # what was made is written to disk meanwhile otherwise
    for number in range(rounds + 1):
        for name, contender in contenders.items():
            if contender.every_round or number < 2:
                taken[name].append(seconds(contender.run) / contender.share)
    return {name: times[1:] for name, times in taken.items()}


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


def whole(folder: Path, asked: argparse.Namespace) -> Table:
    """Many small connections, from command to verdict: what a busy proxy's capture takes beside tcpdump's filter."""
    path = folder / "small.pcap"
    made = write(path, min(SMALL_MB, asked.largest), vip_share=1.0, segments=0.5)
    arguments = ("analyze", str(path), "--vip", VIP, "--brief", "-q")
    contenders = {
        "tcpdump -r -w /dev/null": Contender(tcpdump(path, FLOWS_FILTER)),
        "arpwatch-k8s analyze --vip --brief": Contender(lambda: quiet(str(COMMAND), *arguments)),
    }
    peer, ours = race(contenders, min(3, asked.rounds)).values()
    ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, peer, strict=True))
    rows = [
        ["tcpdump -r -w /dev/null", f"{statistics.median(peer):.2f}", "1x", ""],
        ["arpwatch-k8s analyze --vip --brief", f"{statistics.median(ours):.2f}", f"{ratio:.1f}x", "4x"],
    ]
    return Table(
        "Small connections, from command to verdict",
        f"{made.frames:,} frames, {path.stat().st_size / 1e6:,.0f} MB, {made.vip_connections:,} connections, all of "
        "the VIP, none with more than a few segments.",
        ["", "s", "times tcpdump", "aim"],
        rows,
    )


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
