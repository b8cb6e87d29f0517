"""A table: its name, what a row is, its columns, and what its rows are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from arpwatch_k8s.report.tables.column import Column, ColumnType
from arpwatch_k8s.report.tables.dtypes import typed

if TYPE_CHECKING:
    import pandas as pd

    from arpwatch_k8s.analysis.result import Result

Source = TypeVar("Source")


class Heading(Protocol):
    """What is said of a column, whatever its cells are got from."""

    @property
    def name(self) -> str:
        """Its heading."""

    @property
    def type(self) -> ColumnType:
        """What its cells are."""

    @property
    def unit(self) -> str:
        """Of its numbers."""

    @property
    def meaning(self) -> str:
        """What it holds, in a line."""


class Table(Protocol):
    """A table, however its cells are got."""

    @property
    def name(self) -> str:
        """By which it is an `Analysis`'s property, and a file."""

    @property
    def row(self) -> str:
        """What a row is."""

    @property
    def columns(self) -> Sequence[Heading]:
        """Its columns, in order."""

    def frame(self, result: Result) -> pd.DataFrame:
        """The table of a result, with all its columns, also where it has no row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTable(Generic[Source]):
    """A table that is made row by row."""

    name: str
    """By which it is an `Analysis`'s property, and a file."""
    row: str
    """What a row is."""
    columns: tuple[Column[Source], ...]
    """Its columns, in order."""
    rows: Callable[[Result], Iterable[Source]]
    """What its rows are made from, in order."""

    def frame(self, result: Result) -> pd.DataFrame:
        """The table of a result, with all its columns, also where it has no row."""
        return frame_of(self.columns, self.rows(result))

    def __getitem__(self, name: str) -> Column[Source]:
        """A column by its name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")


def frame_of(columns: Sequence[Column[Source]], rows: Iterable[Source]) -> pd.DataFrame:
    """A table of rows, with all its columns, also where it has no row."""
    import pandas as pd

    cells = [{column.name: column.get(source) for column in columns} for source in rows]
    return typed(pd.DataFrame(cells, columns=[column.name for column in columns]), columns)


def documentation(table: Table) -> str:
    """What a table is and what its columns hold, for `help()`."""
    lines = [f"One row: {table.row}.", ""]
    lines += (f"{column.name} ({kind(column)}): {column.meaning}" for column in table.columns)
    return "\n".join(lines)


def kind(heading: Heading) -> str:
    """A column's type, with its unit where it has one."""
    return f"{heading.type}, {heading.unit}" if heading.unit else heading.type
