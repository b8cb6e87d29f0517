"""Objects of the document that are made from tables: their keys, the schema's and the tables' columns agree."""

import json
from importlib.resources import files
from typing import Any

import pytest

from arpwatch_k8s.report.formats.json import cluster, findings, speakers, vips
from arpwatch_k8s.report.tables.all import TABLES
from arpwatch_k8s.report.tables.column import Column, ColumnType

SCHEMA: dict[str, Any] = json.loads((files("arpwatch_k8s.report") / "analysis.schema.json").read_text())
DEFINED: dict[str, Any] = SCHEMA["$defs"]
TEXT = {"type": "string"}
NUMBER = {"type": "integer", "minimum": 0}
SHARE = {"type": "number", "minimum": 0, "maximum": 1}

OBJECTS: dict[str, tuple[dict[str, Any], dict[str, Column[Any]]]] = {
    "epochs": (DEFINED["epoch"], dict(vips.EPOCH)),
    "beliefs": (DEFINED["belief"], dict(cluster.BELIEF)),
    "contests": (DEFINED["contest"], dict(vips.CONTEST)),
    "handovers": (DEFINED["handover"], dict(vips.HANDOVER)),
    "outages": (DEFINED["outage"], dict(vips.OUTAGE)),
    "incidents": (DEFINED["incident"], dict(vips.INCIDENT)),
    "rates": (DEFINED["rate"], dict(vips.RATE)),
    "expected": (DEFINED["expected"]["properties"]["sets"]["items"], dict(vips.EXPECTED_SET)),
    "speakers": (DEFINED["speaker"], {**speakers.SAID, **speakers.SHOWN}),
    "findings": (DEFINED["finding"], {**findings.CLAIM, **findings.REST}),
}
"""By the table: what the schema says of an object, and what it is made from."""
MADE_BY_HAND = {"speakers": {"candidates"}, "findings": {"because", "display_filter", "line_filter"}}
"""Keys of what no table has in a cell."""
RENAMED = {
    "handovers": {"from": "from_mac", "to": "to_mac", "overlap_ns": "overlap", "outage_ns": "outage"},
    "incidents": {"outage_ns": "outage_seconds", "outage_least_ns": "outage_least_seconds"},
    "rates": {"outage_ns": "outage_seconds"},
}
"""Keys that are called otherwise than their columns; durations are nanoseconds there."""
ONLY_THERE = {
    "contests": {"macs", "nodes"},
    "handovers": {"tail", "fates"},
    "outages": {"last"},
    "rates": {"interval", "outcomes"},
    "speakers": {"view"},
    "findings": {"against", "missing", "instead", "vip_cleared"},
}
"""Keys that no column stands behind."""
ONLY_IN_TABLES = {
    "epochs": {"view", "vip", "segment", "first_capture", "last_capture"},
    "contests": {"vip", "segment", "owners", "first_frame", "last_frame"},
    "handovers": {"vip", "segment"},
    "outages": {"vip", "segment", "seconds", "least_seconds"},
    "incidents": {"vip", "segment"},
    "rates": {"group", "address", "segment", "share", "low", "high"},
    "expected": {"vip", "segment", "host"},
    "speakers": {"speaker", "program", "name", "score"},
}
"""Columns that are no key: an object around has them, or they follow from others."""
SUMMED_UP = {"connections", "symptoms", "minutes", "log_lines"}
"""Tables whose rows the document counts, and does not have one by one."""


def present(schema: dict[str, Any]) -> dict[str, Any]:
    """What a value is where it is not null."""
    kinds = [kind for kind in schema.get("anyOf", [schema]) if kind != {"type": "null"}]
    assert len(kinds) == 1
    return {key: value for key, value in kinds[0].items() if key not in ("description", "minItems", "maxItems")}


def described(column: Column[Any]) -> dict[str, Any]:
    """What the schema has to say of a column's values."""
    match column.type:
        case ColumnType.TEXT:
            return TEXT
        case ColumnType.MAC | ColumnType.TIME | ColumnType.FRAME | ColumnType.COUNTS:
            return {"$ref": f"#/$defs/{column.type.lower()}"}
        case ColumnType.MACS | ColumnType.FRAMES:
            return {"type": "array", "items": {"$ref": f"#/$defs/{column.type.lower().removesuffix('s')}"}}
        case ColumnType.TEXTS:
            return {"type": "array", "items": TEXT}
        case ColumnType.DURATION | ColumnType.INTEGER:
            return NUMBER
        case ColumnType.SHARE:
            return SHARE
        case ColumnType.SHARES:
            return {"type": "array", "items": SHARE}
        case ColumnType.FLAG:
            return {"type": "boolean"}
        case ColumnType.LINES | ColumnType.SETTINGS:
            return {"type": "array", "items": {"$ref": f"#/$defs/{column.type.lower().removesuffix('s')}"}}


def plain(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value without what a column does not say: null, and which texts there are."""
    kind = present(schema)
    if "enum" in kind:
        assert all(isinstance(value, str) for value in kind["enum"])
        return TEXT
    return kind | {"items": present(kind["items"])} if "items" in kind else kind


@pytest.mark.parametrize("name", OBJECTS)
def test_the_schema_has_the_object_s_keys_and_their_types(name: str) -> None:
    schema, fields = OBJECTS[name]
    assert set(schema["properties"]) == set(fields) | MADE_BY_HAND.get(name, set())
    assert {key: plain(schema["properties"][key]) for key in fields} == {
        key: described(column) for key, column in fields.items()
    }


@pytest.mark.parametrize("name", OBJECTS)
def test_keys_are_the_table_s_columns_but_for_those_named_here(name: str) -> None:
    columns = {id(column): column.name for column in TABLES[name].columns}
    _, fields = OBJECTS[name]
    behind = {key: columns[id(column)] for key, column in fields.items() if id(column) in columns}
    assert set(fields) - set(behind) == ONLY_THERE.get(name, set())
    assert {key: column for key, column in behind.items() if key != column} == RENAMED.get(name, {})
    assert set(columns.values()) - set(behind.values()) == ONLY_IN_TABLES.get(name, set())


def test_every_table_is_in_the_document_or_summed_up_there() -> None:
    assert set(OBJECTS) | SUMMED_UP == set(TABLES)
    assert not set(OBJECTS) & SUMMED_UP


@pytest.mark.parametrize(
    ("schema", "fields"),
    [
        (DEFINED["flapping"], vips.FLAPPING),
        (DEFINED["expected"]["properties"]["departures"]["items"], vips.DEPARTURE),
    ],
    ids=["flapping", "departures"],
)
def test_what_no_table_has_agrees_with_the_schema_too(schema: dict[str, Any], fields: dict[str, Column[Any]]) -> None:
    assert {key: plain(value) for key, value in schema["properties"].items()} == {
        key: described(column) for key, column in fields.items()
    }


def test_a_key_of_the_document_that_is_a_column_is_called_as_it_calls_itself() -> None:
    for name, (_, fields) in OBJECTS.items():
        renamed = RENAMED.get(name, {})
        assert {key: column.name for key, column in fields.items()} == {key: renamed.get(key, key) for key in fields}
