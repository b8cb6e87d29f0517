"""YAML documents in a text, as kubectl prints them: YAML 1.1, each object with the line that it begins on.

They are built from the parser's events, one after the other: so nothing is made but texts, numbers, truth values, lists
and mappings, depth is bounded, and what breaks off keeps what stands before it. Aliases, which kubectl never
writes and a few of which can stand for billions of values, are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import yaml

from arpwatch_k8s.wording.value import JsonValue

LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where PyYAML was built with it: some 10 times as fast."""
RESOLVER: Final = yaml.resolver.Resolver()
MOST_BYTES: Final = 1 << 26
"""A listing above 64 MiB is refused: a list of 10,000 Services with managedFields has some 40."""
MOST_DEPTH: Final = 100
SEPARATOR: Final = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
BOOLS: Final = frozenset({"yes", "true", "on"})
MOST_DIGITS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlDocument:
    """A document of a text."""

    line: int
    """The line that it begins on, from 1."""
    value: JsonValue
    """What it is."""
    lines: dict[int, int]
    """The line on which each mapping begins, by `id` of the mapping."""
    doubts: tuple[tuple[int, str], ...]
    """Lines with what is wrong there: a key that is given twice, where the text breaks off."""


class RefusedError(ValueError):
    """What is not read, though it is YAML."""


@dataclass(slots=True)
class Building:
    """A document as far as it is built."""

    offset: int
    """The lines before it."""
    lines: dict[int, int] = field(default_factory=dict)
    doubts: list[tuple[int, str]] = field(default_factory=list)
    root: JsonValue = None
    stack: list[list[JsonValue] | dict[str, JsonValue]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    def event(self, event: yaml.Event) -> None:
        """One thing more. RefusedError: an alias, or too deep."""
        line = self.offset + (event.start_mark.line if event.start_mark is not None else 0) + 1
        match event:
            case yaml.AliasEvent():
                raise RefusedError("an alias")
            case yaml.ScalarEvent():
                self._put(scalar(event), line)
            case yaml.MappingStartEvent():
                self._open({}, line)
            case yaml.SequenceStartEvent():
                self._open([], line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.stack.pop()
                self.keys.pop()

    def _open(self, made: list[JsonValue] | dict[str, JsonValue], line: int) -> None:
        """A list or a mapping begins."""
        if len(self.stack) >= MOST_DEPTH:
            raise RefusedError("nested too deeply")
        self._put(made, line)
        if isinstance(made, dict):
            self.lines[id(made)] = line
        self.stack.append(made)
        self.keys.append(None)

    def _put(self, value: JsonValue, line: int) -> None:
        """A value stands where the building is."""
        if not self.stack:
            self.root = value
            return
        within = self.stack[-1]
        if isinstance(within, list):
            within.append(value)
            return
        key = self.keys[-1]
        if key is None:
            self.keys[-1] = name = value if isinstance(value, str) else str(value)[:60]
            if name in within:
                self.doubts.append((line, f"the key {name} is given twice"))
        else:
            within[key] = value
            self.keys[-1] = None


def yaml_documents(text: str) -> Iterator[YamlDocument]:
    """The documents of a text, each read by itself; without those that have nothing in them."""
    starts = [0, *(match.start() for match in SEPARATOR.finditer(text)), len(text)]
    line = 0
    for start, end in pairwise(starts):
        part = text[start:end]
        found = document(part, line) if part else None
        if found is not None and (found.value is not None or found.doubts):
            yield found
        line += part.count("\n")


def document(text: str, offset: int) -> YamlDocument:
    """One document, `offset` lines from the begin of its file, as far as it can be read."""
    building = Building(offset=offset)
    last = offset + max(1, text.count("\n") + (not text.endswith("\n")))
    try:
        for event in yaml.parse(text, Loader=LOADER):
            building.event(event)
    except (yaml.YAMLError, RefusedError) as error:
        mark = getattr(error, "problem_mark", None)
        at = min(last, offset + mark.line + 1) if mark is not None else last
        building.doubts.append((at, f"no more can be read: {getattr(error, 'problem', None) or error}"))
    root = building.root
    items = root.get("items") if isinstance(root, dict) else None
    is_cut = bool(building.stack) or ends_early(root)
    if is_cut and isinstance(root, dict) and isinstance(items, list) and items:
        items.pop()
        # kubectl prints the kind behind the items
        root.setdefault("kind", "List")
        building.doubts.append((last, "the list breaks off in its last object"))
    elif is_cut:
        root = None
    return YamlDocument(line=offset + 1, value=root, lines=building.lines, doubts=tuple(building.doubts))


def ends_early(value: JsonValue) -> bool:
    """Whether a list of objects lacks what kubectl prints after its items."""
    return isinstance(value, dict) and isinstance(value.get("items"), list) and "kind" not in value


def scalar(event: yaml.ScalarEvent) -> JsonValue:
    """The value of a scalar; dates and what is of other types stay text."""
    text = str(event.value)
    # no types in PyYAML's stubs
    resolved = RESOLVER.resolve(yaml.ScalarNode, text, event.implicit)  # type: ignore[no-untyped-call]
    tag = event.tag or str(resolved)
    match tag.rpartition(":")[2]:
        case "null":
            return None
        case "bool":
            return text.lower() in BOOLS
        case "int" if len(text) <= MOST_DIGITS and text.lstrip("+-").isdecimal() and text.lstrip("+-0"):
            return int(text) if text.lstrip("+-")[0] != "0" else text
        case "int" if text == "0":
            return 0
        case "float" if len(text) <= MOST_DIGITS:
            return number(text)
        case _:
            return text


def number(text: str) -> JsonValue:
    """A number with a fraction; the text where Python reads none."""
    try:
        return float(text)
    except ValueError:
        return text
