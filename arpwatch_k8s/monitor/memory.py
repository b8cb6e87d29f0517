"""Memory that is free goes back to the system now and then.

Rows come and go in arrays of all sizes, from several threads: the allocator of glibc keeps the gaps between them, and a
process that runs for months would seem to grow.
"""

from __future__ import annotations

import ctypes
import time
from typing import Final

EVERY_S: Final = 10.0


trim: Final = getattr(ctypes.CDLL(None), "malloc_trim", None)


def give_back() -> None:
    """Give back what is free; nothing where the C library has no way to (musl)."""
    if trim is not None:
        trim(0)


class Thrift:
    """Gives back what is free, at most once in `EVERY_S`."""

    def __init__(self) -> None:
        self._next = time.monotonic() + EVERY_S

    def give_back(self) -> None:
        """Do so if it is time to."""
        now = time.monotonic()
        if now >= self._next:
            give_back()
            self._next = now + EVERY_S
