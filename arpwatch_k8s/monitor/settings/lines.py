"""On which line of a TOML text each value stands, which tomllib does not say.

The text is known to be TOML. Its statements are told apart by their line ends outside of texts and brackets, and each
is read by tomllib by itself, so that there is no second reader of TOML here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Final

Path = tuple[str | int, ...]
"""Names of tables and a key; the number of an element where a table is one of several."""

TOKEN: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}\n]', re.DOTALL
)


def places(text: str) -> dict[Path, int]:
    """The line, from 1, of each table and each value."""
    found: dict[Path, int] = {}
    table: Path = ()
    counts: dict[Path, int] = {}
    for line, statement in statements(text):
        said = tomllib.loads(statement)
        if not statement.lstrip().startswith("["):
            for path in paths(said):
                found.setdefault((*table, *path), line)
            continue
        table = next(reversed(list(paths(said))), ())
        if statement.lstrip().startswith("[["):
            table = table[:-1]  # the element of the one that is named
            counts[table] = counts.get(table, -1) + 1
            found.setdefault(table, line)
            table = (*table, counts[table])
        found.setdefault(table, line)
    return found


def line_of(path: Path, found: dict[Path, int]) -> int:
    """The line of a value, else that of the nearest table around it."""
    while path and path not in found:
        path = path[:-1]
    return found.get(path, 1)


def statements(text: str) -> Iterator[tuple[int, str]]:
    """Each statement, with its line."""
    start, depth, line, began = 0, 0, 1, 1
    for token in TOKEN.finditer(text + "\n"):
        said = token.group()
        depth += (said in "[{") - (said in "]}")
        line += said.count("\n")
        if said == "\n" and depth == 0:
            statement = text[start : token.start()]
            if statement.strip() and not statement.lstrip().startswith("#"):
                yield began, statement
            start, began = token.end(), line


def paths(value: object) -> Iterator[Path]:
    """The way to each value within one, tables before what is in them."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield (key,)
        yield from ((key, *path) for path in paths(inner))
