"""A stream of text as a stream of pcapng, for the compiled scan: a frame's number there is that of its line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Final, Protocol

from arpwatch_k8s.capture.text.columns import Columns
from arpwatch_k8s.capture.text.dissected import Dissected
from arpwatch_k8s.capture.text.lines import lines
from arpwatch_k8s.capture.text.printed import Blocks, Form, Printed
from arpwatch_k8s.capture.text.recognize import HEAD_BYTES, Dialect, Print, recognize
from arpwatch_k8s.capture.text.stamps import UNKNOWN, Calendar, Clock
from arpwatch_k8s.capture.text.tcpdump import Tcpdump
from arpwatch_k8s.capture.window import ReadInto
from arpwatch_k8s.savefile.info import PrintedFrames

AT_ONCE: Final = 512
"""Frames whose blocks are put together at once."""


class Reader(Protocol):
    """Lines of one dialect to frames."""

    frames: int
    odd: list[tuple[int, str]]
    odd_n: int
    drops: int | None

    @property
    def named(self) -> int:
        """Frames that would be read, had they addresses instead of names."""

    def read(self, lines: Iterator[tuple[int, str]], /) -> Iterator[Printed]:
        """The frames that lines tell of, in order."""


class PrintedStream:
    """Printed frames as pcapng."""

    def __init__(self, read_into: ReadInto, form: Print, calendar: Calendar = UNKNOWN) -> None:
        self._form = form
        self._calendar = calendar
        self._clock = Clock(form.stamp, calendar)
        self._blocks = Blocks()
        self._reader = reader_of(form, self._clock)
        self._last_line = 0
        self._left = b""
        self._segments = False
        self._made = self._make(read_into)

    @property
    def forms(self) -> list[Form]:
        """What interfaces of the pcapng stand for."""
        return self._blocks.forms

    @property
    def told(self) -> PrintedFrames:
        """What the print was, as far as it was read."""
        odd = self._reader.odd
        assumed = str(self._calendar.zone) if self._clock.is_local else None
        return PrintedFrames(
            program=self._form.dialect.value,
            frames=self._reader.frames,
            lines=self._last_line,
            dateless=self._clock.dateless,
            counts=self._form.stamp.is_count,
            zone=assumed,
            named=self._reader.named,
            odd=self._reader.odd_n,
            first_odd=odd[0] if odd else None,
            segments=self._segments,
            drops=self._reader.drops,
        )

    def read_into(self, view: memoryview) -> int:
        """As a stream's; 0 at the end."""
        while not self._left:
            piece = next(self._made, None)
            if piece is None:
                return 0
            self._left = piece
        taken = self._left[: len(view)]
        view[: len(taken)] = taken
        self._left = self._left[len(taken) :]
        return len(taken)

    def _counted(self, some: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        """Lines, of which the last one's number is kept."""
        for number, text in some:
            self._last_line = number
            yield number, text

    def _make(self, read_into: ReadInto) -> Iterator[bytes]:
        """Blocks, some at once."""
        yield self._blocks.head()
        found = self._reader.read(self._counted(lines(read_into)))
        while some := list(islice(found, AT_ONCE)):
            self._segments = self._segments or any(plain_segment(frame) for frame in some)
            yield b"".join(chain.from_iterable(map(self._blocks.blocks, some)))
        rest = self._blocks.rest(self._last_line)
        if rest:
            yield rest


def plain_segment(frame: Printed) -> bool:
    """Whether a frame is a segment of TCP that neither opens nor closes: then what connections carried is printed."""
    data = frame.packet
    return (len(data) >= 40 and data[0] == 0x45 and data[9] == 6 and data[33] & 7 == 0) or (
        len(data) >= 60 and data[0] >> 4 == 6 and data[6] == 6 and data[53] & 7 == 0
    )


def reader_of(form: Print, clock: Clock) -> Reader:
    """What reads a print."""
    dialect = form.dialect
    if dialect is Dialect.TCPDUMP:
        return Tcpdump(clock, form.width)
    if dialect is Dialect.COLUMNS:
        return Columns(clock)
    return Dissected(dialect.value, clock)


def first_time(head: bytes, form: Print) -> int | None:
    """Time of the first frame in the head of a file; None where there is none."""
    given = iter([head[:HEAD_BYTES]])

    def read_into(view: memoryview) -> int:
        piece = next(given, b"")
        view[: len(piece)] = piece
        return len(piece)

    frame = next(reader_of(form, Clock(form.stamp, UNKNOWN)).read(lines(read_into)), None)
    return None if frame is None else frame.time


__all__ = ["PrintedStream", "first_time", "recognize"]
