"""Listings of the neighbor table, under headings of time or under none."""

import json
from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.logs.details.detail import NeighborEntry, NeighborListing
from arpwatch_k8s.logs.event import LogEvent, Undated
from arpwatch_k8s.logs.reading.lines import Item
from arpwatch_k8s.logs.sources import LogFile, read_log
from arpwatch_k8s.logs.tables.ip_neigh import SOURCE, parse

NOON = 1_795_348_800 * 1_000_000_000
MAC = "52:54:00:00:00:0a"
NUMBER = parse_mac(MAC)
HEADING = "## 2026-11-22T12:00:00Z"
LINE = f"192.0.2.80 dev eth0 lladdr {MAC} STALE"
ENTRY = NeighborEntry(address="192.0.2.80", interface="eth0", mac=NUMBER, state="STALE")
COMPACT = json.dumps([{"dst": "192.0.2.80", "dev": "eth0", "lladdr": MAC, "state": ["STALE"]}])
PRETTY = f"""[ {{
        "dst": "192.0.2.80",
        "dev": "eth0",
        "lladdr": "{MAC}",
        "state": [ "STALE" ]
    }},{{
        "dst": "2001:db8::1",
        "dev": "eth0",
        "state": [ "FAILED" ]
    }} ]"""


def read(*lines: str) -> list[Item]:
    return list(parse(lines, ZoneClock(UTC)))


def undated(*lines: str) -> list[tuple[int, int, object]]:
    """Number of the listing, line and detail of what has no time."""
    return [(item.listing, item.line, item.detail) for item in read(*lines) if isinstance(item, Undated)]


@pytest.mark.parametrize(
    "heading", ["## 2026-11-22T12:00:00+0000", "=== Sun Nov 22 12:00:00 UTC 2026 ===", "1795348800"]
)
def test_a_listing_has_the_time_of_its_heading(heading: str) -> None:
    items = read(heading, LINE)
    assert [(event.time, event.width_ns, event.detail) for event in items if isinstance(event, LogEvent)] == [
        (NOON, 1_000_000_000, NeighborListing()),
        (NOON, 1_000_000_000, ENTRY),
    ]


def test_an_entry_without_a_heading_has_no_time() -> None:
    assert read(LINE) == [Undated(source="ip-neigh", listing=1, line=1, text=LINE, detail=ENTRY)]


def test_an_entry_that_is_listed_again_begins_the_next_listing() -> None:
    other = "192.0.2.81 dev eth0 FAILED"
    assert [listing for listing, _, _ in undated(LINE, other, LINE, other)] == [1, 1, 2, 2]


def test_a_prompt_ends_a_listing_and_its_time() -> None:
    items = read("root@proxy:~# ip neigh", LINE, "root@proxy:~# date", HEADING, LINE, "[root@proxy ~]# ip n", LINE)
    assert [type(item).__name__ for item in items] == [
        "Undated",
        "Undated",
        "Undated",
        *["LogEvent"] * 2,
        *["Undated"] * 2,
    ]
    assert isinstance(items[0], Undated)
    assert items[0].detail == Remark(program="shell")


def test_a_heading_that_names_a_host_says_whose_table_it_is() -> None:
    items = [item for item in read("=== node1 ===", LINE, "node2:", LINE) if isinstance(item, Undated)]
    assert [(item.host, item.listing) for item in items] == [("node1", 1), ("node1", 1), ("node2", 2), ("node2", 2)]


def test_what_is_no_entry_is_told() -> None:
    assert read(HEADING, "", "what?")[1:] == [(3, "what?")]


def test_an_entry_that_is_said_to_be_gone_holds_nothing() -> None:
    _, event = read(HEADING, f"Deleted {LINE}")
    assert isinstance(event, LogEvent)
    assert isinstance(event.detail, NeighborEntry)
    assert event.detail.mac is None


def test_a_monitor_without_times_is_no_listing() -> None:
    """`ip monitor neigh`, and with -t, where the time is on the line before."""
    assert read(f"Deleted {LINE}") == [(1, f"Deleted {LINE}")]
    stamp = "Timestamp: Sun Nov 22 20:15:24 2026 482718 usec"
    assert read(stamp, LINE) == [(1, stamp), (2, LINE)]


