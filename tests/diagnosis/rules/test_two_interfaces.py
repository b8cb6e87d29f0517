"""One node by two interfaces, and two nodes that speak at once."""

from pathlib import Path

from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.fights import causes, finding, own, result, served, told, why_not
from tests.savefiles import MAC_A, MAC_B, NODE_A
from tests.speakers.programs import kube_vip, metallb

RULE = "two-interfaces"
LOCKSTEP = [*metallb(MAC_A, 0), *metallb(MAC_B, 0.0005), *metallb(MAC_A, 30), *metallb(MAC_B, 30.0005)]


def test_two_macs_of_one_named_node_in_lockstep(tmp_path: Path) -> None:
    found = result(tmp_path, [*LOCKSTEP, *served(1, 40)], nodes={"node1": [MAC_A, MAC_B]})
    assert causes(found) == [RULE]
    assert (finding(found, RULE).severity, finding(found, RULE).confidence) == (Severity.WARNING, Confidence.HIGH)
    assert "L2Advertisement" in finding(found, RULE).remedy


def test_an_address_that_both_use_as_their_own_names_the_node(tmp_path: Path) -> None:
    frames = [*LOCKSTEP, own(2, MAC_A, NODE_A), own(3, MAC_B, NODE_A)]
    found = result(tmp_path, frames)
    assert causes(found)[0] == RULE
    assert finding(found, RULE).confidence is Confidence.HIGH
    assert "split-brain" not in told(found)


def test_without_an_identity_both_causes_are_told_with_low_confidence(tmp_path: Path) -> None:
    found = result(tmp_path, LOCKSTEP, vip=())
    assert set(causes(found)) == {RULE, "split-brain"}
    assert {one.confidence for one in found.verdict.findings} == {Confidence.LOW}
    assert "--node" in finding(found, RULE).missing[0]


def test_two_named_nodes_in_lockstep_are_a_split_brain(tmp_path: Path) -> None:
    found = result(tmp_path, LOCKSTEP, nodes={"node1": MAC_A, "node2": MAC_B})
    assert causes(found) == ["split-brain"]
    assert "two nodes as named" in why_not(found, RULE)


def test_announcements_that_alternate_are_not_in_lockstep(tmp_path: Path) -> None:
    found = result(tmp_path, [*kube_vip(MAC_A, 0, 9), *kube_vip(MAC_B, 1.5, 9)])
    assert RULE not in told(found)


def test_one_instant_in_common_is_an_accident(tmp_path: Path) -> None:
    assert RULE not in told(result(tmp_path, [*metallb(MAC_A, 0), *metallb(MAC_B, 4.4)]))


def test_a_capture_that_lost_a_third_still_shows_the_lockstep(tmp_path: Path) -> None:
    kept = [frame for n, frame in enumerate(LOCKSTEP) if n % 3]
    found = result(tmp_path, kept, nodes={"node1": [MAC_A, MAC_B]})
    assert causes(found) == [RULE]
