"""Sources that are text: each line by itself, or with what lines before it said, is an event or says nothing known.

Lines reach a source without their wrappers (`wrappers.py`): the clock knows what a wrapper stamped the line with, and
an event gets the wrapper's name of its pod or host, and the wrapper's stamp where that is finer and agrees. Lines of a
source that reads such stamps itself are left as they are: whichever way more of a file can be read is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.event import Contents, Passed
from arpwatch_k8s.logs.reading.passing import Passing, PassingText
from arpwatch_k8s.logs.reading.pieces import blocks, text_lines
from arpwatch_k8s.logs.reading.taken import Item, Taken
from arpwatch_k8s.logs.reading.wrappers import Wrapped, pod_of, unwrap
from arpwatch_k8s.logs.source import Clock, LogSource
from arpwatch_k8s.opening import open_now

TRIED: Final = 200
"""Lines that a source is told by."""
HEAD_BYTES: Final = 1 << 17
"""What the way of reading is told by, as the source is."""
MOST_PARTS: Final = 64
"""Parts of a line that are put together: a mebibyte of containerd's and docker's, 16 KiB each."""
MOST_BEGUN: Final = 100
"""Pods whose lines may have begun and not ended."""


class Parse(Protocol):
    """Events, what has no time, lines passed over, unreadable lines (number from 1, text) of lines without their ends.

    Blank lines are none of these: they stand for what a wrapper said, too.
    """

    def __call__(self, lines: Iterable[str], clock: Clock) -> Iterator[Item]: ...


class Lines:
    """The lines of a text, without their ends and, if it is wrapped, their wrappers; `count` of them have been read.

    A line that came in parts is the last of them, and the others are blank: so lines keep their numbers.
    """

    def __init__(self, text: Iterable[str], clock: Clock, pod: str | None = None, *, is_wrapped: bool = True) -> None:
        self._text, self._clock, self._pod = text, clock, pod
        self._is_wrapped = is_wrapped
        clock.under(None, pod)
        self._parts: dict[str | None, list[str]] = {}
        self.count = 0
        self.wrapped: Wrapped | None = None
        """What stood around the line that was read last."""

    def __iter__(self) -> Iterator[str]:
        for _, line in self.numbered():
            yield line

    def numbered(self) -> Iterator[tuple[int, str]]:
        """The lines with their numbers; what the text itself has passed over is counted."""
        passes = self._text if isinstance(self._text, PassingText) else None
        for raw in self._text:
            self.count = self.count + 1 if passes is None else passes.number
            line = self.inner(raw)
            if passes is not None:
                passes.is_within = self.is_within
            yield self.count, line

    @property
    def is_within(self) -> bool:
        """Whether a line has begun that a later one goes on with."""
        return bool(self._parts)

    def inner(self, raw: str) -> str:
        """A line without its wrapper, of which the clock is told."""
        line = raw.rstrip("\n")
        if not self._is_wrapped:
            return line
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
    return max(share(parse, lines, is_wrapped=is_wrapped) for is_wrapped in (True, False))


def share(parse: Parse, lines: list[str], *, is_wrapped: bool) -> float:
    """The share of lines that can be read, with their wrappers off or on; those that are parts of others left out."""
    clock = ZoneClock(UTC)
    items = parse(Lines(lines, clock, is_wrapped=is_wrapped), clock)
    readable = [not isinstance(item, tuple) or isinstance(item, Passed) for item in items]
    return sum(readable) / len(readable) if readable else 0.0


def contents(parse: Parse, path: Path, clock: Clock, passing: Passing | None = None) -> Contents:
    """A text, read line by line, but for what may be passed over."""
    with open_now(path) as file:
        head = file.read(HEAD_BYTES).decode("utf-8", errors="replace").splitlines()[:TRIED]
    is_wrapped = share(parse, head, is_wrapped=True) >= share(parse, head, is_wrapped=False)
    with open_now(path) as file:
        passes = None if passing is None else PassingText(file, passing, is_wrapped=is_wrapped)
        lines = Lines(passes or whole_text(file), clock, pod_of(str(path)), is_wrapped=is_wrapped)
        taken = Taken(str(path), clock)
        for item in parse(lines, clock):
            taken.take(item, lines.count)
            if passing is not None and passes is not None and not passes.is_ready:
                passes.is_ready = taken.is_understood and (taken.has_all_remarks or not passing.has_remarks)
    if passes is not None:
        taken.pass_over(passes.passed)
    return taken.contents(passes.number if passes is not None else lines.count)


def numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, from 1; of a text that passes some over, those that it does not."""
    return lines.numbered() if isinstance(lines, Lines) else enumerate(lines, 1)


def whole_text(file: BinaryIO) -> Iterator[str]:
    """The lines of an open file, without their ends; bytes that are no UTF-8 are characters that nobody knows."""
    for block in blocks(file):
        for line in text_lines(block):
            yield line.decode("utf-8", errors="replace")


def first_lines(head: bytes) -> list[str]:
    """The lines that a source is told by, without their wrappers."""
    lines = head.decode("utf-8", errors="replace").splitlines()
    return list(islice(Lines(lines, ZoneClock(UTC)), TRIED))


__all__ = ["Item", "Lines", "Parse", "contents", "first_lines", "likeness", "line_source", "numbered", "share"]
