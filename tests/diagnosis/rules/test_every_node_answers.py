"""IPVS without strictARP, and all that looks like it."""

from pathlib import Path

from arpwatch_k8s.grades import Confidence
from tests.diagnosis.fights import MAC_D, asked, causes, finding, lost, result, served, why_not
from tests.savefiles import MAC_A, MAC_B, MAC_C, VIP
from tests.speakers.programs import kube_vip, metallb

RULE = "every-node-answers"
OTHER = "192.0.2.81"


def test_three_owners_answer_one_question(tmp_path: Path) -> None:
    found = result(tmp_path, [*asked(0, MAC_A, MAC_B, MAC_C), *served(1, 10)])
    assert causes(found) == [RULE]
    assert finding(found, RULE).confidence is Confidence.MEDIUM
    assert "strictARP: true" in finding(found, RULE).remedy
    assert any("probe" in words for words in finding(found, RULE).missing)


def test_again_and_again_beside_an_announcer(tmp_path: Path) -> None:
    frames = [*metallb(MAC_A), *asked(10, MAC_B, MAC_A, MAC_C, MAC_D), *asked(50, MAC_C, MAC_B, MAC_A, MAC_D)]
    found = result(tmp_path, [*frames, *served(11, 60, MAC_B)], vip=())
    assert causes(found) == [RULE]
    assert finding(found, RULE).confidence is Confidence.HIGH


def test_two_nodes_are_enough_on_two_vips(tmp_path: Path) -> None:
    frames = [*asked(0, MAC_A, MAC_B), *asked(2, MAC_B, MAC_A, vip=OTHER)]
    found = result(tmp_path, frames, vip=())
    assert causes(found) == [RULE, RULE]
    assert {one.vip for one in found.verdict.findings} == {VIP, OTHER}


def test_failures_in_it_are_explained(tmp_path: Path) -> None:
    frames = [*asked(0, MAC_A, MAC_B, MAC_C), *asked(30, MAC_A, MAC_B, MAC_C), *lost(10, 50000, MAC_B), *served(1, 30)]
    assert finding(result(tmp_path, frames), RULE).failed == 1


def test_two_owners_of_one_vip_are_no_cluster(tmp_path: Path) -> None:
    found = result(tmp_path, [*asked(0, MAC_A, MAC_B), *asked(9, MAC_A, MAC_B)])
    assert causes(found) == ["duplicate-address"]
    assert "no more than two" in why_not(found, RULE)


def test_three_that_announce_are_a_split_brain(tmp_path: Path) -> None:
    fight = [*kube_vip(MAC_A, 0, 9), *kube_vip(MAC_B, 1, 9), *kube_vip(MAC_C, 2, 9), *asked(20, MAC_A, MAC_B, MAC_C)]
    found = result(tmp_path, fight)
    assert causes(found) == ["split-brain"]
    assert "which IPVS does not" in why_not(found, RULE)


def test_unicast_questions_that_one_answers_each_are_healthy(tmp_path: Path) -> None:
    assert causes(result(tmp_path, [*asked(0, MAC_A), *asked(9, MAC_A), *served(1, 9)])) == []
