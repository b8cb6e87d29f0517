"""A move during which nobody served, and moves whose gaps mean nothing."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Severity
from tests.diagnosis.fights import causes, finding, lost, own, result, served, told
from tests.savefiles import MAC_A, MAC_B, NODE_A
from tests.speakers.programs import kube_vip, metallb

RULE = "handover-slow"


def test_an_outage_longer_than_protocols_take(tmp_path: Path) -> None:
    frames = [
        *kube_vip(MAC_A, 0, 7),
        *served(0, 20),
        *lost(20.5, 49001),
        *lost(24.5, 49002),
        *lost(28.5, 49003),
        *(own(seconds, MAC_A, NODE_A) for seconds in range(21, 36, 3)),
        *kube_vip(MAC_B, 36, 8),
        *served(36.5, 60, MAC_B, port=50000),
    ]
    found = result(tmp_path, frames)
    assert RULE in causes(found)
    one = finding(found, RULE)
    assert one.severity is Severity.WARNING
    assert one.failed == 3
    assert "vip_leaseduration" in one.remedy
    assert "16.0 s" in one.summary


def test_a_gap_between_claims_is_no_outage(tmp_path: Path) -> None:
    frames = [*metallb(), *served(0, 300, every=10), *metallb(MAC_B, 300), *served(301, 330, MAC_B, port=50000)]
    found = result(tmp_path, frames)
    assert (found.verdict.outcome, told(found)) == (Outcome.HEALTHY, ["handover"])


def test_a_short_outage_is_a_handover(tmp_path: Path) -> None:
    frames = [*metallb(), *served(0, 20), *metallb(MAC_B, 22), *served(22.5, 40, MAC_B, port=50000)]
    assert RULE not in told(result(tmp_path, frames))


def test_nobody_tried_so_nothing_is_known(tmp_path: Path) -> None:
    frames = [*kube_vip(MAC_A, 0, 5), *served(0, 10), *kube_vip(MAC_B, 60, 5)]
    assert told(result(tmp_path, frames)) == ["handover"]
