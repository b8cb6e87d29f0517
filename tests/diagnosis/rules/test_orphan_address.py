"""An address that a node still holds though another announces it, and all that looks like it."""

from pathlib import Path

from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.fights import asked, asks, causes, finding, lost, own, result, served, told, why_not
from tests.savefiles import MAC_A, MAC_B, NODE_B, VIP, answer, at, padded, question
from tests.speakers.programs import kube_vip, metallb

RULE = "orphan-address"


def test_a_kernel_that_asks_in_the_vips_name_long_after_another_announced_it(tmp_path: Path) -> None:
    frames = [*kube_vip(MAC_A, 0, 20), asks(20, MAC_B), asks(40, MAC_B), *served(0, 60)]
    found = result(tmp_path, frames)
    assert causes(found) == [RULE]
    one = finding(found, RULE)
    assert (one.severity, one.confidence) == (Severity.WARNING, Confidence.MEDIUM)
    assert "ip addr del" in one.remedy


def test_one_that_only_answers_is_less_certain(tmp_path: Path) -> None:
    frames = [*kube_vip(MAC_A, 0, 20), *asked(20, MAC_A, MAC_B), *asked(40, MAC_A, MAC_B)]
    found = result(tmp_path, frames, vip=())
    assert causes(found) == [RULE]
    one = finding(found, RULE)
    assert one.confidence is Confidence.MEDIUM
    assert "older than this capture" in one.against[0]


def test_failures_at_it_are_explained(tmp_path: Path) -> None:
    frames = [*kube_vip(MAC_A, 0, 20), asks(20, MAC_B), asks(40, MAC_B), *served(0, 60), *lost(30, 50000, MAC_B)]
    assert finding(result(tmp_path, frames), RULE).failed == 1


def test_the_old_owner_of_a_failover_that_keeps_its_address(tmp_path: Path) -> None:
    frames = [*kube_vip(MAC_B, 0, 6), *kube_vip(MAC_A, 20, 15), asks(30, MAC_B), asks(45, MAC_B), *served(0, 60)]
    assert causes(result(tmp_path, frames)) == [RULE]


def test_last_words_of_the_old_owner_are_no_orphan(tmp_path: Path) -> None:
    frames = [*kube_vip(MAC_B, 0, 6), *kube_vip(MAC_A, 20, 15), asks(20.5, MAC_B), asks(21, MAC_B), *served(0, 60)]
    assert RULE not in told(result(tmp_path, frames))


def test_once_is_not_twice(tmp_path: Path) -> None:
    assert RULE not in told(result(tmp_path, [*kube_vip(MAC_A, 0, 20), asks(20, MAC_B), *served(0, 60)]))


def test_a_capture_that_began_after_the_burst_of_the_owner(tmp_path: Path) -> None:
    # B owns the VIP since before the capture, A takes over in it
    frames = [*asked(0, MAC_B), *asked(10, MAC_B), asks(12, MAC_B), *metallb(MAC_A, 30), *served(0, 29, MAC_B)]
    assert RULE not in told(result(tmp_path, [*frames, *served(31, 60, port=50000)]))


def test_a_new_owner_whose_first_announcement_comes_late(tmp_path: Path) -> None:
    frames = [*kube_vip(MAC_A, 0, 6), asks(20, MAC_B), asks(21, MAC_B), *kube_vip(MAC_B, 22.9, 10)]
    assert RULE not in told(result(tmp_path, frames))


def test_a_new_owner_that_never_announces_is_no_orphan_while_the_old_one_is_gone(tmp_path: Path) -> None:
    frames = [*metallb(MAC_A, 0), *served(0, 20), asks(30, MAC_B), asks(40, MAC_B), *served(30, 60, MAC_B, port=50000)]
    assert RULE not in told(result(tmp_path, frames))


def test_a_program_in_user_space_that_answers_is_no_orphan(tmp_path: Path) -> None:
    answers = [
        frame
        for when in (20, 40)
        for frame in (at(when, question()), at(when + 0.001, answer(MAC_A)), at(when + 0.002, padded(answer(MAC_B))))
    ]
    found = result(tmp_path, [*metallb(MAC_A, 0), own(0, MAC_B, NODE_B), *answers])
    assert RULE not in told(found)
    assert "not as a kernel" in why_not(found, RULE)
    assert [record.vip for record in found.case.vips] == [VIP]
