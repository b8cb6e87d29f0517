"""Pools at two interfaces of one network."""

from arpwatch_k8s.lint.checks.links.two_nics_one_segment import look
from tests.lint.checks.links.metallbs import advertisement, metallb, places, pool, read

TWO = "eth0             UP             192.0.2.22/24 \neth1             UP             192.0.2.23/24 \n"
LIST = "n1/ip-br-addr.txt"
POOL = pool("192.0.2.80-192.0.2.90")


def test_a_pool_at_all_interfaces_is_told_where_two_are_in_its_network() -> None:
    assert places(list(look(metallb(POOL) + read({LIST: TWO})))) == [["pools.yaml:1", f"{LIST}:1", f"{LIST}:2"]]


def test_with_interfaces_or_in_another_network_it_is_well() -> None:
    assert list(look(metallb(POOL, by=advertisement("eth0")) + read({LIST: TWO}))) == []
    assert list(look(metallb(pool("198.51.100.0/28")) + read({LIST: TWO}))) == []


def test_two_networks_and_addresses_of_one_length_are_well() -> None:
    apart = TWO.replace("192.0.2.23", "198.51.100.23")
    held = TWO.replace("192.0.2.23/24", "192.0.2.80/32")
    for text in (apart, held):
        assert list(look(metallb(POOL) + read({LIST: text}))) == []


def test_without_a_listing_nothing_is_asked() -> None:
    assert list(look(metallb(POOL))) == []
