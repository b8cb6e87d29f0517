"""Which number a frame has in a recording: by its interface, and its number there.

The scan of an interface and its ring count the same frames, so this is exact. A frame that is not in the file has none.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from threading import Lock
from typing import Final

MOST_RUNS: Final = 1 << 16
"""Frames of one interface with no other's between them, a week's with two interfaces; what is beyond has no number."""


class Numbers:
    """Frames of `interfaces` interfaces, in the order in which they are written; read from another thread."""

    def __init__(self, interfaces: int) -> None:
        self._runs = tuple((array("q"), array("q"), array("q")) for _ in range(interfaces))
        self._last: int | None = None
        self._written = 0
        self._lock = Lock()

    def add(self, interface: int, frame: int, frames: int) -> None:
        """So many frames of an interface were written, one after the other, the first of them number `frame` there."""
        with self._lock:
            firsts, counts, numbers = self._runs[interface]
            if self._last == interface and firsts[-1] + counts[-1] == frame:
                counts[-1] += frames
            elif len(firsts) < MOST_RUNS:
                firsts.append(frame)
                counts.append(frames)
                numbers.append(self._written + 1)
                self._last = interface
            else:
                self._last = None
            self._written += frames

    def of(self, interface: int, frame: int) -> int | None:
        """The number of a frame in the file, from 1; None where it is not known to be there."""
        with self._lock:
            firsts, counts, numbers = self._runs[interface]
            at = bisect_right(firsts, frame) - 1
            if at < 0 or frame >= firsts[at] + counts[at]:
                return None
            return numbers[at] + frame - firsts[at]
