"""Every scenario of the lab has its folder, and every folder what a reader looks for, in little space."""

import tomllib
from pathlib import Path

import pytest

from arpwatch_k8s.diagnosis.rules import RULES
from captures.lab.scenarios import ALL
from tests.conftest import REPO

FOLDERS = sorted(path.parent for path in (REPO / "captures").glob("*/truth.json"))
TESTS = REPO / "tests" / "diagnosis" / "rules"
MEBIBYTE = 1 << 20
UNSTAGED = {
    *("address-missing", "answered-by-fabric", "dad-failed", "duplicate-address", "half-answered"),
    *("handshakes-delayed", "path-mtu-blackhole", "retry-split", "return-path", "vip-is-node-address", "wrong-owner"),
}
"""Rules that no scenario shows: their tests build the captures."""


def test_every_scenario_has_a_folder_and_every_folder_a_scenario() -> None:
    assert [folder.name for folder in FOLDERS] == sorted(scenario.name for scenario in ALL)


def test_the_table_tells_every_story() -> None:
    table = (REPO / "captures" / "README.md").read_text()
    assert [s.name for s in ALL if f"| [{s.name}]({s.name}/README.md) | {s.story} |" not in table] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_has_its_story_and_is_small(folder: Path) -> None:
    assert (folder / "README.md").exists()
    assert (folder / "expected.toml").exists()
    assert sum(file.stat().st_size for file in folder.iterdir()) < MEBIBYTE


def test_all_captures_together_stay_small() -> None:
    total = sum(file.stat().st_size for folder in FOLDERS for file in folder.iterdir())
    assert total < 25 * MEBIBYTE


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_is_expected_names_rules_that_there_are(folder: Path) -> None:
    told = tomllib.loads((folder / "expected.toml").read_text())["findings"]
    assert {*told["present"], *told["allowed"]} <= {rule.id for rule in RULES}
    assert not set(told["present"]) & set(told["allowed"])


def test_every_rule_is_looked_for_in_a_scenario_but_those_that_are_not_staged() -> None:
    told = [tomllib.loads((folder / "expected.toml").read_text())["findings"] for folder in FOLDERS]
    staged = {rule for findings in told for rule in findings["present"]}
    assert {rule.id for rule in RULES} - staged == UNSTAGED


def test_every_rule_has_its_tests_and_all_tests_there_are_a_rules() -> None:
    tested = {path.stem.removeprefix("test_").replace("_", "-") for path in TESTS.glob("test_*.py")}
    assert tested == {rule.id for rule in RULES}
