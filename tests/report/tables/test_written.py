"""Cells of files that a spreadsheet opens: nothing in them is run, nothing in them is another row."""

import csv
import io

import pandas as pd
import pytest

from arpwatch_k8s.report.tables.files import as_csv


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_begins_no_formula(start: str) -> None:
    assert cell(f"{start}1+1").startswith("'")


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\u2028", "\u2029", "\x85", "\v", "\f"])
def test_a_cell_ends_no_row(end: str) -> None:
    assert cell(f"x{end}=1+1").isprintable()


def cell(value: str) -> str:
    """A text as a reader of CSV has it."""
    written = io.StringIO()
    as_csv(pd.DataFrame({"name": [value], "of": ["y"]}), written)
    assert len(written.getvalue().splitlines()) == 2
    rows = list(csv.DictReader(written.getvalue().splitlines()))
    assert rows[0]["of"] == "y"
    return rows[0]["name"]
