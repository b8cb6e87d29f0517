"""Changes of the neighbor table as `ip monitor neigh` tells them."""

from datetime import UTC

import pytest

from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.detail import NeighborChange
from arpwatch_k8s.logs.event import LogEvent, Passed
from arpwatch_k8s.logs.tables.ip_monitor_neigh import parse

NOON = 1_795_348_800 * 1_000_000_000
MAC = "52:54:00:00:00:0a"
STAMP = "[2026-11-22T12:00:00.000000]"


def monitor(*lines: str) -> list[LogEvent | tuple[int, str]]:
    return list(parse(lines, ZoneClock(UTC)))


@pytest.mark.parametrize(
    ("line", "deleted", "address", "mac", "state"),
    [
        (f"192.0.2.80 dev eth0 lladdr {MAC} REACHABLE ", False, "192.0.2.80", MAC, "REACHABLE"),
        (f"[NEIGH]192.0.2.80 dev eth0 lladdr {MAC} STALE", False, "192.0.2.80", MAC, "STALE"),
        ("192.0.2.80 dev eth0  FAILED", False, "192.0.2.80", None, "FAILED"),
        ("192.0.2.80 dev eth0 INCOMPLETE", False, "192.0.2.80", None, "INCOMPLETE"),
        (f"Deleted 192.0.2.80 dev eth0 lladdr {MAC} STALE", True, "192.0.2.80", MAC, "STALE"),
        (f"2001:DB8::80 dev eth0 lladdr {MAC} router REACHABLE", False, "2001:db8::80", MAC, "REACHABLE"),
        (f"192.0.2.80 dev eth0 lladdr {MAC} extern_learn NOARP proto zebra", False, "192.0.2.80", MAC, "NOARP"),
    ],
)
def test_entries_are_read(line: str, deleted: bool, address: str, mac: str | None, state: str) -> None:
    (event,) = monitor(f"{STAMP} {line}")
    assert isinstance(event, LogEvent)
    change = event.detail
    assert isinstance(change, NeighborChange)
    assert (change.deleted, change.address, change.mac and mac_text(change.mac)) == (deleted, address, mac)
    assert (change.state, change.interface) == (state, "eth0")
    assert (event.time, event.width_ns, event.line, event.text) == (NOON, 1000, 1, f"{STAMP} {line}")


def test_a_time_on_a_line_of_its_own_counts_for_the_entries_behind_it() -> None:
    found = monitor(
        "Timestamp: Sun Nov 22 12:00:00 2026 250000 usec", "192.0.2.80 dev eth0 lladdr 52:54:00:00:00:0a STALE"
    )
    assert [event.time for event in found if isinstance(event, LogEvent)] == [NOON + 250_000_000]


@pytest.mark.parametrize(
    "line",
    [
        f"{STAMP} [ADDR]2: eth0    inet6 fe80::1/64 scope link ",
        "       valid_lft forever preferred_lft forever",
        f"{STAMP} [ROUTE]local fe80::1 dev eth0 table local proto kernel metric 0 pref medium",
        "[LINK]2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP",
        "    link/ether 52:54:00:00:00:0a brd ff:ff:ff:ff:ff:ff",
    ],
)
def test_what_monitor_all_says_of_other_things_is_passed_over(line: str) -> None:
    assert [type(item) for item in monitor(line)] == [Passed]


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
