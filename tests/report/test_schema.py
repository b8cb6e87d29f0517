"""analysis.json is what its schema says, on every capture, and the schema leaves no key of it unsaid."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import arpwatch_k8s as aw
from tests.conftest import REPO
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


def test_it_refuses_what_is_not_an_analysis(tmp_path: Path) -> None:
    document = aw.analyze(save(tmp_path / "x.pcap", pcap([]))).to_dict()
    assert faults(document | {"schema": 2})
    assert faults(document | {"more": 1})
