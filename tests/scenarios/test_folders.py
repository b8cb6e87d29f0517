"""Every scenario of the lab has its folder, and every folder what a reader looks for, in little space."""

import tomllib
from pathlib import Path

import pytest

from arpwatch_k8s.diagnosis.rules import RULES
from captures.lab.scenarios import ALL
from docs.make_figures import scenario
from tests.conftest import REPO

FOLDERS = sorted(path.parent for path in (REPO / "captures").glob("*/truth.json"))
MEBIBYTE = 1 << 20


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


def test_every_rule_is_looked_for_somewhere() -> None:
    told = [tomllib.loads((folder / "expected.toml").read_text())["findings"] for folder in FOLDERS]
    present = {rule for findings in told for rule in findings["present"]}
    assert {rule.id for rule in RULES if scenario(rule.id)} <= present
