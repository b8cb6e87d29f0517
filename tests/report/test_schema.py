"""analysis.json is what its schema says, on every capture, and the schema leaves no key of it unsaid."""

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import arpwatch_k8s as aw
from arpwatch_k8s.analysis.window import Window
from arpwatch_k8s.report.formats.json import document
from tests.conftest import REPO
from tests.report.told import FAILED, LISTED, told
from tests.savefiles import pcap, save
from tests.scenarios.analyses import analyzed

SCHEMA: dict[str, Any] = json.loads((files("arpwatch_k8s.report") / "analysis.schema.json").read_text())
FOLDERS = sorted(path.parent for path in (REPO / "captures").glob("*/expected.toml"))


def closed(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """The schema with nothing allowed that it does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(part) for name, part in schema.items()}
    if isinstance(made.get("properties"), dict) and made.get("type") == "object":
        made.setdefault("additionalProperties", False)
    return made


STRICT = Draft202012Validator(closed(SCHEMA))


def faults(document: object) -> list[str]:
    return [f"{error.json_path}: {error.message[:120]}" for error in STRICT.iter_errors(document)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_analysis_meets_it(folder: Path) -> None:
    captures = sorted(folder.glob("*.pcapng"))
    logs = [f"{path}@UTC" for path in folder.glob("ip-monitor-neigh.log") if path.stat().st_size]
    document = analyzed(*captures, logs=logs).to_dict()
    assert faults(json.loads(json.dumps(document))) == []


def test_an_empty_capture_meets_it(tmp_path: Path) -> None:
    assert faults(aw.analyze(save(tmp_path / "x.pcap", pcap([]))).to_dict()) == []


def test_a_part_of_an_analysis_meets_it() -> None:
    result = analyzed(REPO / "captures" / "flapping" / "proxy.pcapng").result
    start, _ = result.case.span or (0, 0)
    part = json.loads(json.dumps(document(replace(result, shown=Window(start, start + 1)))))
    assert faults(part) == []
    assert part["shown"]["start"] < part["shown"]["end"]


def test_it_refuses_what_is_not_an_analysis(tmp_path: Path) -> None:
    document = aw.analyze(save(tmp_path / "x.pcap", pcap([]))).to_dict()
    assert faults(document | {"schema": 2})
    assert faults(document | {"more": 1})


@pytest.mark.parametrize("dated", [True, False])
def test_findings_on_text_alone_meet_it(tmp_path: Path, dated: bool) -> None:
    written = json.loads(json.dumps(document(told(tmp_path, LISTED, FAILED, dated=dated))))
    assert faults(written) == []
    (found,) = written["findings"]
    assert found["because"][1]["lines"] == [{"log": "error.log", "line": 1}, {"log": "error.log", "line": 9}]
    assert [one["log"] for one in found["lines"]] == ["before.txt", "after.txt", "error.log", "error.log"]
    assert {one["name"] for one in written["logs"]} == set(found["line_filter"])
    assert (found["start"] is None, found["end"] is None, found["frames"]) == (not dated, not dated, [])


def test_a_finding_that_cites_nothing_does_not_meet_it(tmp_path: Path) -> None:
    written = json.loads(json.dumps(document(told(tmp_path, LISTED))))
    written["findings"][0]["lines"] = []
    assert faults(written)


def test_a_finding_without_a_time_has_none_in_the_table(tmp_path: Path) -> None:
    findings = aw.Analysis(told(tmp_path, LISTED, dated=False)).findings
    assert findings[["start", "end"]].isna().all(axis=None)
    assert findings["lines"].tolist() == [["before.txt:4", "after.txt:4"]]
