"""JSON documents in a text: one, one after the other, one a line, or among lines that are none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.wording.value import JsonValue

OPENING: Final = re.compile(r"\s*[\[{]")
STRING: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+\\?(?:"|$)', re.DOTALL)
"""In which brackets are none; one that is not closed goes to the end of its line."""
BETWEEN: Final = re.compile(r"[ \t\r,]*+\n?")
JSON: Final = json.JSONDecoder()

MOST_BROKEN: Final = 1000
"""Documents that may break off; what comes after that many is no JSON. To say where one broke costs all before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document of a text."""

    line: int
    """The line that it begins on, from 1."""
    value: JsonValue
    """What it is."""


class Gathering:
    """The lines of a document that has begun, until its brackets are closed."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, str]] = []
        self._depth = 0

    def add(self, number: int, line: str) -> bool:
        """Whether the document is whole with this line."""
        self.lines.append((number, line))
        bare = STRING.sub("", line) if '"' in line else line
        self._depth += bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")
        return self._depth <= 0

    def value(self) -> JsonValue:
        """What it is; ValueError where it is no JSON."""
        return loaded("\n".join(line for _, line in self.lines))


def loaded(text: str) -> JsonValue:
    """A document; ValueError where it is none, or nested too deeply."""
    try:
        value: JsonValue = json.loads(text)
    except RecursionError as error:
        raise ValueError("JSON that is nested too deeply") from error
    return value


def documents(text: str) -> Iterator[Document | tuple[int, str]]:
    """The documents of a text; numbers and texts of lines that are of none. One that breaks off ends where it does."""
    at, line, broken_off = 0, 1, 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if broken_off < MOST_BROKEN and OPENING.match(text, at, end):
            start = at + len(text[at:end]) - len(text[at:end].lstrip())
            try:
                value, stop = JSON.raw_decode(text, start)
            except (ValueError, RecursionError) as error:
                yield line, text[at:end]
                broken_off += 1
                # where it breaks off another may begin; what is nested too deeply has no such place
                broken = error.pos if isinstance(error, json.JSONDecodeError) else len(text)
                after = max(end + 1, text.rfind("\n", 0, broken) + 1 if broken < len(text) else broken)
            else:
                yield Document(line=line, value=value)
                between = BETWEEN.match(text, stop)
                after = between.end() if between else stop
        else:
            if text[at:end].strip():
                yield line, text[at:end]
            after = end + 1
        line += text.count("\n", at, after)
        at = after


def first_object(head: bytes) -> dict[str, JsonValue] | None:
    """The first object of a text that is JSON from its start, in a list or by itself; None where there is none."""
    text = head.decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    at = text.find("{", 0, 64)
    if at < 0 or text[:at].strip() not in ("", "["):
        return None
    try:
        value, _ = JSON.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
