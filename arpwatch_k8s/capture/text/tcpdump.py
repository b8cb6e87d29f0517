"""Lines of tcpdump to frames: a head line, and what is printed below it (indented, if the indentation was not lost)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from arpwatch_k8s.capture.text.headline import KNOWN, STAMP, Headlines
from arpwatch_k8s.capture.text.hexdump import Dump
from arpwatch_k8s.capture.text.lines import SAID
from arpwatch_k8s.capture.text.packets import Packets
from arpwatch_k8s.capture.text.printed import Printed
from arpwatch_k8s.capture.text.stamps import Clock, Stamp, of_day, passed_since
from arpwatch_k8s.capture.text.wrapping import unwrapped

DROPPED: Final = re.compile(r"(\d{1,12}) packets? dropped by kernel")
MOST_LINES: Final = 12
MOST_CHARACTERS: Final = 4096
"""Of a frame's words that are put together; what is beyond is payload."""


class Tcpdump:
    """Frames of one print."""

    def __init__(self, clock: Clock, width: int | None = None) -> None:
        """`width` is where a terminal cut the lines."""
        self._width = width
        self._heads = Headlines(clock)
        self._packets = Packets()
        self.frames = 0
        self.odd: list[tuple[int, str]] = []
        """Lines that belong to no frame, the first few."""
        self.odd_n = 0
        self.drops: int | None = None
        """Frames that tcpdump says were lost, where that was copied, too."""

    @property
    def named(self) -> int:
        """Frames that would be read, had they addresses instead of names."""
        return self._packets.named

    def read(self, lines: Iterable[tuple[int, str]]) -> Iterator[Printed]:
        """The frames that lines tell of, in order."""
        frame: Printed | None = None
        words: list[str] = []
        dump = Dump()
        for number, text in unwrapped(lines, self._width):
            head = self._heads.read(number, text)
            if head is None:
                if SAID.match(text):
                    self._count_dropped(text)
                elif frame is None:
                    self._note(number, text)
                elif not dump.add(text) and len(words) < MOST_LINES:
                    words.append(text.strip()[:MOST_CHARACTERS])
                continue
            if frame is not None:
                yield self._done(frame, words, dump)
            frame, words, dump = head[0], [head[1]], dump if not dump.data else Dump()
        if frame is not None:
            yield self._done(frame, words, dump)

    def _done(self, frame: Printed, words: list[str], dump: Dump) -> Printed:
        """A frame of which all lines are there."""
        self.frames += 1
        text = words[0] if len(words) == 1 else " ".join(words)[:MOST_CHARACTERS]
        self._packets.read(frame, text)
        if dump.data:
            dump.fill(frame, text)
        return frame

    def _count_dropped(self, text: str) -> None:
        """Take in how many frames tcpdump says were lost; of several prints in one file the sum."""
        found = DROPPED.match(text)
        if found is not None:
            self.drops = (self.drops or 0) + int(found[1])

    def _note(self, number: int, text: str) -> None:
        """Count a line that belongs to no frame."""
        self.odd_n += 1
        if len(self.odd) < 1:
            self.odd.append((number, text[:200]))


def stamp_of(lines: Iterable[str]) -> Stamp | None:
    """How the times of a print's first lines are printed; None where no line of it begins a frame."""
    times = []
    spaced = False
    for text in lines:
        found = STAMP.match(text)
        if found is None or KNOWN.match(text, found.end()) is None:
            continue
        before, after, date, hours, minutes, seconds, decimals, unix, _ = found.groups()
        if unix is not None:
            return Stamp.UNIX
        if date is not None:
            return Stamp.DATED
        spaced |= bool(after) or (before == " ")
        passed = of_day(hours, minutes, seconds, decimals)
        times.append(-passed if after == "-" else passed)
    if not times:
        return None
    if not spaced and times[0] != 0:
        return Stamp.OF_DAY
    return passed_since(times)
