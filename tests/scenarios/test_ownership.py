"""Ownership in captures of real kernels' networks, held against the kernel's own word on its neighbor cache, and
against the destination MACs on the wire as tshark prints them: in the project's own, and in those beside the checkout,
where there are any."""

import tomllib
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.thresholds import NS
from tests.conftest import MORE_CAPTURES, REPO, maybe_none
from tests.scenarios.analyses import with_kernels_word
from tests.scenarios.dissected import dissected
from tests.scenarios.truths import capture_of, macs_of, truth_of

MORE = sorted(path.parent for path in (MORE_CAPTURES / "lab").glob("*/truth.json"))
VANTAGES = ("proxy.pcap", "node2.pcap", "proxy-any.pcap")
HANDOVERS = {"metallb_failover": 1, "keepalived_failover": 2}
CONTESTS = {"two_controllers": (7.9, 41.0)}
"""Seconds after the first frame."""
RELEARNING = {"vip-unanswered", "two-controllers-one-node", "two-interfaces"}
"""Own scenarios in which the proxy's kernel loses the entry and learns it again, or the owner's other MAC."""
UNCLAIMED = {"begun-warm"}
"""Own scenarios in whose captures nobody claims the VIP."""
DEPARTING = {"stale-cache", "stale-cache-harmless"}
"""Own scenarios in which the proxy's kernel keeps another MAC than it ought to."""
LATE_NS = 20_000_000
"""How much later than the frame that made it a change of the cache may be told, where the host is busy."""


def has_one_vip_seen_from_the_proxy(folder: Path) -> bool:
    """Whether a scenario is about one VIP, with a capture from the proxy that shows its owner."""
    truth = truth_of(folder)
    is_seen = truth.get("captures", ["proxy.pcapng"]) == ["proxy.pcapng"] and folder.name != "not-visible-here"
    return is_seen and len(truth["vips"]) == 1


def has_one_owner(folder: Path) -> bool:
    """Whether nothing moves in a scenario, and the proxy's cache never changes."""
    told = tomllib.loads((folder / "expected.toml").read_text())
    is_quiet = told["contests"]["count"] == told["handovers"]["count"] == 0
    return is_quiet and len(told["epochs"]) > 0 and folder.name not in RELEARNING


OURS = [p.parent for p in sorted((REPO / "captures").glob("*/truth.json")) if has_one_vip_seen_from_the_proxy(p.parent)]
UNMOVED = [folder for folder in OURS if has_one_owner(folder)]
UNMOVED += [folder for folder in MORE if folder.name not in {*HANDOVERS, *CONTESTS}]


def name_of(folder: Path) -> str:
    return folder.name


def record(capture: Path) -> tuple[aw.Analysis, VipRecord]:
    analysis = with_kernels_word(capture)
    (found,) = analysis.result.case.vips
    return analysis, found


@pytest.mark.parametrize("name", VANTAGES)
@pytest.mark.parametrize("folder", maybe_none(MORE), ids=name_of)
def test_contests_and_handovers_are_those_that_happened_from_every_vantage(folder: Path, name: str) -> None:
    analysis, found = record(folder / name)
    begin = analysis.result.case.start or 0
    told = [((c.start - begin) / NS, (c.end - begin) / NS) for c in found.ownership.contests]
    expected = [CONTESTS[folder.name]] if folder.name in CONTESTS else []
    assert [pytest.approx(span, abs=0.1) for span in expected] == told
    assert len(found.ownership.handovers) == HANDOVERS.get(folder.name, 0)
    assert bool(found.flapping) == (folder.name in CONTESTS)


@pytest.mark.parametrize("folder", UNMOVED, ids=name_of)
def test_where_nothing_moved_every_track_is_one_epoch_by_its_owner(folder: Path) -> None:
    _, found = record(capture_of(folder))
    (node2,) = macs_of(folder)["node2"][:1]
    tracks = ("used", "serving", "kernel") if folder.name in UNCLAIMED else ("claimed", "used", "serving", "kernel")
    assert [(e.track, e.owner) for e in found.epochs] == [(track, parse_mac(node2)) for track in tracks]


@pytest.mark.parametrize("folder", OURS + MORE, ids=name_of)
def test_the_kernels_mac_is_expected_whenever_it_said_so(folder: Path) -> None:
    _, found = record(capture_of(folder))
    assert found.neighbor is not None
    assert [found.neighbor.host.mac] == [parse_mac(mac) for mac in macs_of(folder)["proxy"]]
    assert bool(found.neighbor.departures) == (folder.name in DEPARTING)
    moments = [(time, epoch.mac) for epoch in found.kernel for time in moments_of(epoch.start, epoch.end)]
    assert moments
    spans = found.neighbor.expectations
    strays = [(t, mac) for t, mac in moments for s in spans if s.start <= t < s.end and mac not in s.macs]
    assert bool(strays) == (folder.name in DEPARTING)


def moments_of(start: int, end: int) -> Iterator[int]:
    """Times in an epoch of the kernel's, which says what it did some time after the frame that made it."""
    if end - start > 2 * LATE_NS:
        yield from (start + LATE_NS, (start + end) // 2, end - LATE_NS)


def seen_on_wire(capture: Path, vip: str, proxy: str) -> Iterable[tuple[int, str]]:
    """Numbers and destinations of the proxy's segments to the VIP; of a node's MACs its first."""
    first = {mac: macs[0] for macs in macs_of(capture.parent).values() for mac in macs}
    for number, row in enumerate(dissected(capture).rows, 1):
        is_segment = "tcp" in row["frame.protocols"].split(":") and vip in (row["ip.dst"], row["ipv6.dst"])
        if is_segment and row["eth.src"] == proxy:
            yield number, first.get(row["eth.dst"], row["eth.dst"])


@pytest.mark.tshark
@pytest.mark.parametrize("folder", OURS + MORE, ids=name_of)
def test_used_is_the_destination_on_the_wire(folder: Path) -> None:
    _, found = record(capture_of(folder))
    (proxy,) = macs_of(folder)["proxy"]
    seen = list(seen_on_wire(capture_of(folder), found.vip, proxy))
    changes = [seen[0], *(two for one, two in pairwise(seen) if one[1] != two[1])]
    used = [e for e in found.used if e.sender == parse_mac(proxy)]
    assert [mac_text(epoch.mac) for epoch in used] == [mac for _, mac in changes]
    begun = [epoch.first_frame.frame if epoch.first_frame else 0 for epoch in used]
    until = [number for number, _ in changes[1:]] + [seen[-1][0] + 1]
    # not later than the next change: of one connection only its first 8 changes are rows
    assert all(number <= first < after for first, (number, _), after in zip(begun, changes, until, strict=True))


@pytest.mark.parametrize("folder", maybe_none(MORE), ids=name_of)
def test_two_vantages_together_tell_what_each_alone_does_and_count_once(folder: Path) -> None:
    alone = record(folder / "proxy.pcap")[1]
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
