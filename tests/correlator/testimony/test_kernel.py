"""The kernel's own word on its neighbor cache, as epochs."""

from dataclasses import replace

from arpwatch_k8s.correlator.testimony.kernel import kernel_epochs
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.logs.neighbors import ENTRY, GONE, MONITOR, SNAPSHOT, SNAPSHOTS
from arpwatch_k8s.thresholds import NS
from tests.correlator.conversation import NAMES, A, B

VIP = "192.0.2.80"


def told(
    time: float,
    mac: int | None,
    *,
    state: str = "STALE",
    kind: str = ENTRY,
    dev: str = "eth0",
    vip: str = VIP,
    source: str = MONITOR,
) -> LogEvent:
    """What a line says of an entry."""
    return replace(heading(time), source=source, kind=kind, address=vip, mac=mac, interface=dev, state=state)


def heading(time: float) -> LogEvent:
    """The head of a snapshot."""
    return LogEvent(time=round(time * NS), source=SNAPSHOTS, line=round(time * 10), kind=SNAPSHOT, text="")


def shot(time: float, *macs: int) -> list[LogEvent]:
    """A snapshot and what it lists of the VIP."""
    return [heading(time), *(told(time, mac, source=SNAPSHOTS) for mac in macs)]


def epochs(*events: LogEvent) -> list[tuple[str, float, float, int, str]]:
    found = kernel_epochs(events, [VIP], Inventory((), {}), 100 * NS).get(VIP, ())
    return [(NAMES[e.mac], e.start / NS, e.end / NS, e.claims, e.ends_by) for e in found]


def test_changes_of_mac_end_epochs_changes_of_state_do_not() -> None:
    assert epochs(told(1, A), told(2, A, state="REACHABLE"), told(5, B)) == [
        ("A", 1, 5, 2, "takeover"),
        ("B", 5, 100, 1, "capture_end"),
    ]


def test_an_entry_that_fails_or_is_deleted_holds_nothing() -> None:
    assert epochs(told(1, A), told(5, None, state="FAILED"), told(8, A), told(9, A, kind=GONE)) == [
        ("A", 1, 5, 1, "withdrawn"),
        ("A", 8, 9, 1, "withdrawn"),
    ]


def test_snapshots_count_at_their_times_and_up_to_the_monitors_first_word() -> None:
    assert epochs(*shot(1), *shot(3, A), *shot(5, A), told(6, B), *shot(7, A)) == [
        ("A", 3, 6, 2, "takeover"),
        ("B", 6, 100, 1, "capture_end"),
    ]


def test_snapshots_alone_give_the_track_too() -> None:
    assert epochs(*shot(1, A), *shot(3), *shot(5, B)) == [("A", 1, 3, 1, "withdrawn"), ("B", 5, 100, 1, "capture_end")]


def test_another_interface_and_another_address_are_left_aside() -> None:
    assert epochs(told(1, A), told(2, A), told(3, B, dev="eth1"), told(4, B, vip="192.0.2.81")) == [
        ("A", 1, 100, 2, "capture_end")
    ]


def test_nothing_said_is_no_track() -> None:
    assert epochs() == []
