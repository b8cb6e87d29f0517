"""A node's own address that a controller announces, and nodes that hold a VIP beside their own."""

from pathlib import Path

from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.fights import asked, asks, causes, finding, lost, own, result, served, told, why_not
from tests.savefiles import MAC_A, MAC_B, NODE_B, VIP, ZERO, Timed, arp, at, question
from tests.speakers.programs import kube_vip, metallb

RULE = "vip-is-node-address"
GATEWAY = "192.0.2.1"
AT_HOME = {"node1": MAC_A, "node2": [MAC_B, VIP]}
"""The inventory gives the VIP to node2."""


def lives(start: float, times: int, mac: str = MAC_B, address: str = VIP) -> list[Timed]:
    """A host that asks for its gateway from its own address, as others do."""
    mine = [at(start + 4 * i, arp(1, mac, address, ZERO, GATEWAY)) for i in range(times)]
    return [*mine, *(at(start + 4 * i + 1, question(vip=GATEWAY)) for i in range(times))]


def test_kube_vip_announces_another_node_s_address(tmp_path: Path) -> None:
    frames = [*lives(0, 8), *asked(1, MAC_B), *asked(9, MAC_B), *kube_vip(MAC_A, 40, 9), *served(2, 39, MAC_B)]
    found = result(tmp_path, [*frames, *lost(50, 50000)])
    assert causes(found)[0] == RULE
    one = finding(found, RULE)
    assert (one.severity, one.confidence, one.failed) == (Severity.CRITICAL, Confidence.MEDIUM, 1)
    assert "servicelb" in one.remedy
    assert "orphan-address" not in told(found)


def test_an_inventory_that_gives_it_to_the_node_makes_it_certain(tmp_path: Path) -> None:
    frames = [*lives(0, 8), *asked(1, MAC_B), *kube_vip(MAC_A, 40, 9), *served(2, 39, MAC_B)]
    found = result(tmp_path, frames, nodes=AT_HOME)
    assert causes(found) == [RULE]
    assert finding(found, RULE).confidence is Confidence.HIGH


def test_an_inventory_that_gives_it_is_enough_where_the_capture_began_later(tmp_path: Path) -> None:
    frames = [*kube_vip(MAC_A, 0, 15), *asked(20, MAC_A, MAC_B), *asked(40, MAC_A, MAC_B), *served(2, 39)]
    one = finding(result(tmp_path, frames, nodes=AT_HOME), RULE)
    assert one.confidence is Confidence.MEDIUM


def test_a_host_that_was_not_seen_to_hold_it_before_is_not_accused(tmp_path: Path) -> None:
    found = result(tmp_path, [*kube_vip(MAC_A, 0, 20), *lives(1, 12), *served(2, 39)])
    assert RULE not in told(found)
    assert "was not seen to hold it before" in why_not(found, RULE)


def test_a_host_with_an_address_of_its_own_beside_it_is_none(tmp_path: Path) -> None:
    frames = [own(0, MAC_B, NODE_B), *lives(0, 8), *asked(1, MAC_B), *kube_vip(MAC_A, 40, 9), asks(60, MAC_B)]
    assert RULE not in told(result(tmp_path, [*frames, *served(2, 39, MAC_B)]))


def test_a_node_with_several_vips_asks_from_its_own_address(tmp_path: Path) -> None:
    frames = [*lives(0, 8, address=NODE_B), *metallb(MAC_B), *metallb(MAC_B, vip="192.0.2.81"), *asked(9, MAC_B)]
    found = result(tmp_path, [*frames, *metallb(MAC_A, 40), *served(1, 39, MAC_B), *served(41, 60, port=50000)])
    assert RULE not in told(found)


def test_a_move_of_a_vip_is_none(tmp_path: Path) -> None:
    frames = [*metallb(MAC_B), *asked(9, MAC_B), *metallb(MAC_A, 40), *asked(50, MAC_A)]
    assert RULE not in told(result(tmp_path, [*frames, *served(1, 39, MAC_B), *served(41, 60, port=50000)]))
