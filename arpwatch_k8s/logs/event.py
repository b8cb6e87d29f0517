"""What a log says: events with their time and line, and the lines that said nothing known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from arpwatch_k8s.logs.detail import Detail

D = TypeVar("D", bound=Detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEvent:
    """One thing that a log says."""

    time: int
    """When, ns UTC: not before it, and before `time + width_ns`."""
    width_ns: int
    """The resolution of the source's times, ns: a stamp of whole seconds is a second wide."""
    source: str
    """The name of the source."""
    line: int
    """The line in its file, from 1; of what has no lines, the number of the item."""
    text: str
    """The line."""
    detail: Detail
    """What it says."""
    host: str | None = None
    """The pod or the node whose line it is, by a wrapper's word or the log's own; None where neither names one."""


class Passed(NamedTuple):
    """A line that is understood, says nothing of addresses, leaders or nodes, and is counted instead of kept."""

    program: str
    """Whose line it is."""
    time: int | None
    """When, ns UTC; None where it has no stamp."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a source makes of a file."""

    events: tuple[LogEvent, ...]
    """In the order of their lines."""
    lines: int
    """How many lines there are; of what has no lines, items."""
    unparsed: tuple[tuple[int, str], ...]
    """Number and text of the lines that could not be read; of very many, the text of the first only."""
    passed: tuple[tuple[str, int], ...] = ()
    """How many lines are understood and not kept, since they say nothing of addresses, leaders or nodes, by program."""
    span: tuple[int, int] | None = None
    """The first and the last time (ns UTC) of lines that are understood, kept or not; None where none has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """One log as read."""

    path: str
    """Its file, as named by the user."""
    source: str
    """The name of the source."""
    tells: tuple[type[Detail], ...]
    """What logs of this source can say, whether or not this one does."""
    events: tuple[LogEvent, ...]
    """In the order of their lines."""
    lines: int
    """How many lines there are."""
    unparsed: tuple[tuple[int, str], ...]
    """Number and text of the lines that could not be read; of very many, the text of the first only."""
    zone_assumed: str | None
    """The zone that its times were read in though neither they nor the user named one; None where somebody did."""
    zone_doubt: str | None = None
    """By how many hours its times contradict those that a wrapper put before its lines, all by the same; else None."""
    years_assumed: tuple[int, ...] = ()
    """The years that stamps without one were read in, because the file was last modified then."""
    passed: tuple[tuple[str, int], ...] = ()
    """How many lines are understood and not kept, since they say nothing of addresses, leaders or nodes, by program."""
    span: tuple[int, int] | None = None
    """The first and the last time (ns UTC) of lines that are understood, kept or not; None where none has one."""


def telling(events: Iterable[LogEvent], kind: type[D]) -> Iterator[tuple[LogEvent, D]]:
    """The events whose detail is of a type, each with it."""
    for event in events:
        if isinstance(event.detail, kind):
            yield event, event.detail
