"""Rows of a table as CSV, NDJSON or Parquet."""

from __future__ import annotations

import sys
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.report.target import UNKNOWN_BYTES, unwritable
from arpwatch_k8s.wording.plain import plain

if TYPE_CHECKING:
    import pandas as pd


class RowFormat(StrEnum):
    """Forms of a table."""

    CSV = "csv"
    NDJSON = "ndjson"
    PARQUET = "parquet"


FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula."""


def write(frame: pd.DataFrame, form: RowFormat, target: str | None) -> None:
    """Write a table to a path, or to standard output where `target` is None.

    UsageError: Parquet to standard output, or without pyarrow. OutputError: the path cannot be written.
    """
    refuse_unwritable(form, target)
    if form is RowFormat.PARQUET and target is not None:
        write_parquet(frame, target)
        return
    text = as_csv if form is RowFormat.CSV else as_ndjson
    if target is None:
        text(frame, sys.stdout)
        return
    path = Path(target)
    try:
        with path.open("w", encoding="utf-8", errors=UNKNOWN_BYTES, newline="") as stream:
            text(frame, stream)
    except OSError as error:
        raise unwritable(path, error) from error


def with_time_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with its times as RFC 3339 texts; pandas' own JSON writer cuts them to microseconds."""
    import numpy as np

    shown = frame.copy(deep=False)
    for name, column in frame.items():
        if column.dtype.kind == "M":
            stamps = np.char.add(np.datetime_as_string(column.dt.tz_localize(None).to_numpy(), unit="ns"), "Z")
            texts = stamps.astype(object)
            texts[column.isna().to_numpy()] = None
            shown[name] = texts
    return shown


def as_csv(frame: pd.DataFrame, stream: TextIO) -> None:
    """CSV with a header; times in RFC 3339, lists joined by spaces, nothing that a spreadsheet would run."""
    shown = with_time_texts(frame)
    for name, column in frame.items():
        if column.dtype.name == "category":
            shown[name] = column.cat.rename_categories([harmless(text) for text in column.cat.categories])
        elif column.dtype.kind == "O" or column.dtype.name == "str":
            shown[name] = [harmless(" ".join(value) if isinstance(value, list) else value) for value in column]
    shown.to_csv(stream, index=False)


def harmless(value: Any) -> Any:  # noqa: ANN401 - any cell
    """A cell of one line that no spreadsheet takes for a formula, nor a part of it for the next row's."""
    if not isinstance(value, str):
        return value
    shown = plain(value)
    return f"'{shown}" if value.startswith(FORMULA_STARTS) else shown


def as_ndjson(frame: pd.DataFrame, stream: TextIO) -> None:
    """One JSON object a line; times in RFC 3339."""
    if len(frame):
        with_time_texts(frame).to_json(stream, orient="records", lines=True)


def refuse_unwritable(form: RowFormat, target: str | None) -> None:
    """UsageError where rows of that form cannot be written to a target, whatever they are: told before any work."""
    if form is not RowFormat.PARQUET:
        return
    if target is None:
        raise UsageError("Parquet cannot go to standard output", fix="Name a file: -o evidence.parquet")
    if find_spec("pyarrow") is None:
        raise UsageError(
            "Parquet needs the package pyarrow, which is not installed", fix="pip install 'arpwatch-k8s[parquet]'"
        )


def write_parquet(frame: pd.DataFrame, target: str) -> None:
    """Parquet, by the package pyarrow."""
    try:
        frame.to_parquet(target, index=False)
    except OSError as error:
        raise unwritable(Path(target), error) from error
