"""Every committed capture meets its expected.toml; so does a remake of it."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.correlator.correlate import VipRecord
from tests.conftest import CAPTURES
from tests.scenarios.analyses import analyzed
from tests.scenarios.remade import Expected, expected_of
from tests.scenarios.truths import truth_of

SCENARIOS = sorted(path.parent.name for path in CAPTURES.glob("*/expected.toml"))
ONLY_RULES_CHANGE = {"program", "unprogram", "announce", "visit"}
"""Deeds after which who owns the VIP is no question."""


@pytest.fixture(params=SCENARIOS)
def scenario(request: pytest.FixtureRequest, captures: Path) -> Path:
    """The folder of one scenario."""
    return captures / str(request.param)


@pytest.fixture
def expected(scenario: Path) -> Expected:
    return expected_of(scenario)


@pytest.fixture
def truth(scenario: Path) -> dict[str, Any]:
    return truth_of(scenario)


@pytest.fixture
def analysis(scenario: Path) -> aw.Analysis:
    """The analysis, with the nodes named as the truth names them."""
    return known(scenario)


def known(folder: Path) -> aw.Analysis:
    truth, expected = truth_of(folder), expected_of(folder)
    nodes = {name: macs for name, (_, *macs) in truth["nodes"].items()}
    sources = [folder / name for name in truth.get("captures", ["proxy.pcapng"])]
    # a capture without ARP for the VIP has to be told which it is
    vips = truth["vips"] if expected.get("vip_is_given") else ()
    logs = [f"{folder / name}@UTC" for name in expected.get("logs", ())]
    return analyzed(*sources, nodes=nodes, vip=vips, logs=logs)


def by_vip(analysis: aw.Analysis, expected: Expected) -> Iterator[tuple[VipRecord, Expected]]:
    """Each VIP with what is expected of it: the first one's tables stand at the top, others' under `also`."""
    records = {record.vip: record for record in analysis.result.case.vips}
    for story in (expected, *expected.get("also", ())):
        yield records[story["vip"]], story


def fits(count: int, told: int | list[int]) -> bool:
    """Whether a count is the one that is told, or in its range."""
    low, high = told if isinstance(told, list) else (told, told)
    return low <= count <= high


def test_there_are_scenarios() -> None:
    assert SCENARIOS


def test_the_vip_is_discovered(analysis: aw.Analysis, expected: Expected) -> None:
    vips = [expected["vip"], *(story["vip"] for story in expected.get("also", ()))]
    assert sorted(record.vip for record in analysis.result.case.vips) == sorted(vips)


def test_the_verdict_is_the_truth(analysis: aw.Analysis, expected: Expected) -> None:
    verdict = expected["verdict"]
    assert (analysis.verdict.outcome, analysis.verdict.cause or "") == (verdict["outcome"], verdict["cause"])


def test_findings_are_those_that_are_expected_and_at_most_those_that_are_allowed(
    analysis: aw.Analysis, expected: Expected
) -> None:
    found, told = set(analysis.findings["rule"]), expected["findings"]
    assert set(told["present"]) <= found
    assert found <= {*told["present"], *told["allowed"]}


def test_claimed_epochs_name_their_owners_in_order(analysis: aw.Analysis, expected: Expected) -> None:
    """Where an expected epoch names several nodes, it is any one of them; where none is told, chance decides."""
    for record, story in by_vip(analysis, expected):
        if "epochs" not in story:
            continue
        epochs = analysis.epochs[analysis.epochs["view"] == analysis.result.case.views[0].name]
        claimed = epochs[(epochs["track"] == "claimed") & (epochs["vip"] == record.vip)]
        nodes = [epoch["node"] for epoch in story["epochs"] if epoch["track"] == "claimed"]
        assert len(claimed) == len(nodes)
        for owner, node in zip(claimed["node"].tolist(), nodes, strict=True):
            assert owner in ([node] if isinstance(node, str) else node)


def test_contests_and_handovers_are_counted(analysis: aw.Analysis, expected: Expected) -> None:
    for record, story in by_vip(analysis, expected):
        assert fits(len(record.ownership.contests), story["contests"]["count"])
        assert fits(len(record.ownership.handovers), story["handovers"]["count"])


@pytest.mark.parametrize("table", ["outcomes", "symptoms"])
def test_outcomes_and_symptoms_are_within_their_ranges(analysis: aw.Analysis, expected: Expected, table: str) -> None:
    rows, column = (analysis.connections, "outcome") if table == "outcomes" else (analysis.symptoms, "kind")
    for record, story in by_vip(analysis, expected):
        mine = rows[rows["vip"] == record.vip]
        counts = Counter(mine[column])
        if table == "outcomes":
            counts["failed"] = int(mine["failed"].sum())
        told = story.get(table, {})
        assert {name: counts[name] for name, span in told.items() if not fits(counts[name], span)} == {}


def test_every_failed_attempt_lies_where_the_truth_put_it(analysis: aw.Analysis, truth: dict[str, Any]) -> None:
    """Where nothing but service rules comes and goes, no attempt fails while they are in place, and none begun without
    them is served."""
    deeds = [event for event in truth["events"] if "node" in event]
    if not {event["event"] for event in deeds} <= ONLY_RULES_CHANGE:
        return
    owner = next(event["node"] for event in deeds if event["event"] == "announce")
    without: list[tuple[float, float]] = []
    for event in deeds:
        if event["event"] == "unprogram" and event["node"] == owner:
            without.append((event["t"] - event["took"], float("inf")))
        elif event["event"] == "program" and event["node"] == owner and without:
            without[-1] = (without[-1][0], event["t"])
    failed = analysis.connections[analysis.connections["failed"]]
    begun = [any(low <= start.timestamp() <= high for low, high in without) for start in failed["start"]]
    # conntrack remembers a connection that it saw untranslated: a later one from the same port fails as well
    ports = set(failed["sender_port"][begun])
    assert set(failed["sender_port"]) == ports
    assert bool(ports) == bool(without)
