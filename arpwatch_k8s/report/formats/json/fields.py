"""Rows of tables as objects of the document: its keys, in order, and the column that each is made from.

A key is the column's name, unless the document called it otherwise before the tables did; what only the document has is
a column beside its keys.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final, TypeVar

from arpwatch_k8s.report.tables.column import Column
from arpwatch_k8s.wording.value import JsonValue

MOST: Final = 4_000
"""Rows of one VIP and kind that the document has, half a kilobyte each, the first and the last; tables have all."""
Source = TypeVar("Source")
Fields = Mapping[str, Column[Source]]
"""Keys in order, each with the column that it is made from."""


def named(columns: Iterable[Column[Source]], *names: str) -> dict[str, Column[Source]]:
    """Columns under their own names; KeyError where one is not there."""
    by_name = {column.name: column for column in columns}
    return {name: by_name[name] for name in names}


def filled(fields: Fields[Source], source: Source) -> dict[str, JsonValue]:
    """The object of one row."""
    return {key: column.document(source) for key, column in fields.items()}


def objects(fields: Fields[Source], sources: Iterable[Source]) -> list[JsonValue]:
    """The objects of rows, in order."""
    return [filled(fields, source) for source in sources]


def first_and_last(fields: Fields[Source], sources: Iterable[Source]) -> list[JsonValue]:
    """The objects of at most `MOST` rows: the first half and the last half of them."""
    rows = iter(sources)
    first = objects(fields, islice(rows, MOST // 2))
    return first + objects(fields, deque(rows, MOST // 2))


def left_out(**amounts: int) -> dict[str, JsonValue]:
    """The key that says how many rows of each kind (`amounts` in all) are in the tables alone; none where none is."""
    left: dict[str, JsonValue] = {name: n - MOST for name, n in amounts.items() if n > MOST}
    return {"left_out": left} if left else {}
