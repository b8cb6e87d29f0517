"""A column: how values of each type stand in a DataFrame and in the document."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest

from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.report.tables import column
from arpwatch_k8s.report.tables.column import TYPES, Column, ColumnType
from tests.plotter.results import incident, result

MAC = parse_mac("52:54:00:00:02:16")
NS = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A row's source that is a value, and the result that frames are looked up in."""

    value: Any
    result: Any = None


def both(made: Column[Made], value: object, of: object = None) -> tuple[object, object]:
    """The cell and the document's value."""
    source = Made(value=value, result=of)
    return made.get(source), made.document(source)


def value(row: Made) -> Any:  # noqa: ANN401 - what the row was made with
    return row.value


@pytest.mark.parametrize(
    ("made", "given", "cell", "document"),
    [
        (column.text("x", "", value), "a", "a", "a"),
        (column.text("x", "", value), None, None, None),
        (column.texts("x", "", value), ("a", None), ["a", None], ["a", None]),
        (column.mac("x", "", value), MAC, "52:54:00:00:02:16", "52:54:00:00:02:16"),
        (column.mac("x", "", value), 0, None, None),
        (column.mac("x", "", value), None, None, None),
        (column.macs("x", "", value), (MAC,), ["52:54:00:00:02:16"], ["52:54:00:00:02:16"]),
        (column.time("x", "", value), 1, pd.Timestamp(1, unit="ns", tz="UTC"), "1970-01-01T00:00:00.000000001Z"),
        (column.duration("x", "", value), NS // 2, 0.5, NS // 2),
        (column.integer("x", "", value), 3, 3, 3),
        (column.integer("x", "", value), None, None, None),
        (column.share("x", "", value), 0.25, 0.25, 0.25),
        (column.shares("x", "", value), (0.0, 1.0), [0.0, 1.0], [0.0, 1.0]),
        (column.flag("x", "", value), False, False, False),
        (column.counts("x", "", value), {"ok": 2}, {"ok": 2}, {"ok": 2}),
    ],
)
def test_a_value_stands_as_its_type_has_it(made: Column[Made], given: object, cell: object, document: object) -> None:
    assert both(made, given) == (cell, document)


@pytest.mark.parametrize("made", [column.time("x", "", value), column.duration("x", "", value)])
def test_what_is_not_known_is_missing_in_a_table_and_null_in_the_document(made: Column[Made]) -> None:
    cell, document = both(made, None)
    assert pd.isna(cell)
    assert document is None


def test_a_frame_is_its_number_and_in_the_document_with_its_capture() -> None:
    made = result(incident())
    name = made.case.captures[0].name
    assert both(column.frame("x", "", value), FrameRef(0, 7), made) == (7, {"capture": name, "frame": 7})
    assert both(column.frame("x", "", value), None, made) == (None, None)
    assert both(column.frames("x", "", value), [FrameRef(0, 7)], made) == ([7], [{"capture": name, "frame": 7}])


def test_a_row_without_the_part_has_no_cell_of_its_column() -> None:
    made = column.part_of(column.integer("x", "", value), lambda row: row.value)
    assert both(made, Made(value=4)) == (4, 4)
    cell, document = both(made, None)
    assert pd.isna(cell)
    assert document is None
    assert (made.name, made.type) == ("x", ColumnType.INTEGER)


def test_every_type_is_told_on_the_page() -> None:
    assert list(TYPES) == list(ColumnType)
