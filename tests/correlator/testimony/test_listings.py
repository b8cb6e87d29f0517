"""Listings without a time, held against each other."""

from dataclasses import replace

from arpwatch_k8s.correlator.testimony.listings import Comparison, comparisons
from arpwatch_k8s.logs.details.detail import NeighborEntry
from arpwatch_k8s.logs.event import Log, Undated
from tests.correlator.conversation import NAMES, A, B

VIP, OTHER = "192.0.2.80", "192.0.2.81"


def entry(listing: int, mac: int | None, *, address: str = VIP, state: str | None = "STALE") -> Undated:
    detail = NeighborEntry(address=address, interface="eth0", mac=mac, state=state)
    return Undated(source="any", listing=listing, line=listing, text="", detail=detail)


def log(path: str, *undated: Undated) -> Log:
    return Log(
        path=path,
        source="any",
        tells=(NeighborEntry,),
        events=(),
        lines=len(undated),
        unparsed=(),
        zone_assumed=None,
        undated=undated,
    )


def compared(*logs: Log) -> list[Comparison]:
    return list(comparisons(logs, [VIP]))


def shown(comparison: Comparison) -> list[tuple[str, str | None, str | None]]:
    return [(item.path, NAMES[item.mac] if item.mac else None, item.state) for item in comparison.listed]


def test_names_of_files_order_listings_and_a_change_of_state_is_no_change_of_mac() -> None:
    (found,) = compared(log("neigh-after.txt", entry(1, A)), log("neigh-before.txt", entry(1, A, state="REACHABLE")))
    assert shown(found) == [("neigh-before.txt", "A", "REACHABLE"), ("neigh-after.txt", "A", "STALE")]
    assert (found.by, found.moves, found.macs) == ("word", 0, (A,))


def test_another_mac_is_a_move_there_and_back() -> None:
    (found,) = compared(*(log(f"arp-{n}.txt", entry(1, mac)) for n, mac in ((3, A), (1, A), (2, B))))
    assert (found.by, found.moves, [mac for _, mac, _ in shown(found)]) == ("number", 2, ["A", "B", "A"])


def test_where_names_say_no_order_it_is_unknown() -> None:
    (found,) = compared(log("a/neigh.txt", entry(1, A)), log("b/neigh.txt", entry(1, B)))
    assert (found.by, found.macs) == ("", (A, B))


def test_tables_of_two_hosts_are_not_held_against_each_other() -> None:
    first, second = compared(log("node1-arp.txt", entry(1, A)), log("node2-arp.txt", entry(1, B)))
    assert (first.host, second.host) == ("node1", "node2")


def test_tables_of_two_hosts_in_one_file_are_kept_apart() -> None:
    first, second = compared(
        log("neigh.txt", replace(entry(1, A), host="node1"), replace(entry(2, B), host="node2"), entry(3, B))
    )[:2]
    assert (first.host, first.macs, second.host, second.macs) == ("node1", (A,), "node2", (B,))


def test_listings_of_one_file_come_in_its_order() -> None:
    (found,) = compared(log("neigh.txt", entry(1, A), entry(2, B)))
    assert (found.by, found.moves) == ("lines", 1)


def test_a_listing_without_the_address_is_told_as_one_that_has_it_not() -> None:
    (found,) = compared(log("neigh.txt", entry(1, A), entry(2, B, address=OTHER), entry(3, A)))
    assert [(item.listing, item.said is not None, item.mac) for item in found.listed] == [
        (1, True, A),
        (2, False, None),
        (3, True, A),
    ]
    assert found.moves == 0


def test_a_failed_entry_holds_no_mac() -> None:
    (found,) = compared(log("neigh.txt", entry(1, A, state="FAILED")))
    assert (found.macs, shown(found)) == ((), [("neigh.txt", None, "FAILED")])


def test_an_address_that_none_has_is_compared_with_nothing() -> None:
    assert compared(log("neigh.txt", entry(1, A, address=OTHER))) == []
    assert compared() == []
