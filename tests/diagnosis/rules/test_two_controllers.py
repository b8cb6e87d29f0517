"""Two programs on one VIP, and all that looks like them."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.fights import asked, asks, causes, finding, lost, result, served, told, why_not
from tests.savefiles import MAC_A, MAC_B, VIP, ZERO, arp, at
from tests.speakers.programs import keepalived, kube_vip, metallb, reply, request

RULE = "two-controllers"
NODES = {"node1": MAC_B, "node2": MAC_A}


def test_metallb_and_kube_vip_on_two_nodes_are_two_controllers_and_nothing_else(tmp_path: Path) -> None:
    fight = [*metallb(ticks=30), *kube_vip(MAC_B, 1.5, 11), *served(0, 33), *lost(20.5, 50000)]
    found = result(tmp_path, fight)
    assert (found.verdict.outcome, causes(found)) == (Outcome.ROOT_CAUSE, [RULE])
    one = finding(found, RULE)
    assert (one.severity, one.confidence, one.failed) == (Severity.CRITICAL, Confidence.HIGH, 1)
    assert "kube_vip_services_enabled: false" in one.remedy
    assert "metallb/metallb#2177" in one.remedy
    assert why_not(found, "flapping").startswith(f"explained by {RULE}")


def test_it_is_found_when_the_vip_is_discovered_and_nodes_are_named(tmp_path: Path) -> None:
    fight = [*metallb(ticks=30), *kube_vip(MAC_B, 1.5, 11), *served(0, 33)]
    found = result(tmp_path, fight, vip=(), nodes=NODES)
    assert [record.vip for record in found.case.vips] == [VIP]
    assert causes(found) == [RULE]
    assert "node1" in found.verdict.summary


def test_one_burst_among_steady_announcements_is_enough(tmp_path: Path) -> None:
    assert causes(result(tmp_path, [*kube_vip(MAC_B, 0, 15), *metallb(start=20)])) == [RULE]


def test_both_on_one_node_never_flap_and_are_found_all_the_same(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(ticks=30), *kube_vip(MAC_A, 1.5, 11), *served(0, 33)])
    assert causes(found) == [RULE]
    one = finding(found, RULE)
    assert one.severity is Severity.WARNING
    assert "both on" in one.summary


def test_keepalived_beside_metallb(tmp_path: Path) -> None:
    fight = [*keepalived(MAC_B, adverts=40), *metallb(start=12), *asked(30, MAC_A, MAC_B), *served(0, 40)]
    found = result(tmp_path, fight)
    assert causes(found) == [RULE]
    assert "kube_vip" not in finding(found, RULE).remedy


def test_a_planned_migration_is_a_handover(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(), *kube_vip(MAC_B, 30, 12), *served(0, 30), *served(30, 60, MAC_B, port=50000)])
    assert causes(found) == []
    assert told(found) == ["handover"]
    assert "one announced after the other" in why_not(found, RULE)


def test_a_migration_with_an_overlap_is_a_handover(tmp_path: Path) -> None:
    moved = [*kube_vip(MAC_A, 0, 8), *metallb(MAC_B, 20), *served(0, 20), *served(24, 40, MAC_B, port=50000)]
    assert causes(result(tmp_path, moved)) == []


def test_a_migration_and_the_way_back_are_two(tmp_path: Path) -> None:
    back = [*kube_vip(MAC_A, 0, 8), *metallb(MAC_B, 60), *kube_vip(MAC_A, 120, 8)]
    assert RULE not in told(result(tmp_path, back))


def test_a_bond_that_fails_over_is_no_controller(tmp_path: Path) -> None:
    links = [at(7 + 9 * i, arp(1, MAC_A, address, ZERO, address)) for i in range(5) for address in (VIP, "192.0.2.21")]
    found = result(tmp_path, [*metallb(ticks=40), *links, *served(0, 44)])
    assert causes(found) == []
    assert "controls no address" in why_not(found, RULE)


def test_arping_and_send_arp_are_no_controllers(tmp_path: Path) -> None:
    by_hand = [at(5.5 + i, reply(MAC_B, MAC_B)) for i in range(4)]
    assert RULE not in told(result(tmp_path, [*metallb(ticks=20), *by_hand]))
    send_arp = [at(5.5 + i, request(MAC_B)) for i in range(5)]
    assert RULE not in told(result(tmp_path, [*metallb(ticks=20), *send_arp]))


def test_half_a_burst_of_metallb_is_no_openelb(tmp_path: Path) -> None:
    halves = [*metallb(ticks=8), *metallb(MAC_B, 2.5, 2), *metallb(MAC_B, 20, 1), *metallb(start=25, ticks=3)]
    assert RULE not in told(result(tmp_path, halves))


def test_two_frames_of_another_program_are_too_few(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(ticks=20), *kube_vip(MAC_B, 4, 2)])
    assert RULE not in told(found)
    assert "too little was seen" in why_not(found, RULE)


def test_a_silent_owner_that_answers_on_is_still_there(tmp_path: Path) -> None:
    silent = [*metallb(), *kube_vip(MAC_B, 60, 12), *asked(75, MAC_B, MAC_A), asks(61, MAC_B)]
    assert causes(result(tmp_path, silent)) == [RULE]


def test_what_lost_frames_leave_of_a_burst_is_no_second_program(tmp_path: Path) -> None:
    halves = [*metallb(start=11)[1::2], *metallb(start=22)[0:4:2]]
    found = result(tmp_path, [*metallb(), *halves, *metallb(start=33), *served(0, 40)])
    assert causes(found) == []


def test_a_program_that_is_not_told_well_is_neither_named_nor_accused(tmp_path: Path) -> None:
    odd = [at(1.5 + 7 * n, reply(MAC_B)) for n in range(4)]
    found = result(tmp_path, [*metallb(ticks=30), *odd, *asked(30, MAC_A, MAC_B)])
    assert RULE not in told(found)
    unknown = "an unknown program"
    assert why_not(found, RULE) == f"MetalLB at {MAC_A}, {unknown} at {MAC_B}: {unknown} controls no address"
