"""What windows tell, as text, as JSON, as tables, as a folder."""

import json
from dataclasses import replace
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from arpwatch_k8s.cluster import Threads
from arpwatch_k8s.cluster.driving import Failed
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.periods import Windowed, folder, windows
from arpwatch_k8s.periods.days import DAY_NS
from arpwatch_k8s.periods.document import document
from arpwatch_k8s.periods.records import Cost
from arpwatch_k8s.periods.story import story
from arpwatch_k8s.periods.tables import TABLES
from arpwatch_k8s.periods.text import text
from tests.conftest import Golden
from tests.periods.whole import episodes, kept_as

SCHEMA = json.loads(resources.files("arpwatch_k8s.periods").joinpath("windows.schema.json").read_text())
EPISODES = ("healthy", "handover-slow", "slow-backend", "kubevip-move", "split-brain-metallb", "begun-warm")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Windowed:
    """Twelve days, of which every other one was captured for half a minute."""
    made = kept_as(tmp_path_factory.mktemp("days"), episodes(*EPISODES, apart_ns=2 * DAY_NS), files=2)
    found = windows(made, lambda: Threads(2), every_ns=DAY_NS, zone=ZoneInfo("Asia/Tokyo"))
    return replace(found, folder="november.set")


def test_the_text_answers_when_it_moved_and_which_moves_cost_something(told: Windowed, golden: Golden) -> None:
    golden.check("windows.txt", text(told))


def test_the_page_shows_lines_of_that_text(repo: Path) -> None:
    page = (repo / "docs" / "many-captures.md").read_text().partition("## Window by window")[2]
    shown = page.split("```\n")[3].splitlines()[:-1]
    text_lines = (repo / "tests" / "golden" / "windows.txt").read_text().splitlines()
    assert len(shown) > 20
    assert [line for line in shown if line not in text_lines] == []


def test_every_move_is_told_with_what_it_cost(told: Windowed) -> None:
    costs = [move.cost for move in story(told).moves]
    assert costs.count(Cost.SOMETHING) == 1
    assert costs.count(Cost.NOTHING) == 3
    (slow,) = story(told).costly
    assert slow.cause is not None
    assert slow.cause.rule == "handover-slow"


def test_no_line_is_wider_than_asked_for_where_no_word_is(told: Windowed) -> None:
    for width in (60, 100):
        prose = [line for line in text(told, width).splitlines() if line.startswith("      ")]
        assert max(map(len, prose)) <= width


def test_incidents_come_by_the_harm_that_they_did(told: Windowed) -> None:
    failed = [one.failed for one in story(told).worst]
    assert failed == sorted(failed, reverse=True)
    assert failed[0] > 0


def test_the_document_is_what_its_schema_says(told: Windowed) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    said = json.loads(json.dumps(document(told)))
    Draft202012Validator(SCHEMA).validate(said)
    assert len(said["windows"]) == len(EPISODES)
    assert len(said["empty"]) == len(EPISODES) - 1
    assert set(SCHEMA["properties"]) == set(said)
    for table in TABLES:
        assert set(SCHEMA["$defs"][table.name]["properties"]) == {column.name for column in table.columns}


def test_what_could_not_be_looked_at_is_told(told: Windowed) -> None:
    lacking = replace(
        told, failed=(Failed(path="november.set, window from then", why="a file\x1b is gone"),), not_begun=2
    )
    said = text(lacking)
    assert "Not looked at, or not wholly: 3 windows" in said
    assert "a file\\x1b is gone" in said
    assert document(lacking)["not_read"] == [{"window": "november.set, window from then", "why": "a file\x1b is gone"}]


def test_the_folder_has_the_same_in_files(told: Windowed, tmp_path: Path) -> None:
    folder.write(told, str(tmp_path / "out"), force=False, command=["arpwatch-k8s"])
    assert (tmp_path / "out" / folder.TEXT).read_text() == text(told)
    assert json.loads((tmp_path / "out" / folder.DATA).read_text()) == json.loads(json.dumps(document(told)))
    moves = pd.read_parquet(tmp_path / "out" / "moves.parquet")
    assert moves["cost"].tolist() == [move.cost.value for move in story(told).moves]
    assert len(pd.read_csv(tmp_path / "out" / "windows.csv")) == len(EPISODES)
    with pytest.raises(UsageError, match="is not empty"):
        folder.write(told, str(tmp_path / "out"), force=False, command=[])
    folder.write(told, str(tmp_path / "out"), force=True, command=[])


def test_the_same_data_set_gives_the_same_bytes(told: Windowed, tmp_path: Path) -> None:
    for name in ("one", "two"):
        folder.write(told, str(tmp_path / name), force=False, command=["arpwatch-k8s"])
    files = [sorted((tmp_path / name).iterdir()) for name in ("one", "two")]
    assert [path.read_bytes() for path in files[0]] == [path.read_bytes() for path in files[1]]
    assert len(files[0]) == 3 + 2 * len(TABLES)
