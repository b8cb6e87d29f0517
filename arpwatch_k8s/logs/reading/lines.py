"""Sources that are text: each line by itself, or with what lines before it said, is an event or says nothing known.

Lines reach a source without their wrappers (`wrappers.py`): the clock knows what a wrapper stamped the line with, and
an event gets the wrapper's name of its pod or host, and the wrapper's stamp where that is finer and agrees. Lines of a
source that reads such stamps itself are left as they are: whichever way more of a file can be read is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, Protocol

from arpwatch_k8s.logs.clock import NS, Stamp, ZoneClock
from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.event import Contents, LogEvent, Passed, Undated
from arpwatch_k8s.logs.reading.passing import Passing, PassingText
from arpwatch_k8s.logs.reading.wrapped import Wrapped
from arpwatch_k8s.logs.reading.wrappers import as_syslog, of_program, pod_of, unwrap
from arpwatch_k8s.logs.source import Clock, LogSource

TRIED: Final = 200
"""Lines that a source is told by."""
HEAD_BYTES: Final = 1 << 17
"""What the way of reading is told by, as the source is."""
RUNTIME_LAG_NS: Final = NS // 10
"""A line was written at most so long before its runtime or journald stamped it: 0.15 ms where both stamps are fine
(cilium's own beside kubectl's), and much more under load."""
RESOLUTIONS: Final = frozenset(10**digits for digits in range(10))
"""The widths that stamps have, ns: a second and its decimals."""
MOST_REMARKS: Final = 1000
"""Remarks that are kept with their text; more are counted."""
MOST_PARTS: Final = 64
"""Parts of a line that are put together: a mebibyte of containerd's and docker's, 16 KiB each."""
MOST_BEGUN: Final = 100
"""Pods whose lines may have begun and not ended."""
MOST_TEXTS: Final = 1000
"""Unreadable lines that are kept with their text; of more, the number."""

Item = LogEvent | Undated | Passed | tuple[int, str]
"""What a line says, or that it says nothing of note; number and text of one that says nothing known."""


class Parse(Protocol):
    """Events, what has no time, lines passed over, unreadable lines (number from 1, text) of lines without their ends.

    Blank lines are none of these: they stand for what a wrapper said, too.
    """

    def __call__(self, lines: Iterable[str], clock: Clock) -> Iterator[Item]: ...


class Lines:
    """The lines of an open text, without their ends and wrappers; `count` of them have been read.

    A line that came in parts is the last of them, and the others are blank: so lines keep their numbers.
    """

    def __init__(self, text: Iterable[str], clock: Clock, pod: str | None = None) -> None:
        self._text, self._clock, self._pod = text, clock, pod
        clock.under(None, pod)
        self._parts: dict[str | None, list[str]] = {}
        self.count = 0
        self.wrapped: Wrapped | None = None
        """What stood around the line that was read last."""

    def __iter__(self) -> Iterator[str]:
        for raw in self._text:
            self.count += 1
            yield self._inner(raw)

    def numbered(self) -> Iterator[tuple[int, str]]:
        """The lines with their numbers; what the text itself has passed over is counted."""
        passes = self._text if isinstance(self._text, PassingText) else None
        for raw in self._text:
            if passes is not None:
                self.count += passes.skipped()
            self.count += 1
            yield self.count, self._inner(raw)

    def bare(self, text: Iterable[str] | None = None) -> Iterator[str]:
        """The lines, or those of another text, with all that stands around them, in syslog's form where it is a host's
        program that they are of."""
        for raw in self._text if text is None else text:
            self.count += 1
            line = raw.rstrip("\n")
            found = of_program(line)
            if found is not None:
                self._clock.under(found.stamp, found.host)
            elif self.wrapped is not None:
                self._clock.under(None, None)
            self.wrapped = found
            yield line if found is None else as_syslog(found)

    def _inner(self, raw: str) -> str:
        """A line without its wrapper, of which the clock is told."""
        line = raw.rstrip("\n")
        found = unwrap(line)
        if found is None:
            if self.wrapped is not None:
                self.wrapped = None
                self._clock.under(None, self._pod)
            return line
        self.wrapped = found
        self._clock.under(found.stamp, found.host or self._pod)
        return self._whole(found) if found.is_part or self._parts else found.line

    def _whole(self, found: Wrapped) -> str:
        """A line with its parts before it; blank where it is one of them."""
        if len(self._parts) > MOST_BEGUN:
            self._parts.clear()
        parts = self._parts.setdefault(found.host, [])
        if len(parts) < MOST_PARTS:
            parts.append(found.line)
        if found.is_part:
            return ""
        del self._parts[found.host]
        return "".join(parts)


def line_source(
    name: str, *, tells: tuple[type[Detail], ...], parse: Parse, passing: Passing | None = None
) -> LogSource:
    """A source whose lines `parse` reads, but for those that may be passed over."""
    read = partial(contents, parse, passing=passing)
    return LogSource(name=name, tells=tells, recognize=partial(likeness, parse), read=read)


def likeness(parse: Parse, head: bytes) -> float:
    """The share of a text's first lines that can be read, from 0 to 1, with or without their wrappers."""
    lines = head.decode("utf-8", errors="replace").splitlines()[:TRIED]
    return max(share(parse, lines, is_wrapped) for is_wrapped in (True, False))


