"""A file of settings into values by key. What is wrong with it is told with its line, and no value that is secret."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.inventory.files import loaded_toml
from arpwatch_k8s.monitor.settings.key import Key
from arpwatch_k8s.monitor.settings.keys import KEYS
from arpwatch_k8s.monitor.settings.lines import Path, line_of, places
from arpwatch_k8s.monitor.settings.secret import read_text, refused

Kind = TypeVar("Kind")
AT: Final = re.compile(r"[ ,(]*at line (\d+)(, column \d+\))?")
AT_END: Final = " (at end of document)"
TABLES: Final = {key.table: [each for each in KEYS if each.table == key.table] for key in KEYS}
MOST_CHARS: Final = 60
"""Of a name that is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What a file gives; an empty one gives nothing."""

    path: str = ""
    """The file."""

    lines: Mapping[Path, int] = field(default_factory=dict)
    """The line of each value."""

    by_key: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Values by their keys' full names; of a table whose keys are names, a dictionary."""

    repeated: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    """Tables that are there several times, each with its values by full name."""

    def of(self, key: Key[Kind]) -> Kind | None:
        """A key's value; None where it is not given."""
        found: Kind | None = self.by_key.get(key.full)
        return found

    def named(self, key: Key[Kind]) -> Mapping[str, Kind]:
        """The values of a table whose keys are names."""
        found: Mapping[str, Kind] = self.by_key.get(key.full, {})
        return found

    def fault(self, path: Path, why: str, fix: str) -> UsageError:
        """What is wrong at a place of the file."""
        return wrong(self.path, line_of(path, dict(self.lines)), f"{dotted(path)}: {why}", fix)


def read(path: str) -> Values:
    """What a file gives. UsageError: it cannot be read, or something in it is wrong; it says in which line."""
    text, is_open = read_text(path)
    try:
        document = loaded_toml(text)
    except ValueError as error:
        raise not_toml(path, text, error) from error
    values = Values(path=path, lines=places(text))
    by_key: dict[str, Any] = {}
    repeated: dict[str, list[dict[str, Any]]] = {}
    for place, table, inner in tables(document, values):
        into: dict[str, Any] = {}
        if isinstance(place[-1], int):
            repeated.setdefault(table, []).append(into)
        else:
            into = by_key
        for key, name, value in entries(place, table, inner, values):
            if is_open and key.is_secret and is_told(value):
                raise refused(path)
            found = understood(key, (*place, name), value, values)
            if key.name:
                into[key.full] = found
            else:
                into.setdefault(key.full, {})[name] = found
    frozen = {table: tuple(several) for table, several in repeated.items()}
    return Values(path=path, lines=values.lines, by_key=by_key, repeated=frozen)


def tables(document: Mapping[str, Any], values: Values) -> Iterator[tuple[Path, str, Mapping[str, Any]]]:
    """Each table: where it stands, its name, what is in it, tables within it left out."""
    waiting: list[tuple[Path, object]] = [((name,), value) for name, value in document.items()]
    while waiting:
        place, value = waiting.pop(0)
        table = ".".join(str(part) for part in place)
        keys = TABLES.get(table)
        within = {name.split(".")[-1] for name in TABLES if name.rpartition(".")[0] == table}
        if keys is None and not within:
            at = next((key.table for key in KEYS if key.name == table), None)
            fix = like(table, [*TABLES]) if at is None or isinstance(value, dict) else f"Write it below [{at}]."
            raise values.fault(place, "no such table", fix)
        if keys and keys[0].is_repeated:
            if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
                raise values.fault(place, f"is written as [[{table}]], once or several times", f"Write [[{table}]].")
            yield from (((*place, number), table, each) for number, each in enumerate(value))
            continue
        if not isinstance(value, dict):
            raise values.fault(place, "is a table", f"Write [{table}] on a line of its own, and its keys below.")
        waiting += [((*place, name), value[name]) for name in within & value.keys()]
        yield place, table, {name: inner for name, inner in value.items() if name not in within}


def entries(
    place: Path, table: str, inner: Mapping[str, Any], values: Values
) -> Iterator[tuple[Key[Any], str, object]]:
    """Each key of a table, with its name and its value as it stands there."""
    keys = {key.name: key for key in TABLES.get(table, [])}
    for name, value in inner.items():
        key = keys.get(name) or keys.get("")
        if key is None:
            raise values.fault((*place, name), "no such key", like(name, [*keys]))
        yield key, name, value


def understood(key: Key[Kind], place: Path, value: object, values: Values) -> Kind:
    """What a value means."""
    try:
        return key.read(value)
    except ValueError as error:
        name = key.name or "NAME"
        raise values.fault(place, str(error), f"For example: {name} = {key.form}") from None


def is_told(value: object) -> bool:
    """Whether a value holds a secret: any URL to notify may; one of Alertmanager where it has a password."""
    each = value if isinstance(value, list) else [value]
    return any(isinstance(url, str) and (not url.startswith(("http://", "https://")) or "@" in url) for url in each)


def like(name: str, names: list[str]) -> str:
    """What may have been meant."""
    near = get_close_matches(name[:MOST_CHARS], names, n=1)
    return f"Did you mean {near[0]}?" if near else f"One of: {', '.join(names)}."


def not_toml(path: str, text: str, error: ValueError) -> UsageError:
    """A text that is no TOML, with its line."""
    said = str(error)
    at = AT.search(said)
    line = int(at[1]) if at else max(1, len(text.rstrip().splitlines()))
    why = AT.sub("", said.removesuffix(AT_END))
    return wrong(path, line, f"no TOML: {why}", "docs/watch-config.md has every key.")


def wrong(path: str, line: int, why: str, fix: str) -> UsageError:
    """What is wrong on a line."""
    return UsageError(f"{path}, line {line}: {why}", fix=fix)


def dotted(path: Path) -> str:
    """A place as people write it."""
    return ".".join(str(part)[:MOST_CHARS] for part in path if not isinstance(part, int))
