"""The page on security says the bounds that the code has, and names tests that are there."""

import importlib
import re
from pathlib import Path

import pytest

from tests.conftest import REPO

PAGE = (REPO / "docs/security.md").read_text(encoding="utf-8")
BOUND = re.compile(r"^\| .+ \| ([\d,]+)(?: (MiB|GiB))? \| .+ \| `([a-z_.]+)\.([A-Z_]+)` \|$", re.MULTILINE)
UNITS = {"": 1, "MiB": 1 << 20, "GiB": 1 << 30}


@pytest.mark.parametrize(("number", "unit", "module", "name"), BOUND.findall(PAGE))
def test_a_bound_of_the_page_is_that_of_the_code(number: str, unit: str, module: str, name: str) -> None:
    stated = int(number.replace(",", "")) * UNITS[unit]
    assert getattr(importlib.import_module(f"arpwatch_k8s.{module}"), name) == stated


def test_every_row_of_the_table_of_bounds_names_its_place() -> None:
    table = PAGE.partition("\n## Bounds\n")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("|")]
    assert len(BOUND.findall(PAGE)) == len(rows) - 2 > 20


def test_the_tests_that_the_page_names_are_there() -> None:
    named = re.findall(r"`(tests/[\w/.]+)`", PAGE)
    assert len(named) > 5
    assert [name for name in named if not (REPO / name).exists()] == []


def test_the_targets_that_the_page_names_are_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (REPO / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^ {4})make ([a-z-]+)", PAGE, re.MULTILINE))
    assert len(named) > 5
    assert named - targets == set()


def test_how_to_report_and_what_is_trusted_are_linked_from_where_people_look() -> None:
    readme = (REPO / "README.md").read_text(encoding="utf-8")
    assert "(SECURITY.md)" in readme
    assert "(docs/security.md)" in readme
    assert Path(REPO / "SECURITY.md").read_text(encoding="utf-8").count("(docs/security.md)") == 1
