"""Cited lines among those about them."""

from dataclasses import replace
from pathlib import Path

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.diagnosis.finding import Step
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.report.excerpts import MOST_CHARS, Excerpt, excerpts
from tests.report.told import BEFORE, ERRORS, FAILED, LISTED, told


def shape(excerpt: Excerpt) -> list[list[tuple[int, int, bool, tuple[str, ...]]]]:
    return [[(row.first, row.last, row.text is None, row.cited_by) for row in part] for part in excerpt.parts]


def of_log(made: Result, number: int, **changes: object) -> Result:
    logs = list(made.case.logs)
    logs[number] = replace(logs[number], **changes)  # type: ignore[arg-type]
    return replace(made, case=replace(made.case, logs=tuple(logs)))


def test_two_lines_before_and_after_are_shown_where_there_are_so_many(tmp_path: Path) -> None:
    before, _ = excerpts(told(tmp_path, LISTED))
    assert (before.name, before.path, before.noun) == ("before.txt", str(tmp_path / "before.txt"), "line")
    assert shape(before) == [
        [(2, 2, False, ()), (3, 3, False, ()), (4, 4, False, ("1.1",)), (5, 5, False, ())],
    ]
    assert [row.text for row in before.parts[0]] == BEFORE.splitlines()[1:]
    assert [row.anchor for row in before.parts[0]] == ["", "", "line-0-4", ""]


def test_lines_apart_are_parts_and_a_line_cited_twice_is_shown_once(tmp_path: Path) -> None:
    (errors,) = excerpts(told(tmp_path, FAILED, Step("Again", lines=(LineRef(2, 9),))))
    assert [[row.first for row in part] for part in errors.parts] == [[1, 2, 3], [7, 8, 9]]
    assert errors.parts[1][2].cited_by == ("1.1", "1.2")
    assert errors.parts[0][0].text == ERRORS.splitlines()[0]


def test_lines_that_were_not_kept_are_told_as_such(tmp_path: Path) -> None:
    made = told(tmp_path, Step("It says so", lines=(LineRef(2, 5),)))
    kept = tuple(event for event in made.case.logs[2].events if event.line in (4, 5))
    (errors,) = excerpts(of_log(made, 2, events=kept))
    assert shape(errors) == [
        [(3, 3, True, ()), (4, 4, False, ()), (5, 5, False, ("1.1",)), (6, 7, True, ())],
    ]


def test_a_cited_line_has_its_place_even_where_it_was_not_kept(tmp_path: Path) -> None:
    (errors,) = excerpts(of_log(told(tmp_path, FAILED), 2, events=()))
    assert shape(errors) == [[(1, 1, True, ("1.1",)), (2, 3, True, ())], [(7, 8, True, ()), (9, 9, True, ("1.1",))]]


def test_lines_that_were_not_understood_are_shown_too(tmp_path: Path) -> None:
    made = of_log(told(tmp_path, LISTED), 0, undated=(), unparsed=((3, "what?\x1b[2J"), (5, "")))
    texts = {row.first: row.text for part in next(excerpts(made)).parts for row in part}
    assert texts == {2: None, 3: "what?\\x1b[2J", 4: None, 5: None}


def test_a_long_line_is_cut(tmp_path: Path) -> None:
    made = of_log(told(tmp_path, LISTED), 0, undated=(), unparsed=((4, "x" * 10_000),))
    text = next(row.text for part in next(excerpts(made)).parts for row in part if row.anchor)
    assert text == "x" * MOST_CHARS + "…"
