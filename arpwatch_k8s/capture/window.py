"""The scan's one buffer: a window that moves over a stream."""

from collections.abc import Callable
from typing import Any

import numpy as np

from arpwatch_k8s.compiled import BUFFER, WINDOW_BYTES

CHUNK_BYTES = 1 << 19


class Window:
    """`have` valid bytes of a stream, the first of which stands at `base` in it.

    `read_into` fills a memoryview and returns the count of bytes read, 0 at the end.
    """

    def __init__(self, read_into: Callable[[memoryview], int]) -> None:
        self.buffers: Any = np.zeros(1, BUFFER)
        self._bytes = self.buffers["bytes"][0]
        self.view = memoryview(self._bytes)
        self._read_into = read_into
        self.have = 0
        self.base = 0

    def fill(self, consumed: int) -> int:
        """Drop `consumed` bytes from the front, read on; the count of bytes read, 0 at the end of the stream."""
        rest = self.have - consumed
        if consumed and rest:
            self._bytes[:rest] = self._bytes[consumed : self.have].copy()
        self.have = rest
        self.base += consumed
        got = self._read_into(self.view[rest : min(rest + CHUNK_BYTES, WINDOW_BYTES)])
        self.have += got
        return got

    def need(self, count: int) -> bool:
        """Whether `count` bytes from the front are there, after reading what is missing."""
        while self.have < count:
            if not self.fill(0):
                return False
        return True

    def skip(self, count: int) -> int:
        """Drop `count` bytes, read or not; the count that the stream really had."""
        left = count
        while left > self.have:
            left -= self.have
            if not self.fill(self.have):
                return count - left
        self.drop(left)
        return count

    def drop(self, consumed: int) -> None:
        """Drop `consumed` bytes that are there from the front, without reading."""
        rest = self.have - consumed
        self._bytes[:rest] = self._bytes[consumed : self.have].copy()
        self.have = rest
        self.base += consumed

    def take(self, at: int, count: int) -> bytes:
        """A copy of `count` bytes at `at`."""
        return bytes(self.view[at : at + count])
