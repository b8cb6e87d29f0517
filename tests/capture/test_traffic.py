"""The benchmarks' traffic is what it says: whole connections in order, and as many as were promised."""

from collections import defaultdict
from pathlib import Path

import dpkt
import pytest

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.evidence.row import TCP_SYN
from tests.benchmarks.traffic import write
from tests.savefiles import VIP


@pytest.mark.parametrize("pcapng", [False, True])
def test_the_scan_finds_the_connections_that_the_generator_made(tmp_path: Path, pcapng: bool) -> None:
    path = tmp_path / "traffic"
    made = write(path, 1, vip_share=0.25, pcapng=pcapng)
    loaded = load([path], vips=[address_number(VIP)])
    info = loaded.captures[0]
    assert (info.frames, info.backwards, info.truncated_at, info.corrupt_at) == (made.frames, 0, None, None)
    assert not info.undecoded
    assert len(loaded.evidence.of_kinds(TCP_SYN)) == made.vip_connections


def test_every_connection_counts_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "traffic"
    write(path, 1)
    follow: dict[tuple[bytes, int, bytes, int], int] = {}
    segments: dict[bool, int] = defaultdict(int)
    with path.open("rb") as stream:
        for _, data in dpkt.pcap.Reader(stream):
            ip = dpkt.ethernet.Ethernet(data).data
            if not isinstance(ip, dpkt.ip.IP) or not isinstance(ip.data, dpkt.tcp.TCP):
                continue
            tcp = ip.data
            key = (ip.src, tcp.sport, ip.dst, tcp.dport)
            if tcp.flags & dpkt.tcp.TH_SYN:
                follow[key] = tcp.seq
            if key in follow:  # the capture begins in the middle of some
                segments[tcp.seq == follow[key]] += 1
                ends = bool(tcp.flags & (dpkt.tcp.TH_SYN | dpkt.tcp.TH_FIN))
                follow[key] = (tcp.seq + len(tcp.data) + ends) & 0xFFFFFFFF
    assert segments[True] > 10_000
    assert segments[False] == 0
