"""Failures that lines tell of."""

from pathlib import Path

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.finding import Step
from arpwatch_k8s.diagnosis.testimony.felt import felt
from arpwatch_k8s.logs.details.detail import UpstreamFailure
from tests.diagnosis.testimony.lines import nginx
from tests.savefiles import NS, VIP

REFUSED = "111: Connection refused"


def case(folder: Path) -> Case:
    """An error log of three failures at the VIP, and one at another address."""
    lines = [nginx(5), nginx(9), nginx(30, errno=REFUSED), nginx(31, "192.0.2.81")]
    (folder / "error.log").write_text("\n".join(lines) + "\n")
    return analyze([folder]).case


def test_failures_are_counted_by_kind_and_cited(tmp_path: Path) -> None:
    step = felt(case(tmp_path), VIP, None)
    assert step is not None
    assert step.text == f"Lines tell of 3 failures at {VIP}: 2 no route (113) and 1 refused (111)"
    assert [ref.line for ref in step.lines] == [1, 2, 3]


def test_only_those_of_a_time_and_of_a_kind_count(tmp_path: Path) -> None:
    told = case(tmp_path)
    start = told.logs[0].events[0].time
    assert lines(felt(told, VIP, (start - NS, start + 1))) == [1]
    assert felt(told, VIP, (start + NS, start + 2 * NS)) is None
    assert lines(felt(told, VIP, None, {UpstreamFailure.REFUSED})) == [3]
    assert felt(told, "192.0.2.99", None) is None


def lines(step: Step | None) -> list[int]:
    """Of what a step cites."""
    return [] if step is None else [ref.line for ref in step.lines]
