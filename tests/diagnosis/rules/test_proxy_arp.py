"""Answers on behalf of others, and answers that are merely slow."""

from pathlib import Path

from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.fights import asked, causes, finding, lost, result, served, told
from tests.savefiles import MAC_A, MAC_B, VIP, Timed, answer, at, question
from tests.speakers.programs import kube_vip, metallb

RULE = "proxy-arp"
DELAYS = (0.533, 0.090, 0.592, 0.589)


def late(vip: str = VIP, owner: str | None = MAC_A, start: float = 10) -> list[Timed]:
    frames: list[Timed] = []
    for i, delay in enumerate(DELAYS):
        frames.append(at(start + 2 * i, question(vip=vip)))
        if owner:
            frames.append(at(start + 2 * i + 0.00004, answer(owner, vip)))
        frames.append(at(start + 2 * i + delay, answer(MAC_B, vip)))
    return frames


def test_late_answers_behind_the_owner_s(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(), *late(), *served(1, 20)])
    assert causes(found) == [RULE]
    assert (finding(found, RULE).severity, finding(found, RULE).confidence) == (Severity.WARNING, Confidence.HIGH)
    assert "proxy_arp=0" in finding(found, RULE).remedy


def test_late_answers_for_many_addresses_are_certain(tmp_path: Path) -> None:
    frames = [*late(), *late("192.0.2.201", None, 30), *late("192.0.2.202", None, 50)]
    found = result(tmp_path, frames, vip=(VIP,))
    assert finding(found, RULE).confidence is Confidence.HIGH
    assert "192.0.2.201" in finding(found, RULE).because[1].text


def test_it_wins_where_the_owner_is_gone(tmp_path: Path) -> None:
    found = result(tmp_path, [*kube_vip(MAC_A, 0, 3), *late(owner=None), *served(0, 9), *lost(16.7, 50000, MAC_B)])
    assert causes(found) == [RULE]
    assert finding(found, RULE).failed == 1


def test_a_slow_owner_is_no_proxy(tmp_path: Path) -> None:
    slow = [frame for i in range(5) for frame in asked(10 + i, MAC_A, delay=0.02)]
    assert RULE not in told(result(tmp_path, [*metallb(), *slow]))


def test_one_late_answer_is_an_accident(tmp_path: Path) -> None:
    frames = [*metallb(), *asked(9, MAC_A), *asked(12, MAC_A, delay=0.4), *asked(15, MAC_A)]
    assert RULE not in told(result(tmp_path, frames))


def test_whoever_announces_is_no_proxy(tmp_path: Path) -> None:
    assert RULE not in told(result(tmp_path, [*kube_vip(MAC_B, 0, 10), *late()]))
