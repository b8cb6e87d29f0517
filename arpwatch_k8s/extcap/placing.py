"""Which frame of the stream carries which note: the last that it is about, where that is not written yet; else the next
one, which then says by their numbers in the stream which frames are meant."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

from arpwatch_k8s.extcap.notes import Note
from arpwatch_k8s.monitor.recordings.numbers import Numbers
from arpwatch_k8s.wording.counts import listed

MOST_WAITING: Final = 1_000
"""Notes that no frame has carried yet."""
MOST_ON_ONE: Final = 16
"""Notes on one frame; others go to the next."""
MOST_NAMED: Final = 8
"""Frames that a note names; the others are counted."""


class Placing:
    """Notes on their way to frames of interface 0."""

    def __init__(self) -> None:
        self._waiting: deque[Note] = deque()
        self._numbers = Numbers(1)
        self.lost = 0
        """Notes that found no room."""

    def put(self, note: Note) -> None:
        """One more."""
        if len(self._waiting) >= MOST_WAITING:
            self.lost += 1
            return
        self._waiting.append(note)

    def on(self, frame: int, frames: int) -> dict[int, list[str]]:
        """So many frames come next, the first of them number `frame` of its scan: the comments on them, by their place,
        from 0."""
        self._numbers.add(0, frame, frames)
        placed: dict[int, list[str]] = {}
        for _ in range(len(self._waiting)):
            note = self._waiting.popleft()
            place = home(note, frame, frames, placed)
            if place is None:
                self._waiting.append(note)
            else:
                placed.setdefault(place, []).append(self._text(note, frame + place))
        return placed

    def rest(self) -> list[str]:
        """The notes that no frame came for."""
        left = [self._text(note, None) for note in self._waiting]
        self._waiting.clear()
        return left

    def _text(self, note: Note, carrier: int | None) -> str:
        """What a frame's comment says."""
        is_on_it = carrier in note.frames
        others = [frame for frame in note.frames if frame != carrier]
        numbers = [number for frame in others if (number := self._numbers.of(0, frame)) is not None]
        if numbers:
            return f"{note.text} ({'with' if is_on_it else 'about'} {frames_named(numbers)})"
        return f"{note.text} (about frames that are not in this stream)" if others and not is_on_it else note.text


def home(note: Note, frame: int, frames: int, placed: dict[int, list[str]]) -> int | None:
    """The place of a note among frames that come next; None where it is about one that comes later, or where none has
    room for it."""
    still = [about for about in note.frames if about >= frame]
    if still and still[-1] >= frame + frames:
        return None
    first = still[-1] - frame if still else 0
    free = (place for place in range(first, frames) if len(placed.get(place, ())) < MOST_ON_ONE)
    return next(free, None)


def frames_named(numbers: Sequence[int]) -> str:
    """Frames by their numbers, the first ones of very many."""
    names = [str(number) for number in numbers[:MOST_NAMED]]
    if len(numbers) > MOST_NAMED:
        names.append(f"{len(numbers) - MOST_NAMED} more")
    return f"{'frame' if len(numbers) == 1 else 'frames'} {listed(names)}"
