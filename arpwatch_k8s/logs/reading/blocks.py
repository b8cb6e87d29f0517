"""Access logs: millions of lines that say that all went well, and a few that do not.

A pattern for whole lines of the first sort runs over blocks of bytes; what it finds is counted by the minute, and only
the lines between are read one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from pathlib import Path
from re import Pattern
from typing import BinaryIO, Final

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.event import Contents, LogEvent, Passed, Tally, Went
from arpwatch_k8s.logs.reading import lines
from arpwatch_k8s.logs.source import Clock, LogSource
from arpwatch_k8s.thresholds import NS

BLOCK_BYTES: Final = 1 << 20
HEAD_BYTES: Final = 1 << 17
TRIED: Final = 200
"""Lines that a source is told by."""
MINUTE_NS: Final = 60 * NS


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A line that is counted alone."""

    went: Went
    """How it went."""
    second: str
    """Its time, as the clock reads it; a part of a second does not matter."""


Read = tuple[LogEvent, ...] | Counted | None
"""What a line is: what it tells of, or counted, or unknown."""
ReadLine = Callable[[int, str, Clock], Read]
"""Reads one line, of a number from 1, without its end."""


def read_blocks(path: Path, clock: Clock, fine: Pattern[bytes], read_line: ReadLine) -> Contents:
    """All of a file. `fine` (re.MULTILINE) is of whole lines that went well, and its group `second` their time."""
    seconds: Counter[tuple[str, Went]] = Counter()
    events: list[LogEvent] = []
    unparsed: list[tuple[int, str]] = []
    count = 0
    with path.open("rb") as file:
        for block in blocks(file):
            seen: Counter[bytes] = Counter()
            at = 0
            for match in fine.finditer(block):
                begin, end = match.span()
                if begin > at:
                    count = read_lines(block[at:begin], count, clock, read_line, events, unparsed, seconds)
                seen[match["second"]] += 1
                count += 1
                at = end + 1
            count = read_lines(block[at:], count, clock, read_line, events, unparsed, seconds)
            for second, number in seen.items():
                seconds[second.decode("ascii", errors="replace"), Went.ANSWERED] += number
    return Contents(events=tuple(events), lines=count, unparsed=tuple(unparsed), tallies=tallies(seconds, clock))


def blocks(file: BinaryIO) -> Iterator[bytes]:
    """A file's bytes, cut behind ends of lines."""
    while block := file.read(BLOCK_BYTES):
        yield block if block.endswith(b"\n") else block + file.readline()


def read_lines(
    some: bytes,
    before: int,
    clock: Clock,
    read_line: ReadLine,
    events: list[LogEvent],
    unparsed: list[tuple[int, str]],
    seconds: Counter[tuple[str, Went]],
) -> int:
    """Reads whole lines one by one into the lists; `before` them were others. How many there are then."""
    number = before
    for raw in some.removesuffix(b"\n").split(b"\n") if some else ():
        number += 1
        line = raw.decode("utf-8", errors="replace").rstrip("\r")
        if not line.strip():
            continue
        match read_line(number, line, clock):
            case Counted() as counted:
                seconds[counted.second, counted.went] += 1
            case None:
                unparsed.append((number, line))
            case told:
                events.extend(told)
    return number


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
    fine_of: Callable[[bytes], Pattern[bytes]],
    reader: Callable[[], ReadLine],
) -> LogSource:
    """A source that is read by blocks: `fine_of` a file's begin, and a `reader` for each file. Where lines are wrapped
    into something that `lines.py` takes off, they are read one by one."""

    def recognize(head: bytes) -> float:
        bare = likeness(head, fine_of(head), reader(), ZoneClock(UTC))
        return bare if bare == 1.0 else max(bare, lines.likeness(partial(parse, name, reader()), head))

    def read(path: Path, clock: Clock) -> Contents:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
        fine = fine_of(head)
        bare = likeness(head, fine, reader(), ZoneClock(UTC))
        if bare == 1.0 or bare >= lines.likeness(partial(parse, name, reader()), head):
            return read_blocks(path, clock, fine, reader())
        return lines.contents(partial(parse, name, reader()), path, clock)

    return LogSource(name=name, tells=tells, recognize=recognize, read=read)


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
