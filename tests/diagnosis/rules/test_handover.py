"""A clean move is information; one that cost attempts is told with its price."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.fights import asks, causes, finding, result, served, told
from tests.savefiles import MAC_A, MAC_B, at, segment
from tests.speakers.programs import kube_vip, metallb

RULE = "handover"


def test_a_clean_move_leaves_a_capture_healthy(tmp_path: Path) -> None:
    frames = [*metallb(), *served(0, 20), *metallb(MAC_B, 20.5), *served(21, 40, MAC_B, port=50000)]
    found = result(tmp_path, frames)
    assert (found.verdict.outcome, told(found)) == (Outcome.HEALTHY, [RULE])
    one = finding(found, RULE)
    assert (one.severity, one.confidence) == (Severity.INFO, Confidence.HIGH)
    assert "every SYN was answered" in one.summary
    assert "MetalLB" in one.because[0].text


def test_an_attempt_that_it_cost_is_explained_by_it(tmp_path: Path) -> None:
    frames = [
        *metallb(),
        *served(0, 20),
        at(20.5, segment("S", port=49999, seq=1)),
        at(20.501, segment("RA", port=49999, seq=0, ack=2, server=True)),
        *metallb(MAC_B, 21),
        *served(21.2, 40, MAC_B, port=50000),
    ]
    found = result(tmp_path, frames)
    assert causes(found) == [RULE]
    assert finding(found, RULE).failed == 1


def test_a_move_that_nobody_tried_says_that_it_does_not_know(tmp_path: Path) -> None:
    found = result(tmp_path, [*kube_vip(MAC_A, 0, 5), *kube_vip(MAC_B, 30, 5)])
    assert found.verdict.outcome is Outcome.INCONCLUSIVE
    assert "cannot be told" in finding(found, RULE).summary


def test_claims_alone_are_no_certain_move(tmp_path: Path) -> None:
    frames = [*metallb(), *served(0, 20), asks(30, MAC_B), asks(50, MAC_B)]
    assert finding(result(tmp_path, frames), RULE).confidence is Confidence.LOW


def test_no_move_no_finding(tmp_path: Path) -> None:
    assert told(result(tmp_path, [*metallb(), *served(0, 20)])) == []
