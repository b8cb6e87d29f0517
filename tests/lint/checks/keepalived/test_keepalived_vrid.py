"""VRIDs: one for two routers, two for one address."""

from tests.lint.checks.keepalived.conf import BACKUP, MASTER, instance, pair
from tests.lint.linting import faults, undecided

ID = "keepalived-vrid"


def test_one_vrid_twice_on_an_interface_is_told() -> None:
    text = instance(*MASTER) + instance(*MASTER, name="VI_2", general="", vips=("192.0.2.81/24",))
    assert faults({"lb1/keepalived.conf": text}, ID) == [["lb1/keepalived.conf:14", "lb1/keepalived.conf:6"]]


def test_one_vrid_on_two_interfaces_or_of_two_families_is_well() -> None:
    other = ("interface eth1", "virtual_router_id 51", "priority 150")
    text = instance(*MASTER) + instance(*other, name="VI_2", general="", vips=("198.51.100.80/24",))
    text += instance(*MASTER, name="VI_3", general="", vips=("2001:db8::80/64",))
    assert faults({"lb1/keepalived.conf": text}, ID) == []
    assert undecided({"lb1/keepalived.conf": text}, ID) == []


def test_unicast_instances_of_other_peers_do_not_hear_each_other() -> None:
    one, other = ((*MASTER, "unicast_peer {", peer, "}") for peer in ("192.0.2.2", "192.0.2.3"))
    text = instance(*one) + instance(*other, name="VI_2", general="", vips=("192.0.2.81/24",))
    assert faults({"lb1/keepalived.conf": text}, ID) == []


def test_two_routers_of_one_network_with_one_vrid_are_told() -> None:
    texts = pair(instance(*MASTER), instance(*BACKUP, vips=("192.0.2.90/24",)))
    assert faults(texts, ID) == [["lb2/keepalived.conf:6", "lb1/keepalived.conf:6"]]


def test_two_routers_of_two_networks_are_well() -> None:
    texts = pair(instance(*MASTER), instance(*BACKUP, vips=("198.51.100.80/24",)))
    assert (faults(texts, ID), undecided(texts, ID)) == ([], [])


def test_whether_they_are_on_one_link_is_undecided_without_lengths() -> None:
    texts = pair(instance(*MASTER), instance(*BACKUP, vips=("192.0.2.90",)))
    assert faults(texts, ID) == []
    assert undecided(texts, ID) == [
        "whether VI_1 of lb1 and VI_1 of lb2, both with the VRID 51, are on one link: their virtual addresses are "
        "given without the length of their network"
    ]


def test_one_address_under_two_vrids_is_told() -> None:
    texts = pair(instance(*MASTER), instance("interface eth0", "virtual_router_id 52", "priority 100"))
    assert faults(texts, ID)[0][:2] == ["lb2/keepalived.conf:6", "lb1/keepalived.conf:6"]


def test_a_pair_is_well() -> None:
    texts = pair(instance(*MASTER), instance(*BACKUP))
    assert (faults(texts, ID), undecided(texts, ID)) == ([], [])


def test_a_vrid_that_is_not_known_is_undecided() -> None:
    assert undecided({"lb1/keepalived.conf": instance("virtual_router_id $VRID")}, ID) == [
        "which VRID VI_1 of lb1 has: virtual_router_id is $VRID, which is defined nowhere in what was read"
    ]
