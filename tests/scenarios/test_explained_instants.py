"""`explain` at instants of a real network's captures, held against what was done, the kernel's word and the wire."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.report.explain import data
from arpwatch_k8s.thresholds import NS
from tests.conftest import MORE_CAPTURES, REPO
from tests.scenarios.analyses import with_kernels_word
from tests.scenarios.dissected import Row, dissected
from tests.scenarios.truths import truth_of, vip_of

MOST_INSTANTS = 10
LINE = re.compile(r"\[(\S+?)\.(\d{6})\] (?:Deleted )?(\S+) dev \S+ (?:lladdr (\S+) )?[A-Z]")
SYN_ACK = "0x0012"
REFUSAL = ("0x0014", "0")
"""Flags and sequence number of a reset that answers a SYN."""
DEPARTING = {"stale-cache"}
"""Scenarios in which the proxy's kernel keeps another MAC than it ought to."""

Known = list[tuple[int, str | None]]
"""Times and what was so from then on; None where it was gone."""


def told_by_kernel(folder: Path) -> Known:
    """The VIP's MAC in the proxy's neighbor cache, by the log of `ip -ts monitor neigh`, which is in UTC."""
    lines = (folder / "ip-monitor-neigh.log").read_text().splitlines()
    found = [match.groups() for match in map(LINE.match, lines) if match]
    return [
        (int(datetime.fromisoformat(f"{day}+00:00").timestamp()) * NS + int(micro) * 1000, mac)
        for day, micro, address, mac in found
        if address == vip_of(folder)
    ]


def instants(folder: Path) -> list[int]:
    """The middles of what the kernel's cache held longest, whether the capture ran or not."""
    changes = told_by_kernel(folder)
    lengths = sorted(((after - time, (time + after) // 2) for (time, _), (after, _) in pairwise(changes)), reverse=True)
    return sorted(middle for _, middle in lengths[:MOST_INSTANTS])


def captures_in(folders: Path) -> list[Path]:
    """Captures taken on the proxy of whose kernel's cache more than one thing is told."""
    found = sorted([*folders.glob("*/proxy.pcapng"), *folders.glob("*/proxy.pcap")])
    return [path for path in found if instants(path.parent)]


OURS = captures_in(REPO / "captures")
MORE = captures_in(MORE_CAPTURES / "lab")


def test_most_scenarios_whose_vip_moves_have_instants_to_be_explained() -> None:
    assert len(OURS) > 20


@pytest.mark.tshark
@pytest.mark.parametrize("capture", [*OURS, *MORE], ids=lambda path: path.parent.name)
def test_explained_instants_agree_with_the_kernel_and_the_wire(capture: Path) -> None:
    result = with_kernels_word(capture).result
    kernel = told_by_kernel(capture.parent)
    rows = dissected(capture).of("tcp")
    sent, answered = on_wire(sent_by_proxy(rows, capture), "eth.dst"), on_wire(answers(rows, capture), "eth.src")
    start, end = result.case.start or 0, result.case.end or 0
    times = [time for time in instants(capture.parent) if start <= time <= end]
    assert times
    unexpected = []
    for time in times:
        lanes = lanes_at(result, time)
        assert held(lanes["kernel"]) == latest(kernel, time)
        assert held(lanes["used"]) == latest(sent, time)
        assert held(lanes["serving"]) == latest(answered, time)
        unexpected += latest(kernel, time) - held(lanes["expected"])
        for lane in lanes.values():
            assert all(shown["time"] <= written(time) for shown in lane["shown"])
    assert bool(unexpected) == (capture.parent.name in DEPARTING)


@pytest.mark.parametrize(
    "capture",
    [path for path in (*OURS, *MORE) if path.parent.name.replace("_", "-") == "two-controllers"],
    ids=lambda path: path.parent.name,
)
def test_the_address_is_contested_while_both_controllers_run(capture: Path) -> None:
    result = with_kernels_word(capture).result
    truth = truth_of(capture.parent)
    kube_vip, metallb = (truth["nodes"][name][1] for name in ("node1", "node2"))
    started, *ended = (event["t"] * NS for event in truth["events"] if event["event"].startswith("kube-vip "))
    until = min(ended, default=result.case.end)
    times = instants(capture.parent)
    assert [time for time in times if time < started]
    assert [time for time in times if started < time < until]
    for time in times:
        claimed = lanes_at(result, time)["claimed"]
        assert (claimed["state"] == "contested") == (started < time < until)
        if time < started:
            assert held(claimed) == {metallb}
        elif time < until:
            assert held(claimed) == {kube_vip, metallb}


def lanes_at(result: Result, time: int) -> dict[str, Any]:
    """What is explained of the one VIP at an instant, by track."""
    (vip,) = data.document(result, time)["vips"]
    return {lane["track"]: lane for lane in vip["lanes"]}


def held(lane: Any) -> set[str]:  # noqa: ANN401 - of a JSON document
    return {holder["mac"] for holder in lane["holders"]}


def written(time: int) -> str:
    seconds, rest = divmod(time, NS)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:09d}Z"


def latest(known: Known, time: int) -> set[str]:
    """What was so last before a time; nothing where it was gone, or nothing was so yet."""
    (value,) = [value for at, value in known if at <= time][-1:] or [None]
    return {value} if value else set()


def sent_by_proxy(rows: Iterable[Row], capture: Path) -> list[Row]:
    """The proxy's segments to the VIP."""
    vip, proxy = vip_of(capture.parent), truth_of(capture.parent)["proxy"][1]
    return [row for row in rows if vip in (row["ip.dst"], row["ipv6.dst"]) and row["eth.src"] == proxy]


def answers(rows: Iterable[Row], capture: Path) -> list[Row]:
    """What answered SYNs to the VIP."""
    vip = vip_of(capture.parent)
    from_vip = [row for row in rows if vip in (row["ip.src"], row["ipv6.src"])]
    return [row for row in from_vip if (row["tcp.flags"], row["tcp.seq_raw"]) == REFUSAL or row["tcp.flags"] == SYN_ACK]


def on_wire(rows: Iterable[Row], field: str) -> Known:
    """Times and values of a field."""
    found: Known = []
    for row in rows:
        seconds, _, part = row["frame.time_epoch"].partition(".")
        found.append((int(seconds) * NS + int(part.ljust(9, "0")[:9]), row[field]))
    return found
