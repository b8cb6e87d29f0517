"""Moves that nothing else explains, and those that something does."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence
from tests.diagnosis.fights import asked, causes, finding, result, served, told, why_not
from tests.savefiles import MAC_A, MAC_B, MAC_C, NS, Timed, announcement, at
from tests.speakers.programs import kube_vip, metallb

RULE = "flapping"
CHURN: list[Timed] = [frame for i in range(6) for frame in kube_vip((MAC_A, MAC_B)[i % 2], 25 * i, 6)]


def test_a_lease_that_is_lost_again_and_again(tmp_path: Path) -> None:
    found = result(tmp_path, CHURN)
    assert causes(found) == [RULE]
    assert finding(found, RULE).confidence is Confidence.MEDIUM
    assert "5 changes" in found.verdict.summary


def test_answers_of_unknown_hosts_by_turns(tmp_path: Path) -> None:
    frames = [frame for i in range(8) for frame in asked(12 * i, (MAC_A, MAC_B)[i % 2])]
    assert causes(result(tmp_path, frames, vip=())) == [RULE]


def test_four_moves_are_not_enough(tmp_path: Path) -> None:
    found = result(tmp_path, [frame for i in range(5) for frame in kube_vip((MAC_A, MAC_B)[i % 2], 25 * i, 6)])
    assert set(told(found)) == {"handover"}


def test_moves_over_hours_are_not_enough(tmp_path: Path) -> None:
    slow = [at(600 * i, announcement((MAC_A, MAC_B)[i % 2])) for i in range(8)]
    assert RULE not in told(result(tmp_path, slow))


def test_what_a_split_brain_explains_is_not_told_twice(tmp_path: Path) -> None:
    found = result(tmp_path, [*kube_vip(MAC_A, 0, 12), *kube_vip(MAC_B, 1.5, 12), *served(0, 36)])
    assert causes(found) == ["split-brain"]
    assert why_not(found, RULE).startswith("explained by split-brain")


def test_a_stable_owner_does_not_flap(tmp_path: Path) -> None:
    found = result(tmp_path, [*kube_vip(MAC_A, 0, 60), *served(0, 10)])
    assert (found.verdict.outcome, told(found)) == (Outcome.HEALTHY, [])
    assert found.case.end is not None
    assert found.case.end > 100 * NS


def test_nodes_that_are_drained_one_behind_the_other_hand_it_on(tmp_path: Path) -> None:
    macs = [f"52:54:00:00:01:{i:02x}" for i in range(7)]
    frames = [frame for i, mac in enumerate(macs) for frame in metallb(mac, 20 * i)]
    frames += [
        frame for i, mac in enumerate(macs) for frame in served(20 * i + 1, 20 * i + 20, mac, port=40000 + 40 * i)
    ]
    found = result(tmp_path, frames)
    assert found.verdict.outcome is Outcome.HEALTHY
    assert set(told(found)) == {"handover"}
    assert "hardly ever back" in why_not(found, RULE)


def test_three_nodes_by_turns_move_to_and_fro(tmp_path: Path) -> None:
    frames = [frame for i in range(7) for frame in kube_vip((MAC_A, MAC_B, MAC_C)[i % 3], 25 * i, 6)]
    assert causes(result(tmp_path, frames)) == [RULE]
