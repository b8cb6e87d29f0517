"""MetalLB that announces over and over, and bursts that have a reason."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Severity
from tests.diagnosis.fights import causes, finding, lost, result, served, told, why_not
from tests.savefiles import MAC_A, MAC_B
from tests.speakers.programs import kube_vip, metallb

RULE = "reannounce-loop"


def test_pairs_without_a_pause_are_a_loop_and_no_harm(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(ticks=30), *served(1, 33)])
    assert (found.verdict.outcome, told(found)) == (Outcome.HEALTHY, [RULE])
    assert finding(found, RULE).severity is Severity.INFO


def test_four_bursts_in_a_minute_are_a_loop(tmp_path: Path) -> None:
    frames = [frame for start in (0, 12, 24, 36) for frame in metallb(start=start)]
    assert told(result(tmp_path, [*frames, *served(1, 45)])) == [RULE]


def test_harm_that_nothing_else_explains_makes_it_a_cause(tmp_path: Path) -> None:
    found = result(tmp_path, [*metallb(ticks=30), *served(1, 14), *served(20, 33, port=45000), *lost(15.5, 50000)])
    assert RULE in told(found)


def test_one_burst_and_two_are_none(tmp_path: Path) -> None:
    assert told(result(tmp_path, [*metallb(), *metallb(start=20), *served(1, 30)])) == []


def test_bursts_an_hour_apart_are_none(tmp_path: Path) -> None:
    frames = [frame for hour in range(6) for frame in metallb(start=3600 * hour)]
    assert told(result(tmp_path, [*frames, *served(1, 5)])) == []


def test_a_move_has_its_own_bursts(tmp_path: Path) -> None:
    frames = [*metallb(ticks=12), *metallb(MAC_B, 13.2), *metallb(MAC_A, 40, 20), *served(1, 13)]
    found = result(tmp_path, frames)
    assert RULE not in causes(found)


def test_kube_vip_announces_for_ever_and_that_is_its_way(tmp_path: Path) -> None:
    found = result(tmp_path, [*kube_vip(MAC_A, 0, 30), *served(1, 80)])
    assert told(found) == []
    assert why_not(found, RULE) == ""
