"""The adapter of our own documents."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmark import from_analysis
from tests.conftest import REPO

PROGRAM = REPO / "benchmark" / "from_analysis.py"
FINDING = {"rule": "stalled", "vip": "192.0.2.80", "start": "2026-01-01T00:00:00Z", "end": "2026-01-01T00:00:09Z"}


def test_the_leading_finding_gives_the_place() -> None:
    told = {"verdict": {"outcome": "root-cause", "cause": "stalled"}, "findings": [{"rule": "handover"}, FINDING]}
    assert from_analysis.answer("a", told) == {
        "capture": "a",
        "outcome": "root-cause",
        "cause": "stalled",
        **{key: value for key, value in FINDING.items() if key != "rule"},
    }


def test_without_a_cause_there_is_an_outcome() -> None:
    told = {"verdict": {"outcome": "symptoms-unexplained", "cause": None}, "findings": []}
    assert from_analysis.answer("a", told) == {"capture": "a", "outcome": "symptoms"}


def test_documents_are_found_in_folders_and_by_their_names(tmp_path: Path) -> None:
    document: dict[str, Any] = {"verdict": {"outcome": "healthy", "cause": None}, "findings": []}
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "analysis.json").write_text(json.dumps(document))
    (tmp_path / "a.json").write_text(json.dumps(document))
    done = run(tmp_path)
    assert [json.loads(line)["capture"] for line in done.stdout.splitlines()] == ["a", "b"]


@pytest.mark.parametrize(("text", "what"), [(None, "has no NAME/analysis.json"), ("{}", "is no analysis")])
def test_what_is_no_document_is_told_in_two_lines(tmp_path: Path, text: str | None, what: str) -> None:
    if text is not None:
        (tmp_path / "a.json").write_text(text)
    done = run(tmp_path)
    assert done.returncode == 3
    first, second = done.stderr.splitlines()
    assert what in first
    assert second.endswith(("-o DIR", "reports."))


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    """The program, as a user runs it."""
    return subprocess.run(
        [sys.executable, "-I", str(PROGRAM), str(folder)], capture_output=True, text=True, check=False
    )
