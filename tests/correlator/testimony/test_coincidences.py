"""What a log says at the instant at which something crosses the wire."""

from pathlib import Path

import numpy as np
import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.correlator.testimony.coincidences import LAG_NS, Coincidence, coincidence, coincidences, named_in
from arpwatch_k8s.inventory import Inventory, Node
from arpwatch_k8s.logs.details.detail import ProxyRemark
from arpwatch_k8s.logs.event import LogEvent
from tests.savefiles import CLIENT, NS, VIP, announcement, icmp, pcap, save, segment

A, B = "52:54:00:00:00:0a", "52:54:00:00:00:0b"
START = 1_795_378_470
STAMPS = {8: "20:14:38", 20: "20:14:50", 23: "20:14:53", 40: "20:15:10"}
"""Seconds after START, as times of the 22nd of November 2026."""


def at(seconds: float) -> int:
    return round((START + seconds) * NS)


def told(folder: Path, name: str, *lines: str) -> list[tuple[list[float], list[float]]]:
    """Seconds of lines and of frames that must coincide."""
    frames = [
        (at(0), announcement(A)),
        (at(5), segment("S", port=40001, seq=1)),
        (at(8.07), icmp(3, 1, port=40001, seq=1)),
        *((at(second), announcement(B)) for second in (20.3, 21.4, 22.5, 40.6)),
        (at(60), announcement(A)),
    ]
    capture = save(folder / "proxy.pcap", pcap(frames))
    log = save(folder / name, "\n".join(lines).encode())
    case = aw.analyze(capture, vip=VIP, nodes={"node2": B}, logs=f"{log}@UTC").result.case
    return [seconds(one) for one in coincidences(case.logs[0], case.vips, case.inventory)]


def seconds(one: Coincidence) -> tuple[list[float], list[float]]:
    starts = [round((time + LAG_NS) / NS - START, 3) for time in one.starts.tolist()]
    return starts, [round(time / NS - START, 3) for time in one.frames.tolist()]


def error(second: int, number: str) -> str:
    return (
        f"2026/11/22 {STAMPS[second]} [error] 1#1: *1 connect() failed ({number}) while connecting to upstream, "
        f'client: x, request: "GET /", upstream: "https://{VIP}:443/", host: "h"'
    )


def announced(second: int, address: str = VIP) -> str:
    return (
        f'{{"caller":"main.go:481","event":"serviceAnnounced","ips":["{address}"],"level":"info","msg":"service has '
        f'IP, announcing","pool":"p","protocol":"layer2","ts":"2026-11-22T{STAMPS[second]}Z"}}'
    )


def test_an_unreachable_is_told_as_its_message_comes_in(tmp_path: Path) -> None:
    assert told(tmp_path, "error.log", error(8, "113: No route to host")) == [([8], [8.07])]
    assert told(tmp_path, "error.log", error(8, "111: Connection refused")) == []


def test_a_timeout_shows_nothing_on_the_wire(tmp_path: Path) -> None:
    line = error(8, "113: No route to host").replace(
        "connect() failed (113: No route to host)", "upstream timed out (110: x)"
    )
    assert told(tmp_path, "error.log", line) == []


def test_the_first_announcement_of_a_burst_goes_with_the_first_line(tmp_path: Path) -> None:
    """What the speaker says again within two seconds is no beginning."""
    lines = [announced(20), announced(20), announced(40)]
    assert told(tmp_path, "speaker-node2.log", *lines) == [([20, 40], [20.3, 40.6])]


def test_a_speaker_whose_node_nobody_names_is_held_against_nothing(tmp_path: Path) -> None:
    assert told(tmp_path, "speaker-abcde.log", announced(20), announced(40)) == []
    assert told(tmp_path, "speaker-node2.log", announced(20, CLIENT)) == []


def test_a_kernel_learns_a_mac_as_it_is_claimed(tmp_path: Path) -> None:
    lines = [
        f"[2026-11-22T{STAMPS[second]}.{fraction}] {VIP} dev eth0 lladdr {mac} REACHABLE"
        for second, fraction, mac in ((8, "000000", A), (20, "300041", B), (23, "000000", B))
    ]
    assert told(tmp_path, "monitor.log", *lines) == [([20.3], [20.3, 21.4, 22.5, 40.6])]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("logs/speaker-node2.log", "node2"),
        ("node2/speaker.log", None),
        ("node2.log", "node2"),
        ("node21.log", None),
        ("xnode2.log", None),
        ("node2-node3.log", None),
        ("kube-vip-node2-2.log", None),
    ],
)
def test_a_file_is_of_the_node_that_its_name_has_as_a_word(path: str, name: str | None) -> None:
    nodes = tuple(Node(name=known, macs=(0,), addresses=(), given=True) for known in ("node2", "node3"))
    assert named_in(path, Inventory(nodes=nodes, by_mac={})) == name


@pytest.mark.parametrize("time", [(1 << 63) - 1, 1 - (1 << 63)])
def test_times_at_the_ends_of_the_calendar_are_left_out(time: int) -> None:
    detail = ProxyRemark(errno=None, phase=None, request=None)
    lines = [LogEvent(time=at, width_ns=NS, source="x", line=1, text="", detail=detail) for at in (time, 5 * NS)]
    one = coincidence(lines, np.array([time, 7 * NS], np.int64))
    assert (one.starts.tolist(), one.frames.tolist()) == ([5 * NS - LAG_NS], [7 * NS])
