"""A claimant that is no node, and all that looks like it."""

from pathlib import Path

from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.fights import asked, asks, causes, finding, lost, result, served, told, why_not
from tests.savefiles import MAC_A, MAC_B, MAC_C, NODE_B, VIP, ZERO, arp, at
from tests.speakers.programs import keepalived, kube_vip, metallb, request

RULE = "foreign-host"
NODES = {"node1": MAC_A, "node2": MAC_B}
STATIC = [*asked(10, MAC_A, MAC_C), *asked(40, MAC_C, MAC_A), asks(41, MAC_C), asks(43, MAC_C)]
PROBED = [
    *(at(9 + i, arp(1, MAC_C, "0.0.0.0", ZERO, VIP)) for i in range(3)),
    *(at(14 + 2 * i, request(MAC_C, ZERO)) for i in range(2)),
    *asked(20, MAC_A, MAC_C),
]


def test_a_host_with_the_vip_as_its_static_address(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(), *STATIC, *served(1, 50), *lost(42, 50000, MAC_C)], nodes=NODES)
    assert causes(found) == [RULE]
    one = finding(found, RULE)
    assert (one.severity, one.confidence, one.failed) == (Severity.CRITICAL, Confidence.HIGH, 1)


def test_one_that_was_given_it_by_dhcp_announces_as_rfc_5227_says(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(), *PROBED, *served(1, 9)], nodes=NODES, vip=())
    assert causes(found) == [RULE]


def test_without_an_inventory_it_is_what_is_missing(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(), *STATIC, *served(1, 50)])
    assert RULE not in told(found)
    assert causes(found) == ["orphan-address"]
    assert any("foreign-host" in words for words in finding(found, "orphan-address").missing)


def test_a_new_node_that_takes_over_cleanly_is_not_accused(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(), *metallb(MAC_C, 30), *served(1, 29), *served(31, 60, MAC_C)], nodes=NODES)
    assert causes(found) == []
    assert "a node not named yet?" in why_not(found, RULE)


def test_another_cluster_s_speaker_is_told_with_a_doubt(tmp_path: Path) -> None:
    fight = [*metallb(MAC_A), *metallb(MAC_C, 0.4), *metallb(MAC_B, 60), *asked(20, MAC_A, MAC_C)]
    found = result(tmp_path, fight, nodes=NODES)
    assert causes(found)[0] == RULE
    assert finding(found, RULE).confidence is Confidence.MEDIUM
    assert "of another cluster" in finding(found, RULE).against[0]


def test_a_list_of_names_that_is_not_of_this_cluster_accuses_nobody(tmp_path: Path) -> None:
    found = result(tmp_path, [*kube_vip(MAC_C, 0, 9), *served(0, 20, MAC_C)], nodes=NODES)
    assert causes(found) == []
    assert "may not be of this cluster" in why_not(found, RULE)


def test_one_node_named_among_several_does_not_hide_two_controllers(tmp_path: Path) -> None:
    fight = [*metallb(ticks=30), *kube_vip(MAC_B, 1.5, 11), *served(0, 33)]
    found = result(tmp_path, fight, nodes={"node2": MAC_A})
    assert causes(found)[0] == "two-controllers"


def test_a_stranger_that_advertises_vrrp_for_the_vip(tmp_path: Path) -> None:
    fight = [*metallb(ticks=20), *keepalived(MAC_C, 3, source="192.0.2.66", adverts=20)]
    assert {"two-controllers", RULE} & set(causes(result(tmp_path, fight, nodes=NODES)))


def test_a_mac_that_answers_for_a_named_node_s_own_address_may_be_its_second_interface(tmp_path: Path) -> None:
    frames = [*metallb(), *STATIC, *asked(12, MAC_B, MAC_C, vip=NODE_B), *asked(22, MAC_B, MAC_C, vip=NODE_B)]
    nodes = {"node1": MAC_A, "node2": [MAC_B, NODE_B]}
    found = result(tmp_path, [*frames, *served(1, 50)], nodes=nodes)
    one = finding(found, RULE)
    assert one.confidence is Confidence.LOW
    assert "second MAC of node2" in one.instead[0]
    assert all("node2" not in other.summary for other in found.verdict.findings)
