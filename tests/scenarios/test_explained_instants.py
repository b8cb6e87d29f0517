"""`explain` at instants of a real network's capture, held against what was done, the kernel's word and the wire."""

import json
import re
import subprocess
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.report.explain import data
from arpwatch_k8s.thresholds import NS
from tests.conftest import MORE_CAPTURES

FOLDERS = [path.parent for path in (MORE_CAPTURES / "lab").glob("two_controllers/truth.json")]
INSTANTS = 10
LINE = re.compile(r"\[(\S+?)\.(\d{6})\] (\S+) dev \S+ lladdr (\S+) ")


@pytest.mark.tshark
def test_ten_instants_agree_with_what_was_done_the_kernel_and_the_wire() -> None:
    for folder in FOLDERS:
        check(folder)


def check(folder: Path) -> None:
    """Ten instants, in the middle of what the kernel's cache held longest."""
    truth = json.loads((folder / "truth.json").read_text())
    nodes = {name: mac for name, (_, mac) in truth["nodes"].items()}
    result = aw.analyze(
        folder / "proxy.pcap", nodes=nodes | {"proxy": truth["proxy"][1]}, logs=f"{folder}/ip-monitor-neigh.log@UTC"
    ).result
    kernel = monitored(folder / "ip-monitor-neigh.log", truth["vip"])
    sent = on_wire(
        folder, f"tcp.dstport == 443 && ip.dst == {truth['vip']} && eth.src == {truth['proxy'][1]}", "eth.dst"
    )
    answered = on_wire(folder, f"tcp.flags & 0x12 == 0x12 && ip.src == {truth['vip']}", "eth.src")
    events = [(round(event["t"] * NS), event["event"]) for event in truth["events"]]
    fight = [time for time, event in events if event.startswith("kube-vip l")]
    lengths = sorted(((after - time, (time + after) // 2) for (time, _), (after, _) in pairwise(kernel)), reverse=True)
    for time in sorted(middle for _, middle in lengths[:INSTANTS]):
        (vip,) = data.document(result, time)["vips"]
        lanes = {lane["track"]: lane for lane in vip["lanes"]}
        assert held(lanes["kernel"]) == {latest(kernel, time)}
        assert held(lanes["used"]) == {latest(sent, time)}
        assert held(lanes["serving"]) == {latest(answered, time)}
        assert latest(kernel, time) in held(lanes["expected"])
        fought = lanes["claimed"]["state"] == "contested"
        assert fought == (fight[0] < time < fight[1])
        if fought:
            assert held(lanes["claimed"]) == {nodes["node1"], nodes["node2"]}
        elif time < fight[0]:
            assert held(lanes["claimed"]) == {nodes["node2"]}
        for lane in lanes.values():
            assert all(shown["time"] <= told(time) for shown in lane["shown"])


def held(lane: Any) -> set[str]:  # noqa: ANN401 - of a JSON document
    return {holder["mac"] for holder in lane["holders"]}


def told(time: int) -> str:
    seconds, rest = divmod(time, NS)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:09d}Z"


def latest(known: list[tuple[int, str]], time: int) -> str:
    """What was so last before a time."""
    return [value for at, value in known if at <= time][-1]


def monitored(path: Path, vip: str) -> list[tuple[int, str]]:
    """Times and MACs of an address in the log of `ip -ts monitor neigh`, which is in UTC."""
    found = [match.groups() for match in map(LINE.match, path.read_text().splitlines()) if match]
    return [
        (int(datetime.fromisoformat(f"{day}+00:00").timestamp()) * NS + int(micro) * 1000, mac)
        for day, micro, address, mac in found
        if address == vip
    ]


def on_wire(folder: Path, wanted: str, field: str) -> list[tuple[int, str]]:
    """Times and values of a field, as tshark prints them."""
    command = ["tshark", "-n", "-r", str(folder / "proxy.pcap"), "-Y", wanted, "-T", "fields"]
    lines = subprocess.run(
        [*command, "-e", "frame.time_epoch", "-e", field], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    found = []
    for line in lines:
        time, value = line.split("\t")
        seconds, _, part = time.partition(".")
        found.append((int(seconds) * NS + int(part.ljust(9, "0")[:9]), value))
    return found
