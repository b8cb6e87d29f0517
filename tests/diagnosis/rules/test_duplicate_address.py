"""Two hosts that hold an address, and all that looks like it."""

from pathlib import Path

from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.fights import asked, causes, finding, own, result, served, told, why_not
from tests.savefiles import CLIENT, MAC_A, MAC_B, MAC_C, MAC_CLIENT, NODE_A, NODE_B, VIP, ZERO, Timed, arp, at, segment
from tests.speakers.programs import advert, metallb, request

RULE = "duplicate-address"
PROBED = [
    *(at(9 + i, arp(1, MAC_C, "0.0.0.0", ZERO, VIP)) for i in range(3)),
    *(at(14 + 2 * i, request(MAC_C, ZERO)) for i in range(2)),
]
"""A host that is given the address as its own: it probes, and announces it."""


def refused(start: float, port: int, mac: str = MAC_C) -> list[Timed]:
    """A connection that a host refuses."""
    return [
        at(start, segment("S", port=port, seq=77, to=mac)),
        at(start + 0.001, segment("RA", port=port, seq=0, ack=78, to=mac, server=True)),
    ]


def both(*when: float) -> list[Timed]:
    """Questions that two hosts answer."""
    return [frame for time in when for frame in asked(time, MAC_A, MAC_C)]


def test_a_host_that_was_given_the_vip_by_dhcp(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(), *PROBED, *both(20, 30), *served(1, 9)])
    assert causes(found) == [RULE]
    one = finding(found, RULE)
    assert (one.severity, one.confidence) == (Severity.WARNING, Confidence.MEDIUM)
    assert "DHCP" in one.remedy
    assert "--inventory" in one.missing[0]


def test_a_stranger_that_refuses_what_the_other_serves_is_certain(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(), *PROBED, *both(20, 30), *served(1, 9), *refused(31, 50000)])
    assert causes(found) == [RULE]
    one = finding(found, RULE)
    assert (one.severity, one.confidence, one.failed) == (Severity.CRITICAL, Confidence.HIGH, 1)


def test_two_hosts_that_only_answer_once_are_told_with_low_confidence(tmp_path: Path) -> None:
    found = result(tmp_path, [own(0, MAC_A, NODE_A), own(1, MAC_C, NODE_B), *both(20), *served(1, 9)])
    one = finding(found, RULE)
    assert one.confidence is Confidence.LOW
    assert any("every-node-answers" in words for words in one.instead)


def test_with_the_nodes_named_the_stranger_is_a_foreign_host(tmp_path: Path) -> None:
    nodes = {"node1": MAC_A, "node2": MAC_B}
    found = result(tmp_path, [*metallb(), *PROBED, *both(20, 30), *served(1, 9)], nodes=nodes)
    assert causes(found) == ["foreign-host"]
    assert "foreign-host" in why_not(found, RULE)


def test_a_move_after_which_the_old_owner_is_silent_is_none(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(), *asked(9, MAC_A), *metallb(MAC_B, 30), *asked(40, MAC_B), *served(0, 29)])
    assert RULE not in told(found)


def test_two_interfaces_of_one_host_are_none(tmp_path: Path) -> None:
    shared = [own(2, MAC_A, NODE_A), own(3, MAC_C, NODE_A)]
    found = result(tmp_path, [*shared, *both(20, 30, 40), *served(1, 9)])
    assert RULE not in told(found)


def test_late_answers_are_a_proxy_s(tmp_path: Path) -> None:
    late = [frame for i in range(4) for frame in (*asked(10 + 2 * i, MAC_A), asked(10 + 2 * i, MAC_C, delay=0.5)[1])]
    assert RULE not in told(result(tmp_path, [*metallb(), *late, *served(1, 9)]))


def test_programs_that_move_addresses_on_both_are_a_split_brain(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(ticks=20), *metallb(MAC_C, 0.5, 20), *both(8, 9), *served(1, 20)])
    assert RULE not in told(found)
    assert "on both" in why_not(found, RULE)


def test_two_masters_of_vrrp_are_none(tmp_path: Path) -> None:
    fight = [
        at(i + late, advert(mac, by)) for i in range(20) for late, mac, by in ((0, MAC_A, NODE_A), (0.5, MAC_C, NODE_B))
    ]
    assert RULE not in told(result(tmp_path, [*fight, *both(8, 9), *served(1, 20)]))


def test_a_mac_in_one_claim_alone_from_which_no_frame_came_is_no_host(tmp_path: Path) -> None:
    broken = arp(2, MAC_C, VIP, MAC_CLIENT, CLIENT, src=MAC_A, dst=MAC_CLIENT)
    found = result(tmp_path, [*metallb(), *served(1, 9), *asked(20, MAC_A), at(20.0001, broken)])
    assert RULE not in told(found)
