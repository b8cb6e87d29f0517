"""The kernel's own word on its neighbor cache, as epochs."""

from dataclasses import replace

from arpwatch_k8s.correlator.testimony.kernel import kernel_epochs
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.inventory.nodes import Node
from arpwatch_k8s.logs.details.detail import Detail, NeighborChange, NeighborEntry, NeighborListing
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.thresholds import NS
from tests.correlator.conversation import NAMES, A, B

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


def test_listings_alone_give_the_track_too() -> None:
    assert epochs(*shot(1, A), *shot(3), *shot(5, B)) == [("A", 1, 3, 1, "withdrawn"), ("B", 5, 100, 1, "capture_end")]


def test_another_interface_and_another_address_are_left_aside() -> None:
    assert epochs(told(1, A), told(2, A), told(3, B, dev="eth1"), told(4, B, vip="192.0.2.81")) == [
        ("A", 1, 100, 2, "capture_end")
    ]


def test_nothing_said_is_no_track() -> None:
    assert epochs() == []
