"""The case that is text alone: what must be said of it, and what must not."""

import tomllib
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.report.formats.text import text
from tests.conftest import CAPTURES

CASE = CAPTURES / "text-only"


@pytest.fixture(scope="module")
def analysis() -> aw.Analysis:
    return aw.analyze(CASE)


@pytest.fixture
def told() -> dict[str, Any]:
    return tomllib.loads((CASE / "told.toml").read_text())


def test_the_verdict_is_the_truth(analysis: aw.Analysis, told: dict[str, Any]) -> None:
    verdict, findings = analysis.verdict, told["findings"]
    assert (verdict.outcome, verdict.cause) == (told["verdict"]["outcome"], told["verdict"]["cause"])
    found = {finding.rule for finding in verdict.findings}
    assert set(findings["present"]) <= found <= {*findings["present"], *findings["allowed"]}


def test_each_file_is_read_as_what_it_is_to_its_last_line(analysis: aw.Analysis, told: dict[str, Any]) -> None:
    logs = analysis.result.case.logs
    assert {Path(log.path).name: log.source for log in logs} == told["read"]
    assert [log.path for log in logs if log.unparsed] == []
    (printed,) = analysis.result.case.captures
    assert (printed.name, printed.printed is not None and printed.printed.odd) == ("tcpdump-proxy.txt", 0)
    skipped = {Path(item.path).name for item in analysis.result.case.skipped}
    assert skipped == {path.name for path in CASE.iterdir()} - {*told["read"], printed.name}


def test_what_must_be_said_is_and_what_must_not_is_not(analysis: aw.Analysis, told: dict[str, Any]) -> None:
    said = " ".join(text(analysis.result, UTC).split())
    assert [words for words in told["said"]["present"] if words not in said] == []
    assert [words for words in told["said"]["absent"] if words in said] == []


def test_the_files_hold_addresses_for_documentation_alone() -> None:
    for path in CASE.iterdir():
        content = path.read_text()
        assert "52:54:" not in content
        assert "10.20." not in content


def test_each_failure_that_nginx_tells_of_is_tied_to_a_printed_attempt(analysis: aw.Analysis) -> None:
    lines = analysis.log_lines
    assert len(lines) == 20
    assert lines["explained_by"].tolist() == ["unexplained", *["attempt"] * 19]


def test_the_readme_shows_what_is_said_today(analysis: aw.Analysis, repo: Path) -> None:
    block = (repo / "README.md").read_text().split("$ arpwatch-k8s analyze captures/text-only", 1)[1].split("## ", 1)[0]
    said = " ".join(text(analysis.result, UTC).split())
    quoted = [" ".join(part.split()) for part in block.split("...")]
    assert quoted[0].startswith("ROOT CAUSE")
    assert [part for part in quoted if part not in said] == []
