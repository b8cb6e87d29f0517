"""What a log says: events with their time and line, what has no time, and lines that said nothing known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from typing import NamedTuple, TypeVar

from arpwatch_k8s.logs.details.detail import Detail

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
    part: int = 0
    """Which of the things that its line says, from 0: a proxy's line may tell of several tries."""
    host: str | None = None
    """The pod or the node whose line it is, by a wrapper's word or the log's own; None where neither names one."""


class Passed(NamedTuple):
    """A line that is understood, says nothing of addresses, leaders or nodes, and is counted instead of kept."""

    program: str
    """Whose line it is."""
    time: int | None
    """When, ns UTC; None where it has no stamp."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undated:
    """One thing that a log says without saying when: it has its place on no axis, and is held against its like."""

    source: str
    """The name of the source."""
    listing: int
    """Which of the file's listings or runs it is of, from 1: those of one were made at one time, later ones later."""
    line: int
    """The line in its file, from 1; of what has no lines, the number of the item."""
    text: str
    """The line."""
    detail: Detail
    """What it says."""
    host: str | None = None
    """The host that it was listed on, as a prompt or a heading in the text names it; None where none does."""


class Went(StrEnum):
    """How what is only counted went."""

    ANSWERED = "answered"
    """The upstream, or what is watched, answered."""
    OTHERWISE = "otherwise"
    """It did not get so far, and nothing upstream is said to have failed: a client gave up, or the proxy refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many lines of one minute say only that something went as usual: there may be millions of them."""

    start: int
    """The minute's begin, ns UTC."""
    went: Went
    """How it went."""
    number: int
    """How many."""
    address: str | None = None
    """What they are about, canonical text; None where that is not told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Events of one kind that are counted and not kept, in a log that says the same again and again."""

    kind: str
    """The kind, as their details name it."""
    address: str | None
    """What they are about, canonical text; None where that is not told."""
    number: int
    """How many."""
    first: int
    """The time of the first, ns UTC."""
    last: int
    """The time of the last, ns UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a source makes of a file."""

    events: tuple[LogEvent, ...]
    """In the order of their lines."""
    lines: int
    """How many lines there are; of what has no lines, items."""
    unparsed: tuple[tuple[int, str], ...]
    """Number and text of the lines that could not be read; of very many, the first."""
    undated: tuple[Undated, ...] = ()
    """What has no time, in the order of its lines."""
    passed: tuple[tuple[str, int], ...] = ()
    """How many lines are understood and not kept, since they say nothing of addresses, leaders or nodes, by program."""
    span: tuple[int, int] | None = None
    """The first and the last time (ns UTC) of lines that are understood, kept or not; None where none has one."""
    tallies: tuple[Tally, ...] = ()
    """Lines that are counted alone, in the order of time."""
    more_unparsed: int = 0
    """How many more lines could not be read than `unparsed` has."""
    cuts: tuple[Cut, ...] = ()
    """What of very many events is not kept; empty where all are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """One log as read."""

    path: str
    """Its file, as named by the user."""
    name: str = ""
    """Its short name, which no other file of the run has."""
    is_file: bool = True
    """Whether its path is a file's, which a command can read: not where it came out of an archive or a pipe."""
    numbered_by: str = "line"
    """What its numbers count: lines, or items of what has no lines."""
    source: str
    """The name of the source."""
    tells: tuple[type[Detail], ...]
    """What logs of this source can say, whether or not this one does."""
    events: tuple[LogEvent, ...]
    """In the order of their lines."""
    lines: int
    """How many lines there are."""
    unparsed: tuple[tuple[int, str], ...]
    """Number and text of the lines that could not be read; of very many, the first."""
    zone_assumed: str | None
    """The zone that its times were read in though neither they nor the user named one; None where somebody did."""
    undated: tuple[Undated, ...] = ()
    """What has no time, in the order of its lines."""
    zone: tzinfo | None = None
    """The zone that its times without one were read in, by whose word ever; None where none was needed."""
    zone_doubt: str | None = None
    """By how many hours its times contradict those that a wrapper put before its lines, all by the same; else None."""
    years_assumed: tuple[int, ...] = ()
    """The years that stamps without one were read in, because the file was last modified then."""
    undecided: int = 0
    """How many local times came twice, as clocks were put back, of which its lines do not tell which one is meant."""
    shifted_ns: int = 0
    """What was taken off all its times, ns, as the user said that its clock was ahead by as much."""
    passed: tuple[tuple[str, int], ...] = ()
    """How many lines are understood and not kept, since they say nothing of addresses, leaders or nodes, by program."""
    span: tuple[int, int] | None = None
    """The first and the last time (ns UTC) of lines that are understood, kept or not; None where none has one."""
    tallies: tuple[Tally, ...] = ()
    """Lines that are counted alone, in the order of time."""
    more_unparsed: int = 0
    """How many more lines could not be read than `unparsed` has."""
    cuts: tuple[Cut, ...] = ()
    """What of very many events is not kept; empty where all are."""

    @property
    def unparsed_number(self) -> int:
        """How many lines could not be read."""
        return len(self.unparsed) + self.more_unparsed


def log_span(log: Log) -> tuple[int, int] | None:
    """The first and the last time (ns UTC) that a log has; None where it has none."""
    times = [*(log.span or (tally.start for tally in log.tallies)), *(event.time for event in log.events)]
    return (min(times), max(times)) if times else None


def everything(log: Log) -> Iterator[LogEvent | Undated]:
    """All that a log says, whether or not it says when."""
    yield from log.events
    yield from log.undated


E = TypeVar("E", LogEvent, Undated)


def telling(events: Iterable[E], kind: type[D]) -> Iterator[tuple[E, D]]:
    """The events whose detail is of a type, each with it."""
    for event in events:
        if isinstance(event.detail, kind):
            yield event, event.detail
