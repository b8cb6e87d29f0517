"""The line of a plugin, and its exit code."""

import re
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.report.formats.nagios import Status, head, line, status
from tests.diagnosis.cast import USUAL, Cast, owned, result
from tests.diagnosis.scripts import forgotten, nobody
from tests.savefiles import Timed

SILENT = [USUAL.announce(0)]
CASES: dict[str, tuple[list[Timed], Status]] = {
    "healthy": (owned(USUAL), Status.OK),
    "a cause of severity warning": (forgotten(USUAL), Status.WARNING),
    "a critical cause": (nobody(USUAL), Status.CRITICAL),
    "nothing that would tell": (SILENT, Status.UNKNOWN),
}


@pytest.mark.parametrize("name", CASES)
def test_the_status_is_that_of_the_verdict(tmp_path: Path, name: str) -> None:
    frames, expected = CASES[name]
    found = result(tmp_path, USUAL, *frames)
    assert status(found) is expected
    assert line(found).startswith(f"ARPWATCH {expected.name} - ")


def test_failures_without_a_cause_are_a_warning(tmp_path: Path) -> None:
    found = result(tmp_path, USUAL, *owned(USUAL), USUAL.send(5, "S", 41000, 1000), *USUAL.served(30, 40001))
    assert found.verdict.cause is None
    assert status(found) is Status.WARNING


def test_performance_data_are_as_plugins_write_them(tmp_path: Path) -> None:
    said, _, data = line(result(tmp_path, USUAL, *forgotten(USUAL))).partition(" | ")
    assert "\n" not in said + data
    items = re.findall(r"'([^'=]+)'=([\d.]+)(s?);([\d.]*);([\d.]*);([\d.]*);?([\d.]*)(?: |$)", data)
    assert [(name, value) for name, value, *_ in items][:2] == [
        (f"{USUAL.vip} failed", "3"),
        (f"{USUAL.vip} attempts", "5"),
    ]
    assert len(items) == data.count("=")


def test_two_segments_of_one_vip_have_names_of_their_own(tmp_path: Path) -> None:
    there = Cast(vlan=7)
    found: Result = result(tmp_path, USUAL, *owned(USUAL), *owned(there))
    names = re.findall(r"'([^']+) failed'", line(found))
    assert len(set(names)) == len(names) == 2


def test_what_would_begin_performance_data_or_a_line_is_kept_out_of_the_words() -> None:
    assert head(Status.UNKNOWN, "a|b\nc\x1b") == "ARPWATCH UNKNOWN - a/b\\nc\\x1b"
