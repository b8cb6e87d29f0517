"""Listings of the neighbor table under headings of time."""

from datetime import UTC

import pytest

from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.detail import NeighborEntry, NeighborListing
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.logs.ip_neigh import parse

NOON = 1_795_348_800 * 1_000_000_000
MAC = "52:54:00:00:00:0a"
HEADING = "## 2026-11-22T12:00:00Z"


def read(*lines: str) -> list[LogEvent | tuple[int, str]]:
    return list(parse(lines, ZoneClock(UTC)))


@pytest.mark.parametrize(
    "heading", ["## 2026-11-22T12:00:00+0000", "=== Sun Nov 22 12:00:00 UTC 2026 ===", "1795348800"]
)
def test_a_listing_has_the_time_of_its_heading(heading: str) -> None:
    items = read(heading, f"192.0.2.80 dev eth0 lladdr {MAC} STALE")
    entry = NeighborEntry(address="192.0.2.80", interface="eth0", mac=parse_mac(MAC), state="STALE")
    assert [(event.time, event.width_ns, event.detail) for event in items if isinstance(event, LogEvent)] == [
        (NOON, 1_000_000_000, NeighborListing()),
        (NOON, 1_000_000_000, entry),
    ]


def test_an_entry_before_any_heading_has_no_time_and_is_told() -> None:
    line = "192.0.2.80 dev eth0 lladdr 52:54:00:00:00:0a STALE"
    assert read(line) == [(1, line)]


def test_what_is_no_entry_is_told() -> None:
    assert read(HEADING, "", "what?")[1:] == [(3, "what?")]


def test_an_entry_that_is_said_to_be_gone_holds_nothing() -> None:
    _, event = read(HEADING, f"Deleted 192.0.2.80 dev eth0 lladdr {MAC} STALE")
    assert isinstance(event, LogEvent)
    assert isinstance(event.detail, NeighborEntry)
    assert event.detail.mac is None
