"""What is told of each VIP, where there are few and where there are many."""

from datetime import UTC

from arpwatch_k8s.report.crowded import MOST_VIPS
from arpwatch_k8s.report.parts.sections import MOST_ROWS, sections
from tests.plotter.results import A, attempt, epoch, finding, incident, result, vip_record


def test_of_very_many_vips_all_have_a_row_and_some_a_section() -> None:
    fine = [vip_record(f"10.0.{i >> 8}.{i & 255}", epochs=[epoch(A, 0, 60)], attempts=[attempt(1)]) for i in range(450)]
    sick = [incident(vip=f"192.0.2.{i}") for i in range(3)]
    found = [finding("flapping", 20, 40, vip="192.0.2.2"), finding("flapping", 20, 40, vip="10.0.1.9")]
    told = sections(result(*fine, *sick, findings=found), UTC)
    assert [one.standing.vip for one in told.sick] == ["192.0.2.2", "10.0.1.9", "192.0.2.0", "192.0.2.1"]
    assert all(one.anchor and one.answers for one in told.sick)
    assert len(told.every) == MOST_ROWS
    assert sum(bool(one.anchor) for one in told.every) == MOST_VIPS
    assert told.left == 453 - MOST_ROWS
    assert not any(one.answers for one in told.every if not one.anchor)


def test_each_has_its_findings_by_their_numbers() -> None:
    found = [finding("flapping", 20, 40, vip="192.0.2.2"), finding("split-brain", 1, 2), finding("handover", 1, 2)]
    told = sections(result(incident(), incident(vip="192.0.2.2"), findings=found), UTC)
    assert [[number for number, _ in one.findings] for one in told.sick] == [[1], [2, 3]]
    assert [one.anchor for one in told.sick] == ["vip-1", "vip-2"]
