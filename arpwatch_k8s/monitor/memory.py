"""Memory that is free goes back to the system now and then.

Rows come and go in arrays of all sizes, from several threads: the allocator of glibc keeps the gaps between them, and a
process that runs for months would seem to grow.
"""

from __future__ import annotations

import ctypes
import time
from typing import Final

EVERY_S: Final = 10.0


class Thrift:
    """Gives back what is free, at most once in `EVERY_S`; nothing where the C library has no way to (musl)."""

    def __init__(self) -> None:
        self._trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        self._next = time.monotonic() + EVERY_S

    def give_back(self) -> None:
        """Do so if it is time to."""
        now = time.monotonic()
        if self._trim is not None and now >= self._next:
            self._trim(0)
            self._next = now + EVERY_S
