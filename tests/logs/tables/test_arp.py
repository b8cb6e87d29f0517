"""Neighbor tables as arp and /proc print them."""

from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.detail import NeighborEntry, NeighborListing
from arpwatch_k8s.logs.event import LogEvent, Undated
from arpwatch_k8s.logs.reading.lines import Item
from arpwatch_k8s.logs.sources import LogFile, read_log
from arpwatch_k8s.logs.tables.arp import SOURCE, parse

MAC = "52:54:00:00:02:16"


def read(*lines: str) -> list[Item]:
    return list(parse(lines, ZoneClock(UTC)))


def entry(line: str) -> NeighborEntry:
    (item,) = read(line)
    assert isinstance(item, Undated)
    assert isinstance(item.detail, NeighborEntry)
    return item.detail


@pytest.mark.parametrize(
    ("line", "mac", "interface", "state"),
    [
        (f"192.0.2.80               ether   {MAC}   C                     eth0", MAC, "eth0", None),
        (f"192.0.2.80               ether   {MAC}   CM                    eth0", MAC, "eth0", "PERMANENT"),
        ("192.0.2.80                       (incomplete)                              eth0", None, "eth0", None),
        (f"192.0.2.80       0x1         0x2         {MAC}     *        eth0", MAC, "eth0", None),
        (f"192.0.2.80       0x1         0x6         {MAC}     *        eth0", MAC, "eth0", "PERMANENT"),
        ("192.0.2.80       0x1         0x0         00:00:00:00:00:00     *        eth0", None, "eth0", None),
        (f"? (192.0.2.80) at {MAC} [ether] on eth0", MAC, "eth0", None),
        (f"vip.example.com (192.0.2.80) at {MAC} [ether] PERM on br0.200", MAC, "br0.200", "PERMANENT"),
        ("? (192.0.2.80) at <incomplete> on eth0", None, "eth0", None),
        ("? (192.0.2.80) at 52:54:0:0:2:16 on en0 ifscope [ethernet]", MAC, "en0", None),
        ("? (192.0.2.80) at (incomplete) on en0 ifscope [ethernet]", None, "en0", None),
        (f"? (192.0.2.80) at {MAC} on em0 expires in 1176 seconds [ethernet]", MAC, "em0", None),
        (f"? (192.0.2.80) at {MAC} on em0 permanent [ethernet]", MAC, "em0", "PERMANENT"),
    ],
)
def test_every_form_gives_address_mac_and_interface(
    line: str, mac: str | None, interface: str, state: str | None
) -> None:
    number = parse_mac(mac) if mac else None
    assert entry(line) == NeighborEntry(address="192.0.2.80", interface=interface, mac=number, state=state)


@pytest.mark.parametrize(
    "line",
    [
        f"gateway                  ether   {MAC}   C                     eth0",
        f"? (192.0.2.800) at {MAC} [ether] on eth0",
        "arp: in 4 entries no match found.",
        "192.0.2.80 dev eth0 lladdr 52:54:00:00:00:0a STALE",
    ],
    ids=["a name in place of the address", "no address", "no entry", "another source's"],
)
def test_what_is_no_entry_is_told(line: str) -> None:
    assert read(line) == [(1, line)]


def test_a_heading_gives_the_time() -> None:
    heading, line = read("2026-11-22T12:00:00Z", f"? (192.0.2.80) at {MAC} [ether] on eth0")
    assert isinstance(heading, LogEvent)
    assert isinstance(line, LogEvent)
    assert (heading.detail, heading.time) == (NeighborListing(), line.time)


def test_the_heading_of_the_table_is_understood() -> None:
    lines = [
        "Address                  HWtype  HWaddress           Flags Mask            Iface",
        "IP address       HW type     Flags       HW address            Mask     Device",
        "Entries: 1\tSkipped: 0\tFound: 1",
    ]
    assert not any(isinstance(item, tuple) for item in read(*lines))


def test_listings_under_headings_are_told_from_those_of_ip_neigh(tmp_path: Path) -> None:
    path = tmp_path / "arp"
    path.write_text(f"## 2026-11-22T12:00:00Z\n? (192.0.2.80) at {MAC} [ether] on eth0\n## 2026-11-22T12:00:02Z\n")
    assert read_log(LogFile(path=str(path)), UTC).source == "arp"
    assert SOURCE.recognize(b"## 2026-11-22T12:00:00Z\n") == 0