def share(parse: Parse, lines: list[str], is_wrapped: bool) -> float:
    """The share of lines that can be read, with their wrappers off or on; those that are parts of others left out."""
    clock = ZoneClock(UTC)
    some = Lines(lines, clock)
    items = parse(some if is_wrapped else some.bare(), clock)
    readable = [not isinstance(item, tuple) or isinstance(item, Passed) for item in items]
    return sum(readable) / len(readable) if readable else 0.0


def contents(parse: Parse, path: Path, clock: Clock, passing: Passing | None = None) -> Contents:
    """A text, read line by line; bytes that are no UTF-8 count as characters that nobody knows."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES).decode("utf-8", errors="replace").splitlines()[:TRIED]
    is_wrapped = share(parse, head, True) >= share(parse, head, False)
    with path.open(encoding="utf-8", errors="replace") as text:
        skipping = PassingText(text, passing) if passing is not None else None
        lines = Lines(text if skipping is None else skipping, clock, pod_of(str(path)))
        taken = Taken(lines, clock)
        for item in parse(lines if is_wrapped else lines.bare(text), clock):
            taken.take(item)
    if skipping is not None:
        taken.pass_over(skipping)
    return taken.contents()


def numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, from 1; of a text that passes some over, those that it does not."""
    return lines.numbered() if isinstance(lines, Lines) else enumerate(lines, 1)


class Taken:
    """What a parser said so far of lines."""

    def __init__(self, lines: Lines, clock: Clock) -> None:
        self._lines, self._clock = lines, clock
        self._events: list[LogEvent] = []
        self._undated: list[Undated] = []
        self._unparsed: list[tuple[int, str]] = []
        self._passed: Counter[str] = Counter()
        self._remarks = 0
        self._first: int | None = None
        self._last: int | None = None

    def take(self, item: Item) -> None:
        """One thing more."""
        if isinstance(item, Passed):
            self._passed[item.program] += 1
            if item.time is not None:
                self._span(item.time)
        elif isinstance(item, LogEvent):
            self._span(item.time)
            self._keep(item)
        elif isinstance(item, Undated):
            self._undated.append(item)
        else:
            self._unparsed.append(item if len(self._unparsed) < MOST_TEXTS else (item[0], ""))

    def pass_over(self, text: PassingText) -> None:
        """What a text passed over."""
        if text.passed:
            self._passed[text.program] += text.passed

    def contents(self) -> Contents:
        """All of it."""
        span = None if self._first is None or self._last is None else (self._first, self._last)
        return Contents(
            events=tuple(self._events),
            lines=self._lines.count,
            unparsed=tuple(self._unparsed),
            passed=tuple(sorted(self._passed.items())),
            undated=tuple(self._undated),
            span=span,
        )

    def _span(self, time: int) -> None:
        if self._first is None or time < self._first:
            self._first = time
        if self._last is None or time > self._last:
            self._last = time

    def _keep(self, event: LogEvent) -> None:
        """An event, with what its wrapper knows better; of remarks so many."""
        if isinstance(event.detail, Remark):
            self._remarks += 1
            if self._remarks > MOST_REMARKS:
                self._passed[event.detail.program] += 1
                return
        host = event.host or self._clock.host
        if event.line != self._lines.count or (host == event.host and self._clock.outer is None):
            self._events.append(event)
            return
        time, width_ns = finer(event, self._clock.outer)
        self._events.append(
            LogEvent(
                time=time,
                width_ns=width_ns,
                source=event.source,
                line=event.line,
                text=event.text,
                detail=event.detail,
                part=event.part,
                host=host,
            )
        )


def finer(event: LogEvent, outer: Stamp | None) -> tuple[int, int]:
    """Time and width of an event, as narrow as its own stamp and that of its wrapper make it where they agree. A span
    that a line tells of is not when it was written."""
    if event.width_ns not in RESOLUTIONS:
        return event.time, event.width_ns
    end = event.time + event.width_ns
    if outer is None or not outer.zoned or outer.width_ns >= event.width_ns or not event.time <= outer.time < end:
        return event.time, event.width_ns
    start = max(event.time, outer.time - RUNTIME_LAG_NS)
    return start, min(outer.time + outer.width_ns, end) - start


def first_lines(head: bytes) -> list[str]:
    """The lines that a source is told by, without their wrappers."""
    lines = head.decode("utf-8", errors="replace").splitlines()
    return list(islice(Lines(lines, ZoneClock(UTC)), TRIED))
