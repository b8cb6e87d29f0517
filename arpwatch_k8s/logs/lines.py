"""Sources that are text: each line by itself, or with what lines before it said, is an event or says nothing known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.detail import Detail
from arpwatch_k8s.logs.event import Contents, LogEvent, Undated
from arpwatch_k8s.logs.source import Clock, LogSource

TRIED: Final = 200
"""Lines that a source is told by."""
Item = LogEvent | Undated | tuple[int, str]
"""What a line says; number and text of one that says nothing known."""


class Parse(Protocol):
    """Events and unreadable lines (number from 1, text) of lines without their ends; blank lines are neither."""

    def __call__(self, lines: Iterable[str], clock: Clock) -> Iterator[Item]: ...


class Lines:
    """The lines of an open text, without their ends; `count` of them have been read."""

    def __init__(self, text: Iterable[str]) -> None:
        self._text = text
        self.count = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._text:
            self.count += 1
            yield line.rstrip("\n")


def line_source(name: str, *, tells: tuple[type[Detail], ...], parse: Parse) -> LogSource:
    """A source whose lines `parse` reads."""
    return LogSource(name=name, tells=tells, recognize=partial(likeness, parse), read=partial(contents, parse))


def likeness(parse: Parse, head: bytes) -> float:
    """The share of a text's first lines that can be read, from 0 to 1."""
    lines = head.decode("utf-8", errors="replace").splitlines()[:TRIED]
    readable = [isinstance(item, LogEvent | Undated) for item in parse(lines, ZoneClock(UTC))]
    return sum(readable) / len(readable) if readable else 0.0


def contents(parse: Parse, path: Path, clock: Clock) -> Contents:
    """A text, read line by line; bytes that are no UTF-8 count as characters that nobody knows."""
    events: list[LogEvent] = []
    undated: list[Undated] = []
    unparsed: list[tuple[int, str]] = []
    with path.open(encoding="utf-8", errors="replace") as text:
        lines = Lines(text)
        for item in parse(lines, clock):
            if isinstance(item, LogEvent):
                events.append(item)
            elif isinstance(item, Undated):
                undated.append(item)
            else:
                unparsed.append(item)
    return Contents(events=tuple(events), lines=lines.count, unparsed=tuple(unparsed), undated=tuple(undated))
