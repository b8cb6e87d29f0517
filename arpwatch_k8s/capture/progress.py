"""How far the reading is, for whoever wants to show it."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Protocol


class Progress(Protocol):
    """Shows how far the reading is; called from any thread, one call at a time."""

    def update(self, done: int, total: int | None) -> None:
        """`done` of `total` bytes are read (compressed files counted as they are); None where that is not known."""


class Meter:
    """Adds up what all threads have read."""

    def __init__(self, progress: Progress | None, sizes: Iterable[int | None], passes: int) -> None:
        known = list(sizes)
        self._progress = progress
        self._done = 0
        self._total = None if None in known else passes * sum(size or 0 for size in known)
        self._lock = Lock()

    def advance(self, count: int) -> None:
        """So many more bytes were read."""
        if self._progress is None:
            return
        with self._lock:
            self._done += count
            self._progress.update(self._done, self._total)
