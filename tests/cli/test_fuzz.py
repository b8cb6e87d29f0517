"""What `make fuzz` once found stays mended; and it sees what it looks for."""

import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests.fuzz import trial
from tests.fuzz.inputs import PARTS, make
from tests.fuzz.trial import Input, kept, run

CORPUS = sorted((Path(__file__).parents[1] / "fuzz" / "corpus").iterdir())
NOTHING = Input(files={}, command=("analyze",))


@pytest.mark.parametrize("folder", CORPUS, ids=lambda path: path.name)
def test_what_was_found_once_is_no_fault_any_more(folder: Path) -> None:
    assert run(kept(folder)).faults == ()


@pytest.mark.long
@pytest.mark.parametrize("part", PARTS)
def test_a_few_inputs_of_each_part(part: str) -> None:
    for seed in range(3):
        assert run(make(part, seed)).faults == (), f"{part}, seed {seed}"


@pytest.mark.parametrize("part", PARTS)
def test_a_seed_makes_the_same_input_always(part: str) -> None:
    assert make(part, 5) == make(part, 5) != make(part, 6)


def faults_of(monkeypatch: pytest.MonkeyPatch, command: object) -> str:
    """What is said of another command in the place of ours."""
    monkeypatch.setattr(trial, "app", command)
    return "; ".join(run(NOTHING).faults)


def test_an_error_that_nobody_caught_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "ZeroDivisionError" in faults_of(monkeypatch, lambda: 1 / 0)


def test_a_fault_that_the_program_tells_of_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults_of(monkeypatch, lambda: sys.exit(70)).startswith("exit code 70")


def test_a_crash_of_compiled_code_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults_of(monkeypatch, os.abort).startswith("exit code -6")


def test_no_end_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "WALL_S", 0.2)
    assert faults_of(monkeypatch, lambda: time.sleep(60)) == "no end within 0.2 s"


def test_an_endless_loop_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def loop() -> None:
        while True:
            pass

    monkeypatch.setattr(trial, "CPU_S", 1)
    assert faults_of(monkeypatch, loop) == "more than 1 s of CPU time"


def test_too_much_memory_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "MemoryError" in faults_of(monkeypatch, lambda: np.ones(3 << 27))


def test_what_moves_a_cursor_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults_of(monkeypatch, lambda: print("a\x1b[2Jb")) == r"unsafe characters in its output: ['\x1b']"
