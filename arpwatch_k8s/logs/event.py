"""What a log says: events with their time and line, and the lines that said nothing known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEvent:
    """At `time` (ns UTC) `source` said on `line` (from 1) that something of `kind` happened.

    address: canonical text; mac: the table's number; interface, state, phase: the source's own words; request: its own
    number of the client's connection. Each is None where the line does not say.
    """

    time: int
    source: str
    line: int
    kind: str
    text: str
    address: str | None = None
    mac: int | None = None
    interface: str | None = None
    state: str | None = None
    port: int | None = None
    errno: int | None = None
    phase: str | None = None
    request: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """One log as read: `events` in the order of their lines, `unparsed` the lines that could not be read.

    zone_assumed: the name of the zone that its times were read in though neither they nor the user named one; None
    where somebody did.
    """

    path: str
    source: str
    events: tuple[LogEvent, ...]
    lines: int
    unparsed: tuple[tuple[int, str], ...]
    zone_assumed: str | None


class Parse(Protocol):
    """A source's parser: events and unreadable lines (number, text) of a log."""

    def __call__(self, lines: Sequence[str], clock: Clock) -> Iterator[LogEvent | tuple[int, str]]: ...


class Clock(Protocol):
    """Reads a source's times; remembers whether one of them had no zone of its own."""

    def read(self, text: str) -> int | None:
        """A time as ns UTC; None where the text is none."""
