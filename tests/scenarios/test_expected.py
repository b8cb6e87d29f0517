"""Every committed capture meets its expected.toml; so does a remake of it."""

import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.diagnosis.rules import RULES

REPO = Path(__file__).resolve().parents[2]
SCENARIOS = sorted(path.parent.name for path in (REPO / "captures").glob("*/expected.toml"))


@pytest.fixture(params=SCENARIOS)
def scenario(request: pytest.FixtureRequest, captures: Path) -> Path:
    """The folder of one scenario."""
    return captures / str(request.param)


@pytest.fixture
def expected(scenario: Path) -> dict[str, Any]:
    return tomllib.loads((scenario / "expected.toml").read_text())


@pytest.fixture
def analysis(scenario: Path) -> aw.Analysis:
    """The analysis, with the nodes named as the truth names them."""
    truth = json.loads((scenario / "truth.json").read_text())
    nodes = {name: mac for name, (_, mac) in truth["nodes"].items()}
    return aw.analyze(scenario / "proxy.pcapng", nodes=nodes, keep="all")


def test_there_are_scenarios() -> None:
    assert {"healthy", "service-not-programmed"} <= set(SCENARIOS)


def test_the_vip_is_discovered(analysis: aw.Analysis, expected: dict[str, Any]) -> None:
    assert [record.vip for record in analysis.result.vips] == [expected["vip"]]


def test_the_verdict_is_the_truth(analysis: aw.Analysis, expected: dict[str, Any]) -> None:
    assert analysis.verdict.outcome == expected["verdict"]["outcome"]
    assert (analysis.verdict.cause or "") == expected["verdict"]["cause"]


def test_findings_are_there_and_absent_as_they_should(analysis: aw.Analysis, expected: dict[str, Any]) -> None:
    found = set(analysis.findings["rule"])
    assert set(expected["findings"]["present"]) & RULES.keys() <= found
    assert not set(expected["findings"]["absent"]) & found


def test_claimed_epochs_name_their_owners_in_order(analysis: aw.Analysis, expected: dict[str, Any]) -> None:
    claimed = analysis.epochs[analysis.epochs["track"] == "claimed"]
    assert claimed["node"].tolist() == [epoch["node"] for epoch in expected["epochs"] if epoch["track"] == "claimed"]


def test_contests_and_handovers_are_counted(analysis: aw.Analysis, expected: dict[str, Any]) -> None:
    (record,) = analysis.result.vips
    assert len(record.ownership.contests) == expected["contests"]["count"]
    assert len(record.ownership.handovers) == expected["handovers"]["count"]


@pytest.mark.parametrize("table", ["outcomes", "symptoms"])
def test_outcomes_and_symptoms_are_within_their_ranges(
    analysis: aw.Analysis, expected: dict[str, Any], table: str
) -> None:
    column = analysis.connections["outcome"] if table == "outcomes" else analysis.symptoms["kind"]
    counts = Counter(column)
    outside = {name: counts[name] for name, (low, high) in expected[table].items() if not low <= counts[name] <= high}
    assert outside == {}


def test_every_failed_attempt_lies_where_the_truth_put_it(analysis: aw.Analysis, scenario: Path) -> None:
    """No attempt fails while the rules are in place, and none begun without them is served."""
    truth = json.loads((scenario / "truth.json").read_text())
    owner = next(event["node"] for event in truth["events"] if event["event"] == "announce")
    without: list[tuple[float, float]] = []
    for event in truth["events"]:
        if event["event"] == "unprogram" and event.get("node") == owner:
            without.append((event["t"] - event["took"], float("inf")))
        elif event["event"] == "program" and event.get("node") == owner and without:
            without[-1] = (without[-1][0], event["t"])
    failed = analysis.connections[analysis.connections["failed"]]
    starts = [start.timestamp() for start in failed["start"]]
    assert all(any(low <= start <= high for low, high in without) for start in starts)
    assert bool(starts) == bool(without)
