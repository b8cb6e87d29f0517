"""The kernel's neighbor table as a story: whose interface it is, what is news, and how much is kept."""

from typing import Any

import pytest

from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.monitor import kernel_table
from arpwatch_k8s.monitor.kernel_table import NEW, KernelTable
from tests.savefiles import MAC_A, MAC_B, VIP

REACHABLE, STALE = 2, 4


class Message(dict[str, Any]):
    """A message of netlink, as pyroute2 has it."""

    def get_attr(self, name: str) -> str | None:
        found: str | None = self["attrs"].get(name)
        return found


class Netlink:
    """A socket that gives what it is told to."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def get_neighbours(self) -> list[Message]:
        return []

    def get(self) -> list[Message]:
        return self.messages


def entry(index: int, mac: str, state: int = REACHABLE, address: str = VIP) -> Message:
    return Message(event=NEW, ifindex=index, state=state, attrs={"NDA_DST": address, "NDA_LLADDR": mac})


def told(table: KernelTable, netlink: Netlink, *messages: Message) -> list[str]:
    """What the story of the VIP says after some messages."""
    netlink.messages = list(messages)
    table.read(0)
    return [event.text for log in table.log([address_number(VIP)]) for event in log.events]


def test_an_interface_that_was_made_anew_is_still_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {"eth0": 5}
    monkeypatch.setattr(kernel_table, "index_of", numbers.get)
    netlink = Netlink()
    table = KernelTable(["eth0"], netlink, 0)
    assert told(table, netlink, entry(5, MAC_A), entry(6, MAC_B)) == [f"{VIP} dev eth0 lladdr {MAC_A} REACHABLE"]
    numbers["eth0"] = 7
    assert told(table, netlink, entry(7, MAC_B))[1:] == [f"{VIP} dev eth0 lladdr {MAC_B} REACHABLE"]


def test_of_any_interface_all_are_ours() -> None:
    netlink = Netlink()
    assert told(KernelTable(["any"], netlink, 0), netlink, entry(5, MAC_A), entry(6, MAC_B))[1:] != []


def test_what_says_nothing_new_is_no_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_table, "index_of", {"eth0": 5}.get)
    netlink = Netlink()
    same = [entry(5, MAC_A), entry(5, MAC_A), entry(5, MAC_A, STALE), entry(5, MAC_A, STALE)]
    assert len(told(KernelTable(["eth0"], netlink, 0), netlink, *same)) == 2


def test_a_flood_of_addresses_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_table, "index_of", {"eth0": 5}.get)
    monkeypatch.setattr(kernel_table, "MOST_ADDRESSES", 10)
    netlink = Netlink()
    table = KernelTable(["eth0"], netlink, 0)
    flood = [entry(5, MAC_A, address=f"198.51.100.{last}") for last in range(200)]
    assert told(table, netlink, *flood, entry(5, MAC_A)) == []
    kept = [table.log([address_number(f"198.51.100.{last}")]) for last in range(200)]
    assert sum(bool(story) for story in kept) == 10
