"""What logs said about an instant."""

from dataclasses import replace
from datetime import UTC
from pathlib import Path

import arpwatch_k8s as aw
from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.report.explain.data import document
from arpwatch_k8s.report.explain.text import text
from arpwatch_k8s.report.explain.told import MOST_CHARS, told_around
from tests.report.told import ERRORS, told

NS = 1_000_000_000
T0 = 1_795_388_040 * NS  # 2026-11-22 22:54:00 UTC


def test_the_nearest_lines_on_each_side_come_first(tmp_path: Path) -> None:
    before, after = told_around(told(tmp_path), T0 + 6 * NS)
    assert [one.line.line for one in before] == [7, 6, 5]
    assert [one.line.line for one in after] == [8, 9]


def test_a_line_that_says_several_things_is_told_once(tmp_path: Path) -> None:
    made = told(tmp_path)
    log = made.case.logs[2]
    twice = replace(log, events=(*log.events, replace(log.events[4], part=1)))
    before, _ = told_around(replace(made, case=replace(made.case, logs=(twice,))), T0 + 4 * NS)
    assert [one.line.line for one in before] == [5, 4, 3]


def test_a_log_that_says_much_leaves_room_for_others_and_stamps_are_as_exact_as_their_source(tmp_path: Path) -> None:
    made = told(tmp_path)
    other = replace(made.case.logs[2], name="other.log")
    exact = replace(other.events[0], width_ns=1_000, time=T0 + 250_000_000, line=1)
    remark = replace(exact, detail=Remark(program="nginx"), line=2)
    logs = (*made.case.logs, replace(other, events=(exact, remark)))
    both = replace(made, case=replace(made.case, logs=logs))
    before, _ = told_around(both, T0 + 8 * NS)
    assert [(one.line.log, one.line.line) for one in before] == [(2, 9), (2, 8), (2, 7), (3, 1)]
    assert "-7.750 s  other.log line 1: " in text(both, T0 + 8 * NS, UTC)


def test_lines_are_told_in_text_and_as_data(tmp_path: Path) -> None:
    made, at = told(tmp_path), T0 + 4_500_000_000
    said = text(made, at, UTC)
    assert "before    same second  error.log line 5: 2026/11/22 22:54:04 [error]" in said
    assert "after     +1 s  error.log line 6: " in said
    found = document(made, at)
    (first, *_) = found["said_before"] if isinstance(found["said_before"], list) else ()
    assert first == {
        "time": "2026-11-22T22:54:04.000000000Z",
        "log": "error.log",
        "line": 5,
        "text": ERRORS.splitlines()[4],
    }


def test_no_line_is_held_against_frames_whose_times_have_no_date(tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_text("22:54:01.749678 ARP, Request who-has 192.0.2.80 tell 192.0.2.1, length 28\n")
    (tmp_path / "error.log").write_text(ERRORS)
    made = aw.analyze(tmp_path).result
    assert told_around(made, made.case.start or 0) == ([], [])


def test_a_long_line_is_cut_and_control_characters_are_made_safe(tmp_path: Path) -> None:
    made = told(tmp_path)
    log = made.case.logs[2]
    long = replace(log.events[0], text="\x1b[2J" + "x" * 1000)
    changed = replace(made, case=replace(made.case, logs=(replace(log, events=(long,)),)))
    (one,), _ = told_around(changed, T0)
    assert len(one.text) == MOST_CHARS + 1
    assert "\x1b" not in text(changed, T0, UTC)
