"""A history as text, and as JSON."""

import json
from dataclasses import replace
from datetime import UTC
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft202012Validator

from arpwatch_k8s.past import document
from arpwatch_k8s.past import text as texts
from arpwatch_k8s.past.reading import read
from arpwatch_k8s.past.records import History
from arpwatch_k8s.past.text import text, watched_ns
from tests.past.months import DAY, OTHER, START, Clock, write
from tests.savefiles import VIP

SCHEMA = json.loads(resources.files("arpwatch_k8s.past").joinpath("history.schema.json").read_text())


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> History:
    path = tmp_path_factory.mktemp("history") / "month.db"
    write(path, Clock())
    return replace(read(path), path="month.db")


def test_incidents_come_first_then_moves_then_who_held_each_vip(month: History) -> None:
    lines = text(month, UTC).splitlines()
    assert lines[0] == "month.db: 2026-09-21 14:13:20.000 to 2026-10-21 14:13:20.000 UTC (+0000)"
    assert lines[1] == "watched 27.0 d of 30.0 d (90 %) in 3 runs, of which 1 ended without saying so"
    at = lines.index("4 incidents")
    assert lines[at + 1 : at + 4] == [
        f"  2026-09-27 14:13:20.000  {VIP} eth0  owner-silent (critical, high confidence), lasted 10.0 s",
        "      19 of 40 attempts failed, nobody served it for 8.8 to 11.4 s, 1 move",
        "      It fell silent.",
    ]
    assert f"  2026-10-06 14:13:20.000  {VIP} eth0  cause not known, not over when its watch ended, 10.0 s in" in lines
    moves = lines.index("4 moves and contests")
    holders = lines.index(f"{VIP}: held by")
    assert at < moves < holders < lines.index(f"{OTHER}: held by")
    assert lines[holders + 1].startswith("  claimed   node2 (52:54:00:00:00:0b)  for 14.0 d  first seen 2026-09-27 ")
    # in fights only
    assert lines[holders + 3].startswith("  claimed   node3 (52:54:00:00:00:0c)  first seen 2026-10-11 14:13:20.000")


def test_times_are_in_the_zone_that_is_asked_for(month: History) -> None:
    lines = text(month, ZoneInfo("Asia/Tokyo")).splitlines()
    assert lines[0] == "month.db: 2026-09-21 23:13:20.000 to 2026-10-21 23:13:20.000 JST (+0900)"
    assert lines[4] == "4 incidents"
    assert lines[5].startswith("  2026-09-27 23:13:20.000  ")


def test_of_very_many_the_newest_are_told_and_the_others_counted(
    month: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "MOST", 1)
    said = text(replace(month, left_out={"incidents": 7}, pruned={"events": 1200}), UTC)
    assert "4 incidents\n  3 earlier incidents in --format json\n  7 earlier incidents not read" in said
    assert "let go of, as too old or too many: 1,200 events\n" in said
    assert said.count("owner-silent") == 1


def test_names_cannot_move_the_cursor(month: History) -> None:
    hostile = replace(month.incidents[0], summary="x\x1b[2J\n\u202ey", interface="e\rth0")
    said = text(replace(month, incidents=(hostile,), path="a\x07b"), UTC)
    assert "\\x1b[2J\\n\\u202ey" in said
    assert not {"\x1b", "\r", "\x07", "\u202e"} & set(said)


def test_an_empty_history_says_so(tmp_path: Path, month: History) -> None:
    empty = replace(month, runs=(), incidents=(), moves=(), holdings=(), stations=(), start=0, end=0)
    assert "watched 0 ms in 0 runs\n\n0 incidents\n\n0 moves and contests\n" in text(empty, UTC)


def test_what_was_watched_counts_runs_that_overlap_once(month: History) -> None:
    one, *_ = month.runs
    runs = (one, replace(one, start=START + 5 * DAY, end=START + 12 * DAY))
    assert watched_ns(runs, START, START + 30 * DAY) == 12 * DAY
    assert watched_ns(runs, START + 2 * DAY, START + 3 * DAY) == DAY


def test_json_and_its_lines_keep_to_the_schema(month: History) -> None:
    whole = json.loads(json.dumps(document.document(month)))
    Draft202012Validator(SCHEMA).validate(whole)
    lines = [json.loads(line) for line in document.lines(month)]
    each = Draft202012Validator({"$defs": SCHEMA["$defs"], "$ref": "#/$defs/line"})
    for line in lines:
        each.validate(line)
    kinds = {"run": "runs", "incident": "incidents", "move": "moves", "holding": "holdings", "station": "stations"}
    for kind, key in kinds.items():
        found = [line for line in lines if line["kind"] == kind]
        assert found == [{"schema": 1, "kind": kind, **thing} for thing in whole[key]]
        assert found
