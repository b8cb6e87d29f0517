"""The scan's window over a stream, whose next piece can be read while the scan is at work on this one.

A piece is read behind the front of its buffer, where what is left of the one before is put. So no more
is ever moved than a part of one record, and with some buffers a thread of its own reads (or decompresses) ahead.
"""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, Final, Self

from arpwatch_k8s.compiled import BUFFER, RECORD_BYTES, blank

AHEAD: Final = 3
"""Pieces that are read before they are asked for: so many that neither thread waits for the other at every piece, so
few that they stay in the processor's cache."""

ReadInto = Callable[[memoryview], int]
"""Fills a memoryview as far as bytes are at hand, and returns their count, 0 at the end."""


class Buffer:
    """Memory that compiled code takes as an array of one record."""

    def __init__(self) -> None:
        self.record: Any = blank(BUFFER)
        self.bytes = self.record["bytes"][0]
        self.view = memoryview(self.bytes)


class ReadAhead:
    """A thread that reads the next pieces into some buffers, while another is in use.

    What reading raises is raised by `next`, in its place. The thread ends with the stream, or with `close`.
    """

    def __init__(self, read_into: ReadInto) -> None:
        self._read_into = read_into
        self._free: SimpleQueue[Buffer | None] = SimpleQueue()
        self._filled: SimpleQueue[tuple[Buffer, int, BaseException | None]] = SimpleQueue()
        self._ended = False
        for _ in range(AHEAD):
            self._free.put(Buffer())
        self._thread = Thread(target=self._run, name="read ahead", daemon=True)  # must not outlive the interpreter
        self._thread.start()

    def _run(self) -> None:
        while (buffer := self._free.get()) is not None:
            try:
                got = self._read_into(buffer.view[RECORD_BYTES:])
            except BaseException as error:  # noqa: BLE001 - raised again where it belongs
                self._filled.put((buffer, 0, error))
                return
            self._filled.put((buffer, got, None))
            if not got:
                return

    def next(self, used: Buffer) -> tuple[Buffer, int]:
        """The next buffer and the bytes in it, for one that may be filled again; the same and 0 at the end."""
        if self._ended:
            return used, 0
        buffer, got, error = self._filled.get()
        if not got:
            self._ended = True
            if error is not None:
                raise error
            return used, 0
        return buffer, got

    def release(self, used: Buffer) -> None:
        """A buffer that may be filled again."""
        self._free.put(used)

    def close(self) -> None:
        """End the thread, after the read that it is at."""
        self._free.put(None)
        self._thread.join()


class Window:
    """`have` valid bytes of a stream from `front` of the buffer on; the first of them stands at `base` in the stream.

    With `ahead` a thread reads; it must not be used for a source that may keep it waiting. `buffer` is memory that
    nothing else uses any longer. `step_over` skips what nobody looks at, as far as the stream can, without reading.
    """

    def __init__(
        self,
        read_into: ReadInto,
        *,
        ahead: bool = False,
        buffer: Buffer | None = None,
        step_over: Callable[[int], int] | None = None,
    ) -> None:
        self._buffer = buffer or Buffer()
        self._read_into = read_into
        self._step_over = step_over
        self._ahead = ReadAhead(read_into) if ahead else None
        self.front = RECORD_BYTES
        self.have = 0
        self.base = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._ahead is not None:
            self._ahead.close()

    @property
    def record(self) -> Any:  # noqa: ANN401 - a NumPy record array
        """The buffer, as compiled code takes it; positions in it are from `front` on."""
        return self._buffer.record

    @property
    def view(self) -> memoryview:
        """The valid bytes."""
        return self._buffer.view[self.front : self.front + self.have]

    def fill(self, consumed: int) -> int:
        """Drop `consumed` bytes from the front, read on; the count of bytes read, 0 at the end of the stream.

        No more than RECORD_BYTES may be left.
        """
        self.drop(consumed)
        left = self.view
        start = RECORD_BYTES - self.have
        if self._ahead is None:
            self._buffer.view[start:RECORD_BYTES] = bytes(left)
            self.front = start
            got = self._read_into(self._buffer.view[RECORD_BYTES:])
        else:
            buffer, got = self._ahead.next(self._buffer)
            if got:
                buffer.view[start:RECORD_BYTES] = left
                self._ahead.release(self._buffer)
                self._buffer, self.front = buffer, start
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
        if self._step_over is not None and left > self.have:
            left -= self.have
            self.drop(self.have)
            passed = self._step_over(left)
            self.base += passed
            left -= passed
        while left > self.have:
            left -= self.have
            if not self.fill(self.have):
                return count - left
        self.drop(left)
        return count

    def drop(self, consumed: int) -> None:
        """Drop `consumed` bytes that are there from the front, without reading."""
        self.front += consumed
        self.have -= consumed
        self.base += consumed

    def take(self, at: int, count: int) -> bytes:
        """A copy of `count` bytes at `at`."""
        return bytes(self.view[at : at + count])
