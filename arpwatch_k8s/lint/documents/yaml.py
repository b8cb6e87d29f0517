"""YAML 1.1, as Ansible, Helm and kubectl read it: a tree whose values know their lines; JSON is YAML.

Built from the parser's events, so that nothing is made but texts, numbers, truth values, lists and mappings. A key
given twice is told, and the last one counts. Aliases and merge keys are followed, bounded by what they come to: a few
of them can stand for billions of values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import yaml

from arpwatch_k8s.lint.documents.node import Document, Listing, Mapping, Node, Opaque, Scalar
from arpwatch_k8s.logs.reading.yaml_documents import LOADER, scalar

MOST_DEPTH: Final = 100
MOST_VALUES: Final = 2_000_000
"""Values of a document, those that aliases repeat among them."""
SEPARATOR: Final = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
MERGE: Final = "<<"
TEMPLATE: Final = "{{"
STANDARD: Final = "tag:yaml.org,2002:"


class RefusedError(ValueError):
    """What is not read, though it is YAML."""


@dataclass(slots=True)
class Building:
    """A document as far as it is built."""

    offset: int
    """The lines before it."""
    only_line: int | None = None
    """The line on which all of it stands, where it is a text within one line."""
    doubts: list[tuple[int, str]] = field(default_factory=list)
    root: Node | None = None
    stack: list[Listing | Mapping] = field(default_factory=list)
    keys: list[tuple[str, int] | None] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)
    weights: dict[int, int] = field(default_factory=dict)
    """How many values a list or a mapping comes to, by `id`."""
    values: int = 0

    def event(self, event: yaml.Event) -> None:
        """One thing more. RefusedError: too deep, or too many values."""
        line = self.only_line or self.offset + (event.start_mark.line if event.start_mark is not None else 0) + 1
        match event:
            case yaml.AliasEvent():
                found = self.anchors.get(str(event.anchor))
                if found is None or any(found is each for each in self.stack):
                    raise RefusedError(f"the alias *{event.anchor} leads nowhere")
                self._put(found, line, self.weights.get(id(found), 1))
            case yaml.ScalarEvent():
                self._put(self._anchored(event, read(event, line)), line, 1)
            case yaml.MappingStartEvent():
                self._open(event, Mapping(line=line), line)
            case yaml.SequenceStartEvent():
                self._open(event, Listing(line=line), line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                made = self.stack.pop()
                self.keys.pop()
                if self.stack:
                    self.weights[id(self.stack[-1])] += self.weights[id(made)]

    def _anchored(self, event: yaml.NodeEvent, node: Node) -> Node:
        """A value, remembered where it has an anchor."""
        if event.anchor is not None:
            self.anchors[str(event.anchor)] = node
        return node

    def _open(self, event: yaml.CollectionStartEvent, made: Listing | Mapping, line: int) -> None:
        """A list or a mapping begins."""
        if len(self.stack) >= MOST_DEPTH:
            raise RefusedError(f"it is nested deeper than {MOST_DEPTH} times")
        self.weights[id(made)] = 1
        known = str(event.tag or "")
        self._put(
            self._anchored(event, made if not known or known.startswith(STANDARD) else opaque(known, line)), line, 0
        )
        self.stack.append(made)
        self.keys.append(None)

    def _put(self, node: Node, line: int, weight: int) -> None:
        """A value stands where the building is."""
        self.values += weight
        if self.values > MOST_VALUES:
            raise RefusedError(f"it comes to more than {MOST_VALUES:,} values")
        if not self.stack:
            self.root = node
            return
        within = self.stack[-1]
        self.weights[id(within)] += weight
        if isinstance(within, Listing):
            within.items.append(node)
            return
        key = self.keys[-1]
        if key is None:
            value = node.value if isinstance(node, Scalar) else f"a key at line {line}"
            self.keys[-1] = (value if isinstance(value, str) else str(value), line)
        else:
            self.keys[-1] = None
            self._enter(within, key, node)

    def _enter(self, within: Mapping, key: tuple[str, int], node: Node) -> None:
        """A key and its value."""
        name, line = key
        if name == MERGE:
            for each in node.items if isinstance(node, Listing) else [node]:
                if isinstance(each, Mapping):
                    for other, value in each.items.items():
                        within.items.setdefault(other, value)
                        within.key_lines.setdefault(other, each.key_lines[other])
            return
        if name in within.items and within.key_lines[name] >= within.line:
            self.doubts.append(
                (line, f"the key {name} is given twice: the first, in line {within.key_lines[name]}, is lost")
            )
        within.items[name] = node
        within.key_lines[name] = line


def opaque(tag: str, line: int) -> Opaque:
    """A value that some program gives a meaning."""
    return Opaque(tag=tag.removeprefix(STANDARD), line=line)


def read(event: yaml.ScalarEvent, line: int) -> Scalar | Opaque:
    """A scalar; of another tag than YAML's own it is not read."""
    tag = str(event.tag or "")
    if tag and tag != "!" and not tag.startswith(STANDARD):
        return opaque(tag, line)
    value = scalar(event)
    assert not isinstance(value, list | dict)
    return Scalar(value=value, line=line, block=event.style == "|")


def documents(text: str, file: str) -> Iterator[Document]:
    """The documents of a text, each read by itself as far as it can be; without those that have nothing in them."""
    starts = [0, *(match.start() for match in SEPARATOR.finditer(text)), len(text)]
    line = 0
    for start, end in pairwise(starts):
        part = text[start:end]
        if part.strip():
            found = document(part, file, line)
            if found is not None:
                yield found
        line += part.count("\n")


def within(node: Node | None, file: str) -> Document | None:
    """The document that a value of another holds as text, as ConfigMaps do; its lines are those of the file."""
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        return None
    return document(node.value, file, node.line, only_line=None if node.block else node.line)


def document(text: str, file: str, offset: int, only_line: int | None = None) -> Document | None:
    """One document, `offset` lines from the begin of its file; None where there is nothing in it."""
    building = Building(offset=offset, only_line=only_line)
    try:
        for event in yaml.parse(text, Loader=LOADER):
            building.event(event)
    except (yaml.YAMLError, RefusedError) as error:
        mark = getattr(error, "problem_mark", None)
        last = offset + max(1, text.count("\n") + (not text.endswith("\n")))
        line = only_line or (min(last, offset + mark.line + 1) if mark is not None else last)
        template = "" if TEMPLATE not in text else " (it looks like a template of Helm: render it with `helm template`)"
        building.doubts.append((line, f"no more can be read: {getattr(error, 'problem', None) or error}{template}"))
    if building.root is None and not building.doubts:
        return None
    root = building.root if building.root is not None else Scalar(value=None, line=offset + 1)
    return Document(file=file, root=root, doubts=tuple(building.doubts))
