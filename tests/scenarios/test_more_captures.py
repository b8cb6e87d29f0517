"""Ownership in captures of a real kernel's network that lie beside the checkout, where they do; held against the
kernel's own word on its neighbor cache, and against the destination MACs on the wire as tshark prints them."""

import json
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.thresholds import NS
from tests.conftest import MORE_CAPTURES, maybe_none

FOLDERS = sorted(path.parent for path in (MORE_CAPTURES / "lab").glob("*/truth.json"))
VANTAGES = ("proxy.pcap", "node2.pcap", "proxy-any.pcap")
HANDOVERS = {"metallb_failover": 1, "keepalived_failover": 2}
CONTESTS = {"two_controllers": (7.9, 41.0)}
"""Seconds after the first frame."""


@pytest.fixture(params=maybe_none(FOLDERS), ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    """One scenario's folder."""
    found: Path = request.param
    return found


def record(folder: Path, name: str) -> tuple[aw.Analysis, VipRecord]:
    analysis = aw.analyze(folder / name, logs=[f"{folder}/ip-monitor-neigh.log@UTC", f"{folder}/ip-neigh.log"])
    (found,) = analysis.result.case.vips
    return analysis, found


def truth(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "truth.json").read_text())
    return found


@pytest.mark.parametrize("name", VANTAGES)
def test_contests_and_handovers_are_those_that_happened_from_every_vantage(folder: Path, name: str) -> None:
    analysis, found = record(folder, name)
    begin = analysis.result.case.start or 0
    told = [((c.start - begin) / NS, (c.end - begin) / NS) for c in found.ownership.contests]
    expected = [CONTESTS[folder.name]] if folder.name in CONTESTS else []
    assert [pytest.approx(span, abs=0.1) for span in expected] == told
    assert len(found.ownership.handovers) == HANDOVERS.get(folder.name, 0)
    assert bool(found.flapping) == (folder.name in CONTESTS)


def test_where_nothing_moved_every_track_is_one_epoch_by_its_owner(folder: Path) -> None:
    if folder.name in HANDOVERS or folder.name in CONTESTS:
        return
    _, found = record(folder, "proxy.pcap")
    node2 = parse_mac(truth(folder)["nodes"]["node2"][1])
    assert [(e.track, e.owner) for e in found.epochs] == [(t, node2) for t in ("claimed", "used", "serving", "kernel")]


def test_the_kernels_mac_is_expected_whenever_it_said_so(folder: Path) -> None:
    _, found = record(folder, "proxy.pcap")
    assert found.neighbor is not None
    assert found.neighbor.host.mac == parse_mac(truth(folder)["proxy"][1])
    assert found.neighbor.departures == ()
    moments = [time for epoch in found.kernel for time in moments_of(epoch.start, epoch.end)]
    assert moments
    for epoch in found.kernel:
        for time in moments_of(epoch.start, epoch.end):
            sets = [span.macs for span in found.neighbor.expectations if span.start <= time < span.end]
            assert all(epoch.mac in macs for macs in sets)


def moments_of(start: int, end: int) -> Iterator[int]:
    """Times in an epoch of the kernel's, which says what it did some microseconds after the frame that made it."""
    margin = 2_000_000
    if end - start > 2 * margin:
        yield from (start + margin, (start + end) // 2, end - margin)


@pytest.mark.tshark
def test_used_is_the_destination_on_the_wire(folder: Path) -> None:
    _, found = record(folder, "proxy.pcap")
    proxy = truth(folder)["proxy"][1]
    wanted = f"ip.dst == {found.vip} && tcp && eth.src == {proxy}"
    fields = ["-T", "fields", "-e", "frame.number", "-e", "eth.dst"]
    command = ["tshark", "-n", "-r", str(folder / "proxy.pcap"), "-Y", wanted, *fields]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")[:-1]
    seen = [(int(number), mac) for number, mac in (line.split("\t") for line in lines)]
    changes = [seen[0], *(two for one, two in pairwise(seen) if one[1] != two[1])]
    used = [e for e in found.used if e.sender == parse_mac(proxy)]
    assert [mac_text(epoch.mac) for epoch in used] == [mac for _, mac in changes]
    begun = [epoch.first_frame.frame if epoch.first_frame else 0 for epoch in used]
    until = [number for number, _ in changes[1:]] + [seen[-1][0] + 1]
    # not later than the next change: of one connection only its first 8 changes are rows
    assert all(number <= first < after for first, (number, _), after in zip(begun, changes, until, strict=True))


def test_two_vantages_together_tell_what_each_alone_does_and_count_once(folder: Path) -> None:
    alone = record(folder, "proxy.pcap")[1]
    both = aw.analyze(folder / "proxy.pcap", folder / "node2.pcap").result
    (merged,) = both.case.vips
    told = {(c.sender_port, c.isn): c.outcome for c in merged.connections if c.tries}
    ended = {(c.sender_port, c.isn): c.outcome for c in alone.connections if c.tries and c.end is not None}
    assert len(told) == sum(len(c.tries) > 0 for c in merged.connections)
    assert {key: told.get(key) for key in ended} == ended
    assert len(told) - len(ended) < 5  # those that one of the captures was too short for
    assert len(merged.ownership.handovers) == len(alone.ownership.handovers)
    assert both.case.views[0].duplicates > 100
    assert abs(both.case.views[0].offsets[0].offset_ns) < 1_000_000
