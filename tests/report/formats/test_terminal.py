"""Colors change nothing but colors."""

import pytest

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.report.formats.terminal import painted, show
from tests.conftest import REPO

REPORT = (REPO / "tests" / "golden" / "service-not-programmed.txt").read_text()


@pytest.mark.parametrize("outcome", Outcome)
def test_the_letters_are_those_of_the_plain_report(outcome: Outcome) -> None:
    assert painted(REPORT, outcome).plain == REPORT


def test_the_headline_is_colored_and_so_are_the_labels() -> None:
    spans = painted(REPORT, Outcome.ROOT_CAUSE).spans
    styles = {REPORT[span.start : span.end].strip(): str(span.style) for span in spans}
    assert styles["ROOT CAUSE: service-not-programmed"] == "bold red"
    assert styles["do"] == styles["confirm"] == "bold cyan"


def test_where_colors_are_not_wanted_the_plain_text_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    show(REPORT, Outcome.ROOT_CAUSE)
    assert capsys.readouterr().out == REPORT


@pytest.mark.parametrize("name", ["healthy", "service-not-programmed"])
def test_reports_fit_eighty_columns(name: str) -> None:
    report = (REPO / "tests" / "golden" / f"{name}.txt").read_text()
    assert [line for line in report.splitlines() if len(line) > 80] == []
