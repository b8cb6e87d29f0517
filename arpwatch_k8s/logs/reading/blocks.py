"""Access logs: millions of lines that say that all went well, and a few that do not.

A pattern for whole lines of the first sort runs over blocks of bytes; what it finds is counted by the minute, and only
the lines between are read one by one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from pathlib import Path
from re import Pattern
from typing import Final

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.event import Contents, LogEvent, Passed, Tally, Went
from arpwatch_k8s.logs.reading import lines
from arpwatch_k8s.logs.reading.lines import Lines
from arpwatch_k8s.logs.reading.pieces import blocks
from arpwatch_k8s.logs.reading.taken import Taken
from arpwatch_k8s.logs.reading.wrapped_forms import BEFORE
from arpwatch_k8s.logs.reading.wrappers import pod_of
from arpwatch_k8s.logs.source import Clock, LogSource
from arpwatch_k8s.opening import open_now
from arpwatch_k8s.thresholds import NS

HEAD_BYTES: Final = 1 << 17
TRIED: Final = 200
"""Lines that a source is told by."""
MINUTE_NS: Final = 60 * NS
NAMES: Final = re.compile(r"\(\?P<(?!second>)\w+>")
"""How groups begin that are not asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A line that is counted alone."""

    went: Went
    """How it went."""
    second: str
    """Its time, as the clock reads it; a part of a second does not matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fine:
    """What lines of the first sort look like."""

    second: str
    """A pattern of the time that they are counted at, which the clock reads."""
    line: Callable[[str], str]
    """The pattern of a whole line, given that of the time in it."""

    def pattern(self, before: str = "") -> Pattern[bytes]:
        """Of lines that follow each other and have the same time, its group `second`, each behind what stands before
        it."""
        first, more = (
            NAMES.sub("(?:", rf"(?:{before})(?:{self.line(when)})\r?$")
            for when in (rf"(?P<second>{self.second})", "(?P=second)")
        )
        return re.compile(rf"^{first}(?:\n{more})*+".encode("ascii"), re.MULTILINE)


Read = tuple[LogEvent, ...] | Counted | None
"""What a line is: what it tells of, or counted, or unknown."""
ReadLine = Callable[[int, str, Clock], Read]
"""Reads one line, of a number from 1, without its end."""


class Reading:
    """What was read so far of an access log."""

    def __init__(self, path: Path, clock: Clock, read_line: ReadLine, *, is_wrapped: bool) -> None:
        self._clock, self._read_line = clock, read_line
        self._lines = Lines((), clock, pod_of(str(path)), is_wrapped=is_wrapped)
        self._taken = Taken(str(path), clock)
        self._seconds: Counter[tuple[str, Went]] = Counter()

    def read(self, block: bytes, fine: Pattern[bytes]) -> None:
        """Whole lines more: those of the pattern are counted, the others read one by one."""
        seen: Counter[bytes] = Counter()
        at = number = 0
        for match in fine.finditer(block):
            begin, end = match.span()
            if begin > at:
                self._lines.count += number
                number = 0
                self._one_by_one(block[at:begin])
                at = begin
            if self._lines.is_within:
                continue  # it goes on what came before, and is read with what follows
            many = block.count(b"\n", begin, end) + 1
            seen[match["second"]] += many
            number += many
            at = end + 1
        self._lines.count += number
        self._one_by_one(block[at:])
        for second, count in seen.items():
            self._seconds[second.decode("ascii", errors="replace"), Went.ANSWERED] += count

    def contents(self) -> Contents:
        """All of it."""
        return self._taken.contents(self._lines.count, tallies(self._seconds, self._clock))

    def _one_by_one(self, some: bytes) -> None:
        """Some whole lines."""
        for raw in some.removesuffix(b"\n").split(b"\n") if some else ():
            self._lines.count += 1
            number = self._lines.count
            line = self._lines.inner(raw.decode("utf-8", errors="replace")).rstrip("\r")
            if not line or line.isspace():
                continue
            match self._read_line(number, line, self._clock):
                case Counted() as counted:
                    self._seconds[counted.second, counted.went] += 1
                case None:
                    self._taken.take((number, line), number)
                case told:
                    for event in told:
                        self._taken.take(event, number)


def tallies(seconds: Counter[tuple[str, Went]], clock: Clock) -> tuple[Tally, ...]:
    """Counts by the minute of counts by the second."""
    minutes: Counter[tuple[int, Went]] = Counter()
    for (second, went), number in seconds.items():
        time = clock.read(second)
        if time is not None:
            minutes[time // MINUTE_NS * MINUTE_NS, went] += number
    return tuple(Tally(start=start, went=went, number=number) for (start, went), number in sorted(minutes.items()))


def block_source(
    name: str,
    *,
    tells: tuple[type[Detail], ...],
    fine_of: Callable[[bytes], Fine],
    reader: Callable[[], ReadLine],
) -> LogSource:
    """A source that is read by blocks: `fine_of` a file's begin, and a `reader` for each file."""

    def shares(head: bytes) -> tuple[float, float]:
        """The shares of lines that can be read, without wrappers and with them off."""
        bare = likeness(head, fine_of(head).pattern(), reader(), ZoneClock(UTC))
        return bare, 0.0 if bare else lines.likeness(partial(parse, name, reader()), head)

    def read(path: Path, clock: Clock) -> Contents:
        with open_now(path) as file:
            head = file.read(HEAD_BYTES)
        bare, wrapped = shares(head)
        is_wrapped = wrapped > bare
        fine = fine_of(unwrapped(head)).pattern(BEFORE) if is_wrapped else fine_of(head).pattern()
        reading = Reading(path, clock, reader(), is_wrapped=is_wrapped)
        with open_now(path) as file:
            for block in blocks(file):
                reading.read(block, fine)
        return reading.contents()

    def recognize(head: bytes) -> float:
        return max(shares(head))

    return LogSource(name=name, tells=tells, recognize=recognize, read=read)


def unwrapped(head: bytes) -> bytes:
    """A file's begin without what stands around its lines."""
    return "\n".join(lines.first_lines(head)).encode()


def parse(name: str, read_line: ReadLine, some: Iterable[str], clock: Clock) -> Iterator[lines.Item]:
    """Lines read one by one; those that are counted alone are passed over."""
    for number, line in enumerate(some, 1):
        if not line.strip():
            continue
        match read_line(number, line, clock):
            case Counted(second=second):
                yield Passed(name, clock.read(second))
            case None:
                yield number, line
            case told:
                yield from told


def likeness(head: bytes, fine: Pattern[bytes], read_line: ReadLine, clock: Clock) -> float:
    """The share of a text's first lines that can be read, from 0 to 1; the last may be cut."""
    first = [line for line in head.split(b"\n")[: TRIED + 1] if line.strip()]
    if len(first) > 1 and not head.endswith(b"\n"):
        first.pop()
    known = [
        bool(fine.fullmatch(line))
        or read_line(1, line.decode("utf-8", errors="replace").rstrip("\r"), clock) is not None
        for line in first[:TRIED]
    ]
    return sum(known) / len(known) if known else 0.0
