"""Tables as a page shows them: a part of the rows, every cell a text."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from arpwatch_k8s.report.tables.all import TABLES
from arpwatch_k8s.report.tables.cost.connections import notable
from arpwatch_k8s.wording.plain import plain

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.analysis.window import Window

MOST_ROWS: Final = 2_000
"""Rows of a table in the page; the files in `tables/` have all."""
SHOWN: Final = (
    "rates",
    "handovers",
    "contests",
    "beliefs",
    "incidents",
    "outages",
    "speakers",
    "connections",
    "symptoms",
    "log_lines",
)


def shown(result: Result, name: str) -> dict[str, Any]:
    """One table as texts, with the meaning of its columns; columns that are empty throughout are left out."""
    table = TABLES[name]
    frame = table.frame(result)
    if name == "connections":
        frame = notable(frame)
    if result.shown is not None:
        frame = within(frame, result.shown)
    part = frame.iloc[:MOST_ROWS]
    columns = [column for column in table.columns if not part[column.name].isna().all()] if len(part) else []
    return {
        "name": name,
        "row": table.row,
        "columns": columns,
        "rows": list(zip(*(texts(part[column.name]) for column in columns), strict=True)),
        "left_out": len(frame) - len(part),
    }


def within(frame: pd.DataFrame, window: Window) -> pd.DataFrame:
    """The rows of what was, at least in part, in a window; those without a time, too."""
    begins = next((name for name in ("start", "time") if name in frame), None)
    if begins is None:
        return frame
    start, end = (pd.Timestamp(ns, tz="UTC") for ns in (window.start, window.end))
    ended = frame["end"].fillna(frame[begins]) if "end" in frame else frame[begins]
    return frame[frame[begins].isna() | ((frame[begins] <= end) & (ended >= start))]


def texts(column: pd.Series[Any]) -> list[str]:
    """A column's values as people read them."""
    return [text_of(value) for value in column.astype(object).tolist()]


def text_of(value: Any) -> str:  # noqa: ANN401 - any cell
    """One value: times to the millisecond, shares and seconds rounded, nothing for what is missing."""
    if isinstance(value, dict):
        return ", ".join(f"{n:,} {name}" for name, n in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(text_of(item) for item in value)
    if pd.isna(value):
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="milliseconds").removesuffix("+00:00")
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return plain(str(value))
