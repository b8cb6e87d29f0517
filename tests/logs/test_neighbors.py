"""Neighbor tables as iproute2 prints them."""

from datetime import UTC

import pytest

from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.logs.neighbors import ENTRY, GONE, SNAPSHOT, parse_monitor, parse_snapshots

NOON = 1_795_348_800 * 1_000_000_000
MAC = "52:54:00:00:00:0a"
STAMP = "[2026-11-22T12:00:00.000000]"


def monitor(*lines: str) -> list[LogEvent | tuple[int, str]]:
    return list(parse_monitor(lines, ZoneClock(UTC)))


@pytest.mark.parametrize(
    ("line", "kind", "address", "mac", "state"),
    [
        (f"192.0.2.80 dev eth0 lladdr {MAC} REACHABLE ", ENTRY, "192.0.2.80", MAC, "REACHABLE"),
        (f"[NEIGH]192.0.2.80 dev eth0 lladdr {MAC} STALE", ENTRY, "192.0.2.80", MAC, "STALE"),
        ("192.0.2.80 dev eth0  FAILED", ENTRY, "192.0.2.80", None, "FAILED"),
        ("192.0.2.80 dev eth0 INCOMPLETE", ENTRY, "192.0.2.80", None, "INCOMPLETE"),
        (f"Deleted 192.0.2.80 dev eth0 lladdr {MAC} STALE", GONE, "192.0.2.80", MAC, "STALE"),
        (f"2001:DB8::80 dev eth0 lladdr {MAC} router REACHABLE", ENTRY, "2001:db8::80", MAC, "REACHABLE"),
        (f"192.0.2.80 dev eth0 lladdr {MAC} extern_learn NOARP proto zebra", ENTRY, "192.0.2.80", MAC, "NOARP"),
    ],
)
def test_entries_are_read(line: str, kind: str, address: str, mac: str | None, state: str) -> None:
    (event,) = monitor(f"{STAMP} {line}")
    assert isinstance(event, LogEvent)
    assert (event.kind, event.address, event.mac and mac_text(event.mac), event.state) == (kind, address, mac, state)
    assert (event.time, event.line, event.interface) == (NOON, 1, "eth0")


def test_a_time_on_a_line_of_its_own_counts_for_the_entries_behind_it() -> None:
    found = monitor(
        "Timestamp: Sun Nov 22 12:00:00 2026 250000 usec", "192.0.2.80 dev eth0 lladdr 52:54:00:00:00:0a STALE"
    )
    assert [event.time for event in found if isinstance(event, LogEvent)] == [NOON + 250_000_000]


@pytest.mark.parametrize(
    "line",
    [
        "192.0.2.80 dev eth0 lladdr 52:54:00:00:00:0a STALE",
        f"{STAMP} default via 192.0.2.1 dev eth0",
        f"{STAMP} 192.0.2.80 dev eth0 lladdr nonsense STALE",
        f"{STAMP} 192.0.2.800 dev eth0 lladdr 52:54:00:00:00:0a STALE",
        f"{STAMP} 192.0.2.80 dev eth0",
        "[2026-99-22T12:00:00] 192.0.2.80 dev eth0 FAILED",
    ],
)
def test_a_line_that_says_nothing_known_is_counted_not_dropped(line: str) -> None:
    assert monitor("", line) == [(2, line)]


@pytest.mark.parametrize(
    "heading", ["## 2026-11-22T12:00:00+0000", "=== Sun Nov 22 12:00:00 UTC 2026 ===", "1795348800"]
)
def test_a_snapshot_has_the_time_of_its_heading(heading: str) -> None:
    found = list(parse_snapshots([heading, "192.0.2.80 dev eth0 lladdr 52:54:00:00:00:0a STALE"], ZoneClock(UTC)))
    assert [(event.kind, event.time) for event in found if isinstance(event, LogEvent)] == [
        (SNAPSHOT, NOON),
        (ENTRY, NOON),
    ]


def test_an_entry_before_any_heading_has_no_time_and_is_told() -> None:
    line = "192.0.2.80 dev eth0 lladdr 52:54:00:00:00:0a STALE"
    assert list(parse_snapshots([line], ZoneClock(UTC))) == [(1, line)]