@pytest.mark.parametrize(
    ("line", "state", "updated"),
    [
        (f"192.0.2.80 dev eth0 lladdr {MAC}  ref 1 used 0/60/7probes 0 STALE ", "STALE", 7),
        (f"192.0.2.80 dev eth0 lladdr {MAC} ref 1 used 22/22/19 probes 1 REACHABLE", "REACHABLE", 19),
        (f"192.0.2.80 dev eth0 lladdr {MAC} router PERMANENT proto zebra", "PERMANENT", None),
    ],
    ids=["iproute2 6", "iproute2 4", "details"],
)
def test_statistics_and_details_are_read(line: str, state: str, updated: int | None) -> None:
    entry = NeighborEntry(address="192.0.2.80", interface="eth0", mac=NUMBER, state=state, updated_s=updated)
    assert undated(line) == [(1, 1, entry)]


def test_a_listing_of_one_interface_does_not_name_it() -> None:
    entry = NeighborEntry(address="192.0.2.80", interface="", mac=NUMBER, state="STALE")
    assert undated(f"192.0.2.80 lladdr {MAC} STALE") == [(1, 1, entry)]
    assert read(f"192.0.2.80 lladdr {MAC}") == [(1, f"192.0.2.80 lladdr {MAC}")]


def test_json_is_read_on_one_line_or_on_many() -> None:
    failed = NeighborEntry(address="2001:db8::1", interface="eth0", mac=None, state="FAILED")
    assert undated(COMPACT) == [(1, 1, ENTRY)]
    assert undated(*PRETTY.splitlines()) == [(1, 1, ENTRY), (1, 1, failed)]
    assert [listing for listing, _, _ in undated(COMPACT, COMPACT)] == [1, 2]


def test_json_under_headings_has_their_time() -> None:
    items = read(HEADING, COMPACT, HEADING, "[ ]")
    assert [item.detail for item in items if isinstance(item, LogEvent)] == [
        NeighborListing(),
        ENTRY,
        NeighborListing(),
        NeighborListing(),
    ]


@pytest.mark.parametrize(
    "lines", [['[{"dst":"192.0.2.80"', '"dev":'], ['[{"dst": 5}]'], ["[" * 100_000 + "]" * 100_000], ["[{]}"]]
)
def test_json_that_is_no_listing_is_lines_that_cannot_be_read(lines: list[str]) -> None:
    assert [number for number, _ in (item for item in read(*lines) if isinstance(item, tuple))] == [
        *range(1, len(lines) + 1)
    ]


@pytest.mark.parametrize("text", [LINE, COMPACT, PRETTY, f"{HEADING}\n{LINE}", f"{HEADING}\n{HEADING}\n"])
def test_a_listing_is_told_by_its_content(tmp_path: Path, text: str) -> None:
    path = tmp_path / "neigh"
    path.write_text(text)
    log = read_log(LogFile(path=str(path)), UTC)
    assert log.source == "ip-neigh"
    assert log.events or log.undated
    assert not log.unparsed


def test_routes_are_no_neighbors() -> None:
    assert SOURCE.recognize(b'[{"dst":"default","gateway":"192.0.2.1","dev":"eth0","flags":[]}]') == 0
    assert SOURCE.recognize(b"default via 192.0.2.1 dev eth0 proto static\n") == 0


def test_a_brief_listing_has_no_states() -> None:
    brief = "192.0.2.80                              eth0             52:54:00:00:00:0a "
    ((_, entry),) = [(item.listing, item.detail) for item in read(brief) if isinstance(item, Undated)]
    assert entry == NeighborEntry(
        address="192.0.2.80", interface="eth0", mac=parse_mac("52:54:00:00:00:0a"), state=None
    )
    assert SOURCE.recognize(f"{brief}\n".encode()) == 1
    without = "192.0.2.99                              eth0             "
    assert read(without) == [(1, without)]
