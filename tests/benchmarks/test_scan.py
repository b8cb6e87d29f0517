"""How fast a capture is read, beside its peers, on the same file in the same run: `make bench`.

Nothing here passes or fails by time. ARPWATCH_BENCH_MB sets the size of the file (default 300).
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import dpkt
import pytest
from scapy.utils import PcapReader

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.evidence.addresses import address_number
from tests.benchmarks.traffic import write
from tests.conftest import REPO
from tests.savefiles import VIP

MEGABYTES = int(os.environ.get("ARPWATCH_BENCH_MB", "300"))
ROUNDS = 5
FILTER = f"arp or icmp or (host {VIP} and tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0)"
SLOW_FRAMES = 20_000


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, int]:
    path = tmp_path_factory.mktemp("bench") / "proxy.pcap"
    return str(path), write(path, MEGABYTES)


def read_all(path: str) -> None:
    memory = memoryview(bytearray(1 << 20))
    with Path(path).open("rb", buffering=0) as stream:
        while stream.readinto(memory):
            pass


def dpkt_frames(path: str) -> None:
    with Path(path).open("rb") as stream:
        for number, (_, data) in enumerate(dpkt.pcap.Reader(stream)):
            dpkt.ethernet.Ethernet(data)
            if number == SLOW_FRAMES:
                return


def scapy_frames(path: str) -> None:
    with PcapReader(path) as reader:
        for number, _ in enumerate(reader):
            if number == SLOW_FRAMES // 10:
                return


def tcpdump(path: str) -> None:
    command = ["tcpdump", "-r", path, "-w", "/dev/null", FILTER]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def test_reading_speed_beside_peers(capture: tuple[str, int]) -> None:
    path, frames = capture
    size = Path(path).stat().st_size
    contenders: dict[str, tuple[Callable[[], object], float]] = {
        "read() into a reused buffer": (lambda: read_all(path), 1.0),
        "ours, VIP given": (lambda: load([path], vips=[address_number(VIP)]), 1.0),
        "ours, VIP discovered": (lambda: load([path], discover=discover), 1.0),
        f"dpkt, {SLOW_FRAMES} frames": (lambda: dpkt_frames(path), SLOW_FRAMES / frames),
        f"scapy, {SLOW_FRAMES // 10} frames": (lambda: scapy_frames(path), SLOW_FRAMES / 10 / frames),
    }
    if shutil.which("tcpdump"):
        contenders["tcpdump, same frames"] = (lambda: tcpdump(path), 1.0)
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS + 1):
        for name, (action, _) in contenders.items():
            times[name].append(seconds(action))
    speeds = {name: contenders[name][1] * size / statistics.median(taken[1:]) / 1e6 for name, taken in times.items()}
    print(f"\n{size / 1e6:.0f} MB, {frames} frames, {platform.machine()}, medians of {ROUNDS}")
    for name, speed in sorted(speeds.items(), key=lambda item: -item[1]):
        print(f"  {name:32} {speed:10.1f} MB/s")
    target = REPO / "build" / "bench"
    target.mkdir(parents=True, exist_ok=True)
    (target / "scan.json").write_text(json.dumps({"bytes": size, "frames": frames, "megabytes_per_second": speeds}))
    loaded = load([path], vips=[address_number(VIP)])
    assert loaded.captures[0].frames == frames
