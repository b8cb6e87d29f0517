"""The newest frames of an interface, whole, in memory that was set aside for them: what a recording begins with.

One thread puts frames in, and never waits for those who read. Frames lie there as the pcapng blocks that a recording
will have, with no object of their own: what the index knows are stretches, of at most a tenth of a second and 256 KiB,
with their times and their frames' numbers. What finds no room takes the place of the oldest; a reader who comes too
late for some is told how many.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

import numpy as np

from arpwatch_k8s.capture.live.blocks import Blocks
from arpwatch_k8s.capture.live.tap import Counts

RING_BYTES: Final = 64 << 20
"""Of all interfaces together."""
LEAST_BYTES: Final = 2 << 20
"""Of one interface: more than a stretch and the blocks of one piece."""
STRETCH_BYTES: Final = 256 << 10
STRETCH_NS: Final = 100_000_000
STRETCHES: Final = 1 << 13
"""In the index: 13 minutes of an interface that is never silent for long."""
PIECE_BYTES: Final = 256 << 10
COUNTERS: Final = ("received", "dropped_by_kernel", "dropped_by_interface")
STRETCH: Final = np.dtype(
    [
        ("at", "i8"),
        ("bytes", "i8"),
        ("frame", "i8"),
        ("frames", "i8"),
        ("first_ns", "i8"),
        ("latest_ns", "i8"),
        *((name, "i8") for name in COUNTERS),
    ]
)
"""at: where it begins, in bytes since the ring began; frame: its first frame's number, from 1. The counters are what
the interface had counted when that was last asked before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a reader is: the bytes before it, and the number of the frame that comes next."""

    at: int
    frame: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """Where a reader begins."""

    place: Place
    counts: Counts
    """What the interface had counted then."""
    held_ns: int | None
    """From when on frames are held, ns UTC, where more were wanted and are let go of; None where all are held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Frames one after the other, as blocks. `first_ns` and `latest_ns` are times of the stretch they are of, UTC."""

    blocks: bytes
    frame: int
    """The first one's number, from 1, as the scan of the interface counts."""
    frames: int
    first_ns: int
    latest_ns: int
    lost: int
    """Frames before it that the reader came too late for."""
    next: Place
    """Where to go on."""


class Ring:
    """Frames of the tap that is interface `number` of a recording; at most `size` bytes of blocks, `LEAST_BYTES` or
    more."""

    def __init__(self, number: int, size: int) -> None:
        self.counts = Counts()
        """The interface's counters when they were last told."""
        self._blocks = Blocks(number, PIECE_BYTES)
        self._size = size
        self._bytes: Any = np.zeros(size, np.uint8)
        self._index: Any = np.zeros(STRETCHES, STRETCH)
        self._oldest = self._next = 0  # numbers of stretches: that of the oldest, and of the one after the newest
        self._floor = 0
        self._end, self._frame = 0, 1
        self._lock = Lock()

    def put(self, records: memoryview) -> None:
        """Take records, as a tap gives them."""
        while records:
            room = self._blocks.room
            part, records = records[: len(room)], records[len(room) :]
            room[: len(part)] = part
            blocks, frames = self._blocks.made(len(part))
            if frames:
                with self._lock:
                    self._take(blocks, frames)

    def counted(self, counts: Counts) -> None:
        """Take the interface's counters."""
        self.counts = counts

    def forget(self) -> None:
        """No reader begins before what comes now: the clock was set."""
        with self._lock:
            self._floor = self._next

    def since(self, ns: int) -> Begin:
        """Where to begin to read for all from a time on, ns UTC."""
        with self._lock:
            held = np.arange(max(self._oldest, self._floor), self._next)
            wanted = held[self._index["latest_ns"][held % STRETCHES] >= ns]
            if len(wanted):
                stretch = self._index[wanted[0] % STRETCHES]
                received, by_kernel, by_interface = (int(stretch[name]) for name in COUNTERS)
                counts = Counts(received=received, dropped_by_kernel=by_kernel, dropped_by_interface=by_interface)
                lacks = wanted[0] == self._oldest > 0 and stretch["first_ns"] > ns
                place = Place(at=int(stretch["at"]), frame=int(stretch["frame"]))
                return Begin(place=place, counts=counts, held_ns=int(stretch["first_ns"]) if lacks else None)
            return Begin(place=Place(at=self._end, frame=self._frame), counts=self.counts, held_ns=None)

    def read(self, place: Place) -> Piece | None:
        """What comes next, a stretch of it at most; None where there is no more just now."""
        with self._lock:
            if place.at >= self._end:
                return None
            stretch = self._stretch(place.at)
            at, frame = max(place.at, int(stretch["at"])), max(place.frame, int(stretch["frame"]))
            end, after = int(stretch["at"] + stretch["bytes"]), int(stretch["frame"] + stretch["frames"])
            return Piece(
                blocks=self._bytes_of(at, end),
                frame=frame,
                frames=after - frame,
                first_ns=int(stretch["first_ns"]),
                latest_ns=int(stretch["latest_ns"]),
                lost=frame - place.frame,
                next=Place(at=end, frame=after),
            )

    def after(self, place: Place) -> int:
        """How many frames came since a reader was at a place."""
        return self._frame - place.frame

    def _take(self, blocks: memoryview, frames: int) -> None:
        """Have blocks in, behind all others."""
        first_ns = block_ns(blocks)
        if self._next > max(self._oldest, self._floor):
            newest = self._index[(self._next - 1) % STRETCHES]
            fits = newest["bytes"] + len(blocks) <= STRETCH_BYTES
            if fits and 0 <= first_ns - newest["first_ns"] < STRETCH_NS:
                self._put_in(blocks)
                newest["bytes"] += len(blocks)
                newest["frames"] += frames
                newest["latest_ns"] = self._blocks.latest_ns
                self._frame += frames
                return
        self._oldest = max(self._oldest, self._next + 1 - STRETCHES)
        counts = (self.counts.received, self.counts.dropped_by_kernel, self.counts.dropped_by_interface)
        times = (first_ns, self._blocks.latest_ns)
        self._index[self._next % STRETCHES] = (self._end, len(blocks), self._frame, frames, *times, *counts)
        self._next += 1
        self._frame += frames
        self._put_in(blocks)

    def _put_in(self, blocks: memoryview) -> None:
        """Copy blocks to the ring's end; the oldest stretches go where there is no room for both."""
        while self._end + len(blocks) - self._index[self._oldest % STRETCHES]["at"] > self._size:
            self._oldest += 1
        at = self._end % self._size
        first = min(len(blocks), self._size - at)
        into = memoryview(self._bytes)
        into[at : at + first] = blocks[:first]
        into[: len(blocks) - first] = blocks[first:]
        self._end += len(blocks)

    def _stretch(self, at: int) -> Any:  # noqa: ANN401 - a NumPy record
        """The stretch in which a byte stands, or the oldest that there is."""
        held = range(self._oldest, self._next)
        number = self._oldest + bisect_right(held, at, key=lambda number: self._index[number % STRETCHES]["at"]) - 1
        return self._index[max(number, self._oldest) % STRETCHES]

    def _bytes_of(self, at: int, end: int) -> bytes:
        """A copy of what stands there."""
        begin = at % self._size
        first = bytes(self._bytes[begin : begin + end - at])
        return first + bytes(self._bytes[: end - at - len(first)])


def block_ns(blocks: memoryview) -> int:
    """The time of the first of some packet blocks, ns UTC."""
    high, low = struct.unpack_from("<II", blocks, 12)
    return int(high) << 32 | int(low)
