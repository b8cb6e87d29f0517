"""Each room's docstring is the map of its files: it names all of them, and no others."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "arpwatch_k8s"
NAMED = re.compile(r"`([a-z0-9_]+(?:\.py|/))`")
REGISTRIES = {PACKAGE / "diagnosis" / "rules"}
"""Rooms whose files are listed as code: what is not in the list is not there (each has its own test)."""


@pytest.mark.parametrize("room", sorted(path.parent for path in PACKAGE.rglob("__init__.py")), ids=str)
def test_a_room_names_its_files_and_no_others(room: Path) -> None:
    if room in REGISTRIES:
        return
    text = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
    files = {path.name for path in room.glob("*.py")} - {"__init__.py"}
    rooms = {f"{path.parent.name}/" for path in room.glob("*/__init__.py")}
    assert set(NAMED.findall(text)) == files | rooms
