"""Pools and the networks of nodes."""

from arpwatch_k8s.lint.checks.links.pool_off_link import look
from tests.lint.checks.links.metallbs import advertisement, metallb, open_questions, places, pool, read

LISTING = {
    "n1/ip-br-addr.txt": "lo UNKNOWN 127.0.0.1/8 \neth0             UP             192.0.2.22/24 2001:db8::22/64 \n"
}
NODES = read(LISTING)


def test_a_pool_in_no_network_of_the_nodes_is_told() -> None:
    told = list(look(metallb(pool("198.51.100.0/28", "192.0.2.80-192.0.2.90")) + NODES))
    assert places(told) == [["pools.yaml:5", "n1/ip-br-addr.txt:2"]]


def test_a_pool_in_a_network_of_the_nodes_is_well_in_both_families() -> None:
    told = list(look(metallb(pool("192.0.2.80-192.0.2.90", "2001:db8::80/124", "192.0.0.0/16")) + NODES))
    assert told == []


def test_a_proxy_in_the_pools_network_makes_it_well() -> None:
    proxy = read(
        {
            "p1/ip-br-addr.txt": "eth0             UP             198.51.100.9/24 \n",
            "p1/nginx.conf": "upstream a {\n server 198.51.100.1;\n}\n",
        }
    )
    assert list(look(metallb(pool("198.51.100.0/28")) + NODES + proxy)) == []


def test_bgp_needs_no_link() -> None:
    assert list(look(metallb(pool("198.51.100.0/28"), by=advertisement(layer2=False)) + NODES)) == []


def test_without_a_listing_it_is_undecided_once() -> None:
    told = list(look(metallb(pool("198.51.100.0/28"), pool("192.0.2.0/28", name="second"))))
    assert open_questions(told) == ["whether the pool first is in a network of the nodes: no `ip addr` tells it"]


def test_many_pools_and_networks_take_the_time_of_their_order() -> None:
    lines = [f"eth{n}             UP             10.{n // 250}.{n % 250}.1/24 \n" for n in range(5000)]
    many = read({"n1/ip-br-addr.txt": "".join(lines)})
    pools = [pool(f"11.{n // 250}.{n % 250}.0/28", name=f"p{n}") for n in range(5000)]
    assert len(places(list(look(metallb(*pools) + many)))) == 5000
