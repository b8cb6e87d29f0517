"""What pandas holds each type of column as, the same whether a table has rows or none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.report.tables.column import ColumnType

if TYPE_CHECKING:
    import pandas as pd

    from arpwatch_k8s.report.tables.table import Heading

DTYPES: Final = {
    ColumnType.TIME: "datetime64[ns, UTC]",
    ColumnType.DURATION: "float64",
    ColumnType.SHARE: "float64",
    ColumnType.INTEGER: "int64",
    ColumnType.FRAME: "int64",
    ColumnType.FLAG: "bool",
}
"""Lists and counts by name are objects."""
TEXTS: Final = frozenset({ColumnType.TEXT, ColumnType.MAC})
MISSING: Final = {"int64": "Int64", "bool": "boolean"}
"""What holds the same where some cells are missing."""


def typed(frame: pd.DataFrame, columns: Iterable[Heading], texts: str = "str") -> pd.DataFrame:
    """The table with each column's dtype, that of `texts` as told."""
    import pandas as pd

    kinds = {}
    for column in columns:
        if column.type is ColumnType.TIME:
            # a column in which no time is known has no zone of its own
            frame[column.name] = pd.to_datetime(frame[column.name], utc=True)
        dtype = texts if column.type in TEXTS else DTYPES.get(column.type, "object")
        if dtype in MISSING and frame[column.name].isna().any():
            dtype = MISSING[dtype]
        kinds[column.name] = dtype
    return frame.astype(kinds)
