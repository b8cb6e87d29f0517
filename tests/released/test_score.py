"""The scorer: what each answer comes to, what is added up, and what it says of input that it cannot score."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.correlator.cost.rates import wilson
from benchmark import score
from tests.conftest import REPO

PROGRAM = REPO / "benchmark" / "score.py"
FELT = [1_700_000_000.0, 1_700_000_010.0]
SICK = {"outcome": "root-cause", "causes": ["split-brain", "flapping"], "group": "several", "sick": ["192.0.2.80"]}
WELL: dict[str, Any] = {"causes": [], "group": "well", "sick": [], "felt": None}
TRUTH: dict[str, Any] = {
    "causes": ["split-brain", "flapping", "stalled"],
    "captures": {
        "a": {**SICK, "felt": FELT},
        "b": {**SICK, "felt": None},
        "c": {**WELL, "outcome": "healthy"},
        "d": {**WELL, "outcome": "symptoms", "group": "untold"},
        "e": {**WELL, "outcome": "inconclusive", "group": "untold"},
    },
}
RIGHT = [
    {
        "capture": "a",
        "outcome": "root-cause",
        "cause": "split-brain",
        "vip": "192.0.2.80",
        "start": 1_700_000_005,
        "end": "2023-11-14T22:13:29Z",
    },
    {"capture": "b", "outcome": "root-cause", "cause": "flapping"},
    {"capture": "c", "outcome": "healthy"},
    {"capture": "d", "outcome": "symptoms", "note": "says so"},
    {"capture": "e", "outcome": "inconclusive"},
]


def scored(folder: Path, lines: str, *options: str) -> subprocess.CompletedProcess[str]:
    """A run of the program, as a user runs it."""
    truth, said = folder / "truth.json", folder / "answers.jsonl"
    truth.write_text(json.dumps(TRUTH))
    said.write_text(lines)
    command = [sys.executable, "-I", str(PROGRAM), str(said), "--truth", str(truth), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def lines_of(answers: Sequence[object]) -> str:
    """Answers as the text of a file."""
    return "\n".join(json.dumps(one) for one in answers)


def shares(folder: Path, answers: Sequence[object]) -> dict[str, tuple[int, int]]:
    """Some of how many, by name."""
    done = scored(folder, lines_of(answers), "--json")
    assert done.returncode == 0, done.stderr
    parts = json.loads(done.stdout).values()
    return {name: (one["some"], one["of"]) for part in parts for name, one in part.items()}


def test_right_answers_are_right(tmp_path: Path) -> None:
    assert shares(tmp_path, RIGHT) == {
        "sick: right cause": (2, 2),
        "sick: another cause, said surely": (0, 2),
        "sick: noticed, no cause": (0, 2),
        "sick: called healthy": (0, 2),
        "healthy: called healthy": (1, 1),
        "healthy: alarm": (0, 1),
        "cannot be told: right abstention": (2, 2),
        "causes named: true": (2, 2),
        "no answer": (0, 5),
        "of the VIP that suffered": (1, 1),
        "at a time at which requests failed": (1, 1),
        "several": (2, 2),
        "untold": (2, 2),
        "well": (1, 1),
    }


def test_one_that_always_says_healthy_misses_all_that_is_sick(tmp_path: Path) -> None:
    told = shares(tmp_path, [{"capture": name, "outcome": "healthy"} for name in TRUTH["captures"]])
    assert told["sick: called healthy"] == (2, 2)
    assert told["healthy: called healthy"] == (1, 1)
    assert told["cannot be told: right abstention"] == (0, 2)
    assert told["causes named: true"] == (0, 0)


def test_one_that_always_names_a_cause_alarms_on_the_healthy(tmp_path: Path) -> None:
    always = [{"capture": name, "outcome": "root-cause", "cause": "stalled"} for name in TRUTH["captures"]]
    told = shares(tmp_path, always)
    assert told["sick: another cause, said surely"] == (2, 2)
    assert told["healthy: alarm"] == (1, 1)
    assert told["causes named: true"] == (0, 5)


@pytest.mark.parametrize(
    ("capture", "outcome", "mark"),
    [
        ("a", "symptoms", score.NOTICED),
        ("a", "inconclusive", score.ABSTAINED),
        ("a", "healthy", score.SILENT),
        ("c", "symptoms", score.ALARM),
        ("c", "inconclusive", score.ABSTAINED),
        ("d", "inconclusive", score.RIGHT),
        ("d", "healthy", score.SILENT),
        ("e", "symptoms", score.ALARM),
        ("e", "healthy", score.SILENT),
    ],
)
def test_an_answer_without_a_cause_comes_to(capture: str, outcome: str, mark: str) -> None:
    said = score.Answer(outcome=outcome, cause=None, vip=None, span=None)
    assert score.mark(said, score.truth_of(capture, **TRUTH["captures"][capture])) == mark


def test_what_has_no_answer_is_not_right(tmp_path: Path) -> None:
    told = shares(tmp_path, [{"capture": "c", "outcome": "healthy"}])
    assert told["no answer"] == (4, 5)
    assert told["sick: right cause"] == (0, 2)


def test_a_place_counts_where_it_is_said_and_known(tmp_path: Path) -> None:
    cause = {"outcome": "root-cause", "cause": "split-brain", "vip": "192.0.2.81", "start": 1, "end": 2}
    told = shares(tmp_path, [{"capture": "a", **cause}, {"capture": "b", **cause}])
    assert told["of the VIP that suffered"] == (0, 2)
    assert told["at a time at which requests failed"] == (0, 1)


def test_what_is_printed_has_a_share_and_its_interval(tmp_path: Path) -> None:
    done = scored(tmp_path, lines_of(RIGHT[1:]))
    assert "sick: right cause                   1 of 2, 50 % (9 to 91 %)" in done.stdout


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_interval_is_the_one_of_our_rates(some: int, more: int) -> None:
    told = score.Share(some=some, of=some + more).interval
    assert told == pytest.approx(wilson(some, some + more), abs=1e-9)


@pytest.mark.parametrize(
    ("line", "what", "fix"),
    [
        ("no json", "line 1: this is no JSON", "Write one JSON object a line."),
        ("[" * 100_000, "line 1: this is no JSON", "Write one JSON object a line."),
        ("[]", "line 1: this is [], no JSON object", "Write one JSON object a line."),
        ("{}", "line 1: the capture is missing", "Write a name of this part of captures.json."),
        ('{"capture": "z\\u001b[31m"}', "line 1: the capture is 'z\\x1b[31m'", "Write a name of this part"),
        ('{"capture": "a"}', "line 1: the outcome is missing", "Write one of healthy, root-cause, symptoms, inc"),
        ('{"capture": "a", "outcome": "ok"}', "line 1: the outcome is 'ok'", "Write one of healthy, root-cause"),
        ('{"capture": "a", "outcome": "root-cause"}', "line 1: the cause is missing", "Write one of the causes in"),
        ('{"capture": "a", "outcome": "healthy", "cause": "stalled"}', "a cause beside healthy", "Write outcome root"),
        ('{"capture": "a", "outcome": "healthy", "sure": 1}', "line 1: 'sure' is no field", "Fields are capture, cau"),
        ('{"capture": "a", "outcome": "healthy", "vip": 7.5}', "line 1: the vip is 7.5", "Write an address, or"),
        ('{"capture": "a", "outcome": "healthy", "start": 1}', "start and end are not both there", "Write both"),
        ('{"capture": "a", "outcome": "healthy", "start": 2, "end": 1}', "ends before it starts", "Write the earlier"),
        ('{"capture": "a", "outcome": "healthy", "start": NaN, "end": 1}', "nan is no time", "Write Unix seconds"),
        ('{"capture": "a", "outcome": "healthy", "start": "2026-01-01", "end": 1}', "is no time", "Write Unix sec"),
        ('{"capture": "a", "outcome": "healthy", "start": 1e999, "end": 1}', "inf is no time", "Write Unix seconds"),
        ('{"capture": "c", "outcome": "healthy"}\n' * 2, "line 2: 'c' has an answer already", "Leave one line"),
    ],
)
def test_what_cannot_be_scored_is_told_in_two_lines(tmp_path: Path, line: str, what: str, fix: str) -> None:
    done = scored(tmp_path, line)
    assert (done.returncode, done.stdout) == (3, "")
    first, second = done.stderr.splitlines()
    assert what in first
    assert second.startswith(fix)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    command = [sys.executable, str(PROGRAM), str(tmp_path / "none"), "--truth", str(tmp_path / "none")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr.splitlines()[1] == "Name a file that is there."


def test_a_file_of_truth_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "truth.json").write_text('{"causes": [], "captures": {"a": {}}}')
    command = [sys.executable, str(PROGRAM), str(PROGRAM), "--truth", str(tmp_path / "truth.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "is no file of truth" in done.stderr.splitlines()[0]


def test_it_needs_nothing_but_python() -> None:
    imported = [line.split()[1].split(".")[0] for line in PROGRAM.read_text().splitlines() if "import " in line[:30]]
    assert {*imported} <= {*sys.stdlib_module_names}
