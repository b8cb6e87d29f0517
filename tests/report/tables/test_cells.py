"""Cells are of the type that their column says, in every table, on captures that fill them."""

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.report.tables.all import TABLES
from arpwatch_k8s.report.tables.column import ColumnType
from tests.conftest import REPO

SCENARIOS = ("service-not-programmed", "two-vantages", "split-brain-kubevip", "handover-slow")
MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")


def is_mac(cell: Any) -> bool:  # noqa: ANN401 - any cell
    return isinstance(cell, str) and MAC.fullmatch(cell) is not None


def is_number(cell: Any) -> bool:  # noqa: ANN401 - any cell
    """Whole numbers of a column that lacks some are floats: pandas has no other way to leave out."""
    return not isinstance(cell, bool) and cell >= 0 and int(cell) == cell


def is_text(cell: Any) -> bool:  # noqa: ANN401 - any cell
    return isinstance(cell, str)


def is_share(cell: Any) -> bool:  # noqa: ANN401 - any cell
    return 0 <= cell <= 1


def each(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda cell: isinstance(cell, list) and all(item is None or test(item) for item in cell)


HOLDS: dict[ColumnType, Callable[[Any], bool]] = {
    ColumnType.TEXT: is_text,
    ColumnType.TEXTS: each(is_text),
    ColumnType.MAC: is_mac,
    ColumnType.MACS: each(is_mac),
    ColumnType.TIME: lambda cell: isinstance(cell, pd.Timestamp) and str(cell.tz) == "UTC",
    ColumnType.DURATION: lambda cell: cell >= 0,
    ColumnType.INTEGER: is_number,
    ColumnType.SHARE: is_share,
    ColumnType.SHARES: each(is_share),
    ColumnType.FLAG: lambda cell: cell in (True, False),
    ColumnType.FRAME: lambda cell: is_number(cell) and cell >= 1,
    ColumnType.FRAMES: each(lambda frame: is_number(frame) and frame >= 1),
    ColumnType.LINES: each(lambda line: is_text(line) and line.rpartition(":")[2].isdigit()),
    ColumnType.SETTINGS: each(lambda place: is_text(place) and place.rpartition(":")[2].isdigit()),
    ColumnType.COUNTS: lambda cell: all(is_text(name) and is_number(n) for name, n in cell.items()),
}


@pytest.fixture(scope="module")
def analyses() -> list[aw.Analysis]:
    folders = [REPO / "captures" / name for name in SCENARIOS]
    return [
        aw.analyze(
            *sorted(folder.glob("*.pcapng")),
            logs=[f"{path}@UTC" for path in sorted(folder.glob("nginx-error.log")) + sorted(folder.glob("ip-*.log"))]
            + [f"{path}@UTC" for path in sorted(folder.glob("metallb-*.log"))],
            keep="all",
        )
        for folder in folders
    ]


@pytest.mark.parametrize("name", TABLES)
def test_cells_are_of_their_column_s_type(name: str, analyses: list[aw.Analysis]) -> None:
    for analysis in analyses:
        table = getattr(analysis, name)
        for column in TABLES[name].columns:
            cells = table[column.name].astype(object)
            there = [cell for cell in cells if isinstance(cell, list | dict) or not pd.isna(cell)]
            wrong = [cell for cell in there if not HOLDS[column.type](cell)]
            assert wrong == [], f"{name}.{column.name} is no {column.type}"


def test_every_table_is_filled_by_one_of_them(analyses: list[aw.Analysis]) -> None:
    assert [name for name in TABLES if not any(len(getattr(analysis, name)) for analysis in analyses)] == []


def test_only_numbers_have_a_unit_and_durations_always() -> None:
    columns = [column for table in TABLES.values() for column in table.columns]
    assert {column.type for column in columns if column.unit} <= {ColumnType.DURATION, ColumnType.INTEGER}
    assert all(column.unit == "s" for column in columns if column.type is ColumnType.DURATION)


def test_a_column_stands_once_in_a_table_and_says_what_it_holds() -> None:
    for table in TABLES.values():
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names)
        assert all(column.meaning for column in table.columns)
