"""The kernel's own word on its neighbor cache, as epochs."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scapy.layers.inet import IP, TCP

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.correlator.testimony.kernel import connecting, kernel_epochs
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.row import MAC_PRESENT
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.inventory import Inventory, Known, parse_node
from arpwatch_k8s.inventory.nodes import Node
from arpwatch_k8s.logs.details.detail import Detail, NeighborChange, NeighborEntry, NeighborListing
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.thresholds import NS
from tests.correlator.conversation import NAMES, A, B
from tests.savefiles import MAC_B, MAC_C, MAC_CLIENT, Timed, ether, exchange, pcap, question, save

VIP = "192.0.2.80"


def said(time: float, detail: Detail) -> LogEvent:
    """What a line says, whichever source it is of."""
    return LogEvent(time=round(time * NS), width_ns=1, source="any", line=round(time * 10), text="", detail=detail)


def told(
    time: float, mac: int | None, *, state: str = "STALE", deleted: bool = False, dev: str = "eth0", vip: str = VIP
) -> LogEvent:
    """What a monitor says of an entry."""
    return said(time, NeighborChange(address=vip, interface=dev, mac=mac, state=state, deleted=deleted))


def shot(time: float, *macs: int) -> list[LogEvent]:
    """A listing and what it has of the VIP."""
    entries = [NeighborEntry(address=VIP, interface="eth0", mac=mac, state="STALE") for mac in macs]
    return [said(time, NeighborListing()), *(said(time, entry) for entry in entries)]


def epochs(*events: LogEvent) -> list[tuple[str, float, float, int, str]]:
    found = kernel_epochs(events, [VIP], Inventory((), {}), 100 * NS).get(VIP, ())
    return [(NAMES[e.mac], e.start / NS, e.end / NS, e.claims, e.ends_by) for e in found]


def test_changes_of_mac_end_epochs_changes_of_state_do_not() -> None:
    assert epochs(told(1, A), told(2, A, state="REACHABLE"), told(5, B)) == [
        ("A", 1, 5, 2, "takeover"),
        ("B", 5, 100, 1, "capture_end"),
    ]


def test_without_a_capture_nothing_is_heard_behind_the_last_word() -> None:
    found = kernel_epochs([*shot(1, A), *shot(4, A), *shot(6, B)], [VIP], Inventory((), {}), None)[VIP]
    assert [(NAMES[e.mac], e.start / NS, e.end / NS) for e in found] == [("A", 1, 6), ("B", 6, 6)]


def test_an_entry_that_fails_or_is_deleted_holds_nothing() -> None:
    assert epochs(told(1, A), told(5, None, state="FAILED"), told(8, A), told(9, A, deleted=True)) == [
        ("A", 1, 5, 1, "withdrawn"),
        ("A", 8, 9, 1, "withdrawn"),
    ]


def test_listings_count_at_their_times_and_up_to_the_monitors_first_word() -> None:
    assert epochs(*shot(1), *shot(3, A), *shot(5, A), told(6, B), *shot(7, A)) == [
        ("A", 3, 6, 2, "takeover"),
        ("B", 6, 100, 1, "capture_end"),
    ]


def test_what_is_listed_on_a_node_is_not_what_the_connecting_host_holds() -> None:
    nodes = Inventory((Node(name="node1", macs=(B,), addresses=(), given=True),), {})
    here, there = shot(1, A), [replace(event, host="node1") for event in shot(2, B)]
    (epoch,) = kernel_epochs([*here, *there], [VIP], nodes, 100 * NS)[VIP]
    assert (epoch.mac, epoch.start) == (A, NS)


def test_a_host_that_has_a_name_in_the_inventory_counts_where_it_connects_to_the_vip() -> None:
    proxy = Node(name="proxy", macs=(MAC_PRESENT | 0xA0,), addresses=(), given=True)
    nodes = Inventory((proxy, Node(name="node1", macs=(B,), addresses=(), given=True)), {})
    lines = [replace(event, host="proxy") for event in shot(1, A)] + [replace(e, host="node1") for e in shot(2, B)]
    (epoch,) = kernel_epochs(lines, [VIP], nodes, 100 * NS, homes=lambda: frozenset(proxy.macs))[VIP]
    assert (epoch.mac, epoch.start) == (A, NS)
    assert kernel_epochs(lines, [VIP], nodes, 100 * NS) == {}


def foreign(second: int, mac: str, *, to: str = "192.0.2.78") -> list[Timed]:
    """A SYN of another host than the client."""
    packet = IP(src="192.0.2.77", dst=to) / TCP(sport=40000 + second, dport=443, flags="S")
    return [(second * NS, ether(packet, mac, "52:54:00:00:00:0f"))]


def home(tmp_path: Path, frames: Sequence[Timed]) -> frozenset[int]:
    case = analyze([save(tmp_path / "x.pcap", pcap(frames))], vips=[VIP]).case
    return connecting(case.evidence, [(0,)], [record.code for record in case.vips])


def test_the_host_that_connects_is_the_one_that_captured_or_else_the_only_one_that_asks(tmp_path: Path) -> None:
    served = exchange(0, 40001)
    assert home(tmp_path, served) == {parse_mac(MAC_CLIENT)}
    others = [(NS, question(mac=MAC_C, sender="192.0.2.77", vip="192.0.2.78")), *foreign(2, MAC_B), *foreign(3, MAC_C)]
    assert home(tmp_path, [*served, *others]) == {parse_mac(MAC_CLIENT)}
    assert home(tmp_path, [*served, *others, *foreign(4, MAC_C, to=VIP)]) == frozenset()


def test_a_listing_on_the_proxy_counts_though_the_user_names_the_proxy(repo: Path, tmp_path: Path) -> None:
    folder = repo / "captures" / "service-not-programmed"
    listing = tmp_path / "neigh.txt"
    listing.write_text(
        "=== proxy ===\n## 2026-11-22T22:54:05+0000\n192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 REACHABLE\n"
    )
    known = Known(nodes=(parse_node("node2=52:54:00:00:02:16"), parse_node("proxy=52:54:00:00:02:0a")))
    (record,) = analyze([folder / "proxy.pcapng", listing], known=known).case.vips
    assert [mac_text(epoch.mac) for epoch in record.kernel] == ["52:54:00:00:02:16"]


def test_listings_alone_give_the_track_too() -> None:
    assert epochs(*shot(1, A), *shot(3), *shot(5, B)) == [("A", 1, 3, 1, "withdrawn"), ("B", 5, 100, 1, "capture_end")]


def test_another_interface_and_another_address_are_left_aside() -> None:
    assert epochs(told(1, A), told(2, A), told(3, B, dev="eth1"), told(4, B, vip="192.0.2.81")) == [
        ("A", 1, 100, 2, "capture_end")
    ]


def test_nothing_said_is_no_track() -> None:
    assert epochs() == []
