"""The kernel's neighbor table as a story: whose interface it is, what is news, and how much is kept."""

import errno
from typing import Any

import pytest

from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.details.detail import NeighborChange
from arpwatch_k8s.logs.event import telling
from arpwatch_k8s.monitor import kernel_table
from arpwatch_k8s.monitor.kernel_table import DELETED, NEW, KernelTable
from tests.savefiles import CLIENT, MAC_A, MAC_B, NS, VIP

REACHABLE, STALE, FAILED, NO_ARP = 2, 4, 32, 64


class Message(dict[str, Any]):
    """A message of netlink, as pyroute2 has it."""

    def get_attr(self, name: str) -> str | None:
        found: str | None = self["attrs"].get(name)
        return found


class Scripted:
    """A socket that gives what it is told to, and raises what is an error; `whole` is given when it is asked for."""

    def __init__(self) -> None:
        self.whole: list[Message] = []
        self.coming: list[list[Message] | OSError] = []

    def ask(self) -> None:
        self.coming.append(self.whole)

    def take(self) -> list[Message] | None:
        one = self.coming.pop(0) if self.coming else None
        if isinstance(one, OSError):
            raise one
        return one


@pytest.fixture
def netlink(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """A socket; the interface eth0 has number 5."""
    monkeypatch.setattr(kernel_table, "index_of", {"eth0": 5}.get)
    return Scripted()


def table_of(netlink: Scripted, interface: str = "eth0") -> KernelTable:
    return KernelTable([interface], netlink, 0)  # type: ignore[arg-type]


def entry(index: int, mac: str | None, state: int = REACHABLE, address: str = VIP, event: str = NEW) -> Message:
    return Message(event=event, ifindex=index, state=state, attrs={"NDA_DST": address, "NDA_LLADDR": mac})


def told(table: KernelTable, netlink: Scripted, *messages: Message) -> list[str]:
    """What the story of the VIP says after some messages."""
    netlink.coming += [[message] for message in messages]
    table.poll(0)
    return [event.text for log in table.log([address_number(VIP)]) for event in log.events]


def test_an_interface_that_was_made_anew_is_still_ours(netlink: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    table = table_of(netlink)
    assert told(table, netlink, entry(5, MAC_A), entry(6, MAC_B)) == [f"{VIP} dev eth0 lladdr {MAC_A} REACHABLE"]
    monkeypatch.setattr(kernel_table, "index_of", {"eth0": 7}.get)
    assert told(table, netlink, entry(7, MAC_B))[1:] == [f"{VIP} dev eth0 lladdr {MAC_B} REACHABLE"]


def test_of_any_interface_all_are_ours(netlink: Scripted) -> None:
    assert told(table_of(netlink, "any"), netlink, entry(5, MAC_A), entry(6, MAC_B))[1:] != []


def test_what_says_nothing_new_is_no_event_nor_is_what_is_no_neighbor(netlink: Scripted) -> None:
    netlink.whole = [entry(5, MAC_A), entry(5, "01:00:5e:00:00:16", NO_ARP, "224.0.0.22")]
    table = table_of(netlink)
    told(table, netlink, entry(5, MAC_A), entry(5, MAC_A, STALE), entry(5, MAC_B), entry(5, MAC_B, address=CLIENT))
    told(table, netlink, Message(event="RTM_NEWLINK"), entry(5, None, FAILED), entry(5, MAC_B, event=DELETED))
    (log,) = table.log([address_number(VIP)])
    changes = [change for _, change in telling(log.events, NeighborChange)]
    assert [(change.mac and change.mac & 0xFF, change.state, change.deleted) for change in changes] == [
        (0x0A, "REACHABLE", False),
        (0x0A, "STALE", False),
        (0x0B, "REACHABLE", False),
        (None, "FAILED", False),
        (0x0B, "REACHABLE", True),
    ]
    assert table.log([address_number("224.0.0.22")]) == ()
    assert not table.poll(0)


def test_the_table_as_it_was_is_known_from_the_start(netlink: Scripted) -> None:
    netlink.whole = [entry(5, MAC_A)]
    assert told(table_of(netlink), netlink) == [f"{VIP} dev eth0 lladdr {MAC_A} REACHABLE"]


def test_changes_that_were_lost_show_in_the_table_as_a_whole(netlink: Scripted) -> None:
    table = table_of(netlink)
    told(table, netlink, entry(5, MAC_A))
    netlink.whole = [entry(5, MAC_B)]
    netlink.coming.append(OSError(errno.ENOBUFS, "No buffer space available"))
    assert table.poll(3 * NS)
    (log,) = table.log([address_number(VIP)])
    changes = [(event.time, change.mac) for event, change in telling(log.events, NeighborChange)]
    assert changes == [(0, parse_mac(MAC_A)), (3 * NS, parse_mac(MAC_B))]


def test_of_a_flood_of_addresses_the_newest_and_those_that_are_watched_are_kept(
    netlink: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel_table, "MOST_ADDRESSES", 10)
    table = table_of(netlink)
    flood = [entry(5, MAC_A, address=f"198.51.100.{last}") for last in range(200)]
    story = [f"{VIP} dev eth0 lladdr {MAC_A} REACHABLE", f"{VIP} dev eth0 lladdr {MAC_B} STALE"]
    assert told(table, netlink, *flood[:100], entry(5, MAC_A)) == story[:1]
    assert told(table, netlink, *flood[100:], entry(5, MAC_B, STALE)) == story
    kept = [table.log([address_number(f"198.51.100.{last}")]) for last in range(200)]
    assert [last for last in range(200) if kept[last]] == list(range(191, 200))
