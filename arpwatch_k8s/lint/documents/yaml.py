"""YAML 1.1, as Ansible, Helm and kubectl read it: a tree whose values know their lines; JSON is YAML.

Built from the parser's events, so that nothing is made but texts, numbers, truth values, lists and mappings. A key
given twice is told, and the last one counts. Aliases and merge keys are followed, bounded by what they come to: a few
of them can stand for billions of values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import yaml

from arpwatch_k8s.lint.documents.node import Document, Listing, Mapping, Node, Opaque, Scalar
from arpwatch_k8s.logs.reading.yaml_documents import LOADER, scalar

MOST_DEPTH: Final = 100
MOST_VALUES: Final = 4_000_000
"""Values of a document, those that aliases repeat among them: a list of 14,000 Services with managedFields, of 55 MB,
has 2 million."""
MOST_ALL_VALUES: Final = 6_000_000
"""Values of all documents of a run, some 350 bytes each."""
MOST_REPEATED: Final = 4_000_000
"""Values that aliases repeat in all documents of a run."""
MOST_DOCUMENTS: Final = 200_000
"""Documents of a run."""
MOST_CHARS: Final = 80
"""Of a key that is told."""
MOST_DOUBTS: Final = 100
"""Keys given twice that are told of one document."""
PAIR: Final = re.compile(r"(?<!\\)((?:\\\\){0,50})(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})")
"""A character that JSON writes as two: YAML has no such escapes."""
SEPARATOR: Final = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
MERGE: Final = "<<"
TEMPLATE: Final = "{{"
STANDARD: Final = "tag:yaml.org,2002:"


class RefusedError(ValueError):
    """What is not read, though it is YAML."""


@dataclass(slots=True)
class Budget:
    """What may still be read, over several files: a document costs time, a value memory."""

    documents: int = MOST_DOCUMENTS
    values: int = MOST_ALL_VALUES
    repeated: int = MOST_REPEATED
    """Values that aliases repeat, which stand for others and cost time where they are looked through."""


@dataclass(slots=True)
class Building:
    """A document as far as it is built."""

    offset: int
    """The lines before it."""
    budget: Budget
    only_line: int | None = None
    """The line on which all of it stands, where it is a text within one line."""
    doubts: list[tuple[int, str]] = field(default_factory=list)
    root: Node | None = None
    stack: list[Listing | Mapping] = field(default_factory=list)
    keys: list[tuple[str, int] | None] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)
    weights: dict[int, int] = field(default_factory=dict)
    """How many values a list or a mapping comes to, by `id`."""
    merges: dict[int, Mapping] = field(default_factory=dict)
    """Mappings with a merge key whose value is not whole yet, by the value's `id`."""
    alive: list[Listing | Mapping] = field(default_factory=list)
    """All that has an `id` among those."""
    values: int = 0
    line: int = 0
    """That of the last event."""

    def event(self, event: yaml.Event) -> None:
        """One thing more. RefusedError: too deep, or too many values."""
        line = self.only_line or self.offset + (event.start_mark.line if event.start_mark is not None else 0) + 1
        self.line = line
        match event:
            case yaml.AliasEvent():
                found = self.anchors.get(str(event.anchor))
                if found is None or any(found is each for each in self.stack):
                    raise RefusedError(f"the alias *{event.anchor} leads nowhere")
                weight = self.weights.get(id(found), 1)
                self.budget.repeated -= weight
                if self.budget.repeated < 0:
                    raise RefusedError(f"aliases repeat more than {MOST_REPEATED:,} values in all that was read")
                self._put(found, line, weight)
            case yaml.ScalarEvent():
                self._count()
                self._put(self._anchored(event, read(event, line)), line, 1)
            case yaml.MappingStartEvent():
                self._open(event, Mapping(line=line), line)
            case yaml.SequenceStartEvent():
                self._open(event, Listing(line=line), line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                made = self.stack.pop()
                self.keys.pop()
                if id(made) in self.merges:
                    self._merge(made)
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
        self._count()
        self.weights[id(made)] = 1
        self.alive.append(made)
        known = str(event.tag or "")
        self._put(
            self._anchored(event, made if not known or known.startswith(STANDARD) else opaque(known, line)), line, 0
        )
        self.stack.append(made)
        self.keys.append(None)

    def _count(self) -> None:
        """One value more that is written. RefusedError: there were too many in all that was read."""
        self.budget.values -= 1
        if self.budget.values < 0:
            raise RefusedError(f"all that was read comes to more than {MOST_ALL_VALUES:,} values")

    def _put(self, node: Node, line: int, weight: int) -> None:
        """A value stands where the building is."""
        self.values += weight or 1
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
            self._enter(within, key, node, is_open=not weight)

    def _merge(self, node: Node) -> None:
        """What stands behind a merge key is whole: the mapping around it has all that it does not say itself."""
        within = self.merges.pop(id(node))
        for each in node.items if isinstance(node, Listing) else [node]:
            if isinstance(each, Mapping):
                for other, value in each.items.items():
                    within.items.setdefault(other, value)
                    within.key_lines.setdefault(other, each.key_lines[other])

    def _enter(self, within: Mapping, key: tuple[str, int], node: Node, *, is_open: bool) -> None:
        """A key and its value; whether that only begins."""
        name, line = key
        if name == MERGE:
            self.merges[id(node)] = within
            if not is_open:
                self._merge(node)
            return
        if name in within.items and within.key_lines[name] >= within.line:
            first = within.key_lines[name]
            self._doubt(line, f"the key {name[:MOST_CHARS]} is given twice: the first, in line {first}, is lost")
        within.items[name] = node
        within.key_lines[name] = line

    def _doubt(self, line: int, why: str) -> None:
        """Something to be told of a line; beyond a number of them, that there are more."""
        if len(self.doubts) == MOST_DOUBTS:
            self.doubts.append((line, "from here on more keys are given twice: they are not told one by one"))
        elif len(self.doubts) < MOST_DOUBTS:
            self.doubts.append((line, why))


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


def documents(text: str, file: str, budget: Budget | None = None) -> Iterator[Document]:
    """The documents of a text, each read by itself as far as it can be; without those that have nothing in them."""
    budget = budget or Budget()
    if text[:1] in ("{", "["):
        text = PAIR.sub(lambda found: found[1] + json.loads(f'"{found[2]}"'), text)
    starts = [0, *(match.start() for match in SEPARATOR.finditer(text)), len(text)]
    line = 0
    for start, end in pairwise(starts):
        part = text[start:end]
        if part.strip() and (budget.documents <= 0 or budget.values <= 0):
            why = f"no more is read: {MOST_DOCUMENTS:,} documents, or {MOST_ALL_VALUES:,} values, came before"
            yield Document(
                file=file, root=Scalar(value=None, line=line + 1), doubts=((line + 1, why),), breaks_off=True
            )
            return
        if part.strip():
            budget.documents -= 1
            found = document(part, file, line, budget)
            if found is not None:
                yield found
        line += part.count("\n")


def within(node: Node | None, file: str, budget: Budget | None = None) -> Document | None:
    """The document that a value of another holds as text, as ConfigMaps do; its lines are those of the file."""
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        return None
    only_line = None if node.block else node.line
    return document(node.value, file, node.line, budget or Budget(), only_line=only_line)


def document(text: str, file: str, offset: int, budget: Budget, only_line: int | None = None) -> Document | None:
    """One document, `offset` lines from the begin of its file; None where there is nothing in it."""
    building = Building(offset=offset, budget=budget, only_line=only_line)
    breaks_off = False
    try:
        for event in yaml.parse(text, Loader=LOADER):
            building.event(event)
    except (yaml.YAMLError, RefusedError) as error:
        mark = getattr(error, "problem_mark", None)
        last = offset + max(1, text.count("\n") + (not text.endswith("\n")))
        line = only_line or min(last, offset + mark.line + 1 if mark is not None else building.line or last)
        breaks_off = True
        template = "" if TEMPLATE not in text else " (it looks like a template of Helm: render it with `helm template`)"
        building.doubts.append((line, f"no more can be read: {getattr(error, 'problem', None) or error}{template}"))
    if building.root is None and not building.doubts:
        return None
    root = building.root if building.root is not None else Scalar(value=None, line=offset + 1)
    return Document(file=file, root=root, doubts=tuple(building.doubts), breaks_off=breaks_off)
