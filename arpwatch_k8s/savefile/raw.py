"""A source's own bytes, before any decompression: read unbuffered, looked at before they are used."""

import errno
import os
from collections.abc import Callable
from typing import Final, Protocol, runtime_checkable

CHUNK_BYTES: Final = 64 << 10


class Raw(Protocol):
    """An unbuffered source of bytes, as `open(path, "rb", buffering=0)` gives it."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Fill the buffer as far as bytes are there; 0 at the end, None where none are there yet."""

    def close(self) -> None:
        """Let go of it."""


@runtime_checkable
class Skips(Protocol):
    """A source that need not read what nobody asks for."""

    def skip(self, count: int, /) -> int:
        """Step over bytes; how many there were."""


@runtime_checkable
class Breaks(Protocol):
    """A source that may end before its end."""

    broken: str
    """How; empty where it did not."""


def read_raw(raw: Raw, view: memoryview) -> int:
    """Read once into `view`; OSError where the source is set not to wait for bytes and has none."""
    got = raw.readinto(view)
    if got is None:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    return got


class Input:
    """A chunk of a stream; `at` is the offset in the stream of the first byte that is not used yet.

    `read_into` fills a memoryview as far as bytes are there and returns their count, 0 at the end.
    """

    def __init__(self, read_into: Callable[[memoryview], int]) -> None:
        self.at = 0
        self._read_into = read_into
        self._memory = memoryview(bytearray(CHUNK_BYTES))
        self._start = self._end = 0

    @property
    def have(self) -> int:
        """Bytes that are there without reading."""
        return self._end - self._start

    def need(self, count: int) -> bool:
        """Whether `count` bytes, a chunk at most, are there after reading what is missing."""
        if self.have < count and self._start:
            rest = self.have
            self._memory[:rest] = bytes(self._memory[self._start : self._end])
            self._start, self._end = 0, rest
        while self.have < count:
            got = self._read_into(self._memory[self._end :])
            if not got:
                return False
            self._end += got
        return True

    def peek(self, count: int) -> memoryview:
        """The first `count` bytes of those that are there; they stay so until the next `need` or `skip`."""
        return self._memory[self._start : min(self._start + count, self._end)]

    def use(self, count: int) -> None:
        """Step over bytes that are there."""
        self.at += count
        self._start += count

    def give_back(self, count: int) -> None:
        """Step back over bytes that were used since the last `need` or `skip`."""
        self.at -= count
        self._start -= count

    def skip(self, count: int) -> bool:
        """Step over bytes, there or not; whether the stream has so many."""
        while count > self.have:
            count -= self.have
            self.use(self.have)
            if not self.need(1):
                return False
        self.use(count)
        return True
