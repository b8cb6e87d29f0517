"""Lines that say nothing, passed over by blocks."""

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.logs.reading import passing
from arpwatch_k8s.logs.reading.passing import Passing, PassingText

LEASES = Passing(program="kubernetes", form=r"[IWEF]\d{4} ", telling=("acquired lease", "ipvs"))
QUIET, TELLING, STRANGE = "I1122 synced", "I1122 acquired lease a/b", "what?"


def read(lines: list[str]) -> tuple[list[tuple[int, str]], int]:
    """The lines that are read with their numbers, and how many were passed over."""
    text = PassingText(StringIO("".join(f"{line}\n" for line in lines)), LEASES)
    found, number = [], 0
    for line in text:
        number += text.skipped() + 1
        found.append((number, line.rstrip("\n")))
    assert number == len(lines)
    return found, text.passed


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "FIRST", 1)
    monkeypatch.setattr(passing, "BLOCK", 40)


def test_the_first_the_last_the_telling_and_the_strange_are_read() -> None:
    lines = [QUIET, QUIET, TELLING, QUIET, QUIET, STRANGE, QUIET, QUIET]
    assert read(lines) == ([(1, QUIET), (3, TELLING), (6, STRANGE), (8, QUIET)], 4)


def test_lines_in_a_runtimes_wrapper_are_passed_over_its_parts_are_not() -> None:
    at = "2026-11-22T12:00:00.181601303Z"
    lines = [
        QUIET,
        f"{at} stderr F {QUIET}",
        f"{at} {QUIET}",
        f'{{"log":"{QUIET}\\n"}}',
        f"{at} stderr P {QUIET}",
        QUIET,
    ]
    assert [number for number, _ in read(lines)[0]] == [1, 5, 6]


@given(lines=st.lists(st.sampled_from([QUIET, TELLING, STRANGE, "", "x" * 100, TELLING + " ipvs"]), max_size=40))
def test_no_line_is_lost_and_none_that_matters_is_passed_over(lines: list[str]) -> None:
    found, passed = read(lines)
    assert len(found) + passed == len(lines)
    assert all(lines[number - 1] == line for number, line in found)
    kept = {number for number, _ in found}
    assert all(number in kept for number, line in enumerate(lines, 1) if line != QUIET)
