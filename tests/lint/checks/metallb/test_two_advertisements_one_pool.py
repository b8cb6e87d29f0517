"""two-advertisements-one-pool."""

from tests.lint.linting import faults, undecided
from tests.lint.objects import advertisement, pool

CHECK = "two-advertisements-one-pool"
LAN = pool("lan", "192.0.2.0/28")
NARROW = advertisement("edge", "ipAddressPools: [lan]", "nodeSelectors:", "- matchLabels: {edge: 'true'}")


def told(*advertisements: str) -> list[list[str]]:
    """Of a pool and its advertisements, each in a file of its own."""
    files = {f"{index}.yaml": text for index, text in enumerate(advertisements)}
    return faults({"pool.yaml": LAN, **files}, CHECK)


def test_one_of_all_nodes_makes_one_of_some_void() -> None:
    assert told(NARROW, advertisement("all")) == [["1.yaml:4", "0.yaml:9"]]


def test_the_same_of_interfaces() -> None:
    narrow = advertisement("edge", "ipAddressPools: [lan]", "interfaces: [eth1]")
    assert told(narrow, advertisement("all")) == [["1.yaml:4", "0.yaml:8"]]


def test_one_alone_and_two_of_different_nodes_are_fine() -> None:
    other = NARROW.replace("edge", "core")
    assert told(NARROW) == []
    assert told(NARROW, other) == []


def test_one_of_all_nodes_for_another_pool_is_fine() -> None:
    assert told(NARROW, advertisement("dmz", "ipAddressPools: [dmz]")) == []


def test_nodes_with_an_interface_more_than_all_have_are_fine() -> None:
    all_nodes = advertisement("all", "interfaces: [eth0]")
    some = advertisement("edge", "interfaces: [eth1]", "nodeSelectors:", "- matchLabels: {edge: 'true'}")
    assert told(all_nodes, some) == []
    assert told(all_nodes, some.replace("eth1", "eth0")) == [["0.yaml:4", "1.yaml:9"]]


def test_one_that_picks_services_or_prefers_nodes_has_a_purpose() -> None:
    picking = advertisement("all", "serviceSelectors:", "- matchLabels: {app: web}")
    preferring = NARROW + "  preferredNodes: []\n"
    assert told(NARROW, picking) == []
    assert told(preferring, advertisement("all")) == []


def test_of_advertisements_whose_pools_are_not_known_nothing_is_told() -> None:
    later = advertisement("all", "ipAddressPools: ['${POOL}']")
    assert told(NARROW, later) == []
    assert undecided({"pool.yaml": pool("other", "192.0.2.0/28"), "0.yaml": NARROW, "1.yaml": later}, CHECK) == []
