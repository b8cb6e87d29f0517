"""An operator's questions, and their answers."""

from datetime import UTC
from pathlib import Path

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.report.parts.sections import sections
from tests.diagnosis.testimony.test_split_brain import BOTH
from tests.plotter.results import incident, result
from tests.savefiles import VIP


def test_a_vip_that_only_lines_tell_of_has_its_cause_and_its_remedy(tmp_path: Path) -> None:
    for name, lines in BOTH.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n")
    (told,) = sections(analyze([tmp_path]), UTC).sick
    assert told.standing.vip == VIP
    (why,) = told.answers
    assert why.question == "Why?"
    assert why.answer.endswith("at once, for 79.0 s. So lines say; no frame shows it.")
    assert told.findings[0][1].remedy


def test_changes_under_a_contest_are_not_told_as_no_move() -> None:
    made = result(incident())
    assert made.case.vips[0].ownership.contests
    (told,) = sections(made, UTC).sick
    (since,) = [one.answer for one in told.answers if one.question == "Since when?"]
    assert "5 changes of the owner claimed while contested" in since
    assert "no move seen" not in since
