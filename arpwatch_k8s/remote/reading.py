"""The bytes of a file elsewhere: in ranges, small ones where little is looked at, larger ones as reading goes on.

A range that fails is asked for again from the first byte that is missing. A server that hands out no ranges is read
from the beginning again, up to there. What the file holds must not change meanwhile: that is refused.
"""

from __future__ import annotations

import io
from collections import OrderedDict
from contextlib import ExitStack
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO, Final

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.remote.found import RemoteFile
from arpwatch_k8s.remote.reach import FileSystem, attempt, mark, size_of

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

FIRST_BYTES: Final = 64 << 10
"""Of the first range: what tells what a file is."""
MOST_BYTES: Final = 8 << 20
"""Of one range."""
GROWTH: Final = 4
KEPT_BYTES: Final = 64 << 20
"""Of first ranges that are kept: a file is looked at a few times before it is read, and small ones are no more."""


class Heads:
    """The first ranges of the files that were looked at last, up to a number of bytes."""

    def __init__(self) -> None:
        self._heads: OrderedDict[RemoteFile, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, file: RemoteFile) -> bytes:
        """A file's; empty where it is not kept."""
        with self._lock:
            return self._heads.get(file, b"")

    def put(self, file: RemoteFile, head: bytes) -> None:
        """Keep a file's, if it can be told from what the file will hold next."""
        if not file.mark:
            return
        with self._lock:
            self._bytes += len(head) - len(self._heads.pop(file, b""))
            self._heads[file] = head
            while self._bytes > KEPT_BYTES:
                self._bytes -= len(self._heads.popitem(last=False)[1])


HEADS: Final = Heads()


class RemoteReader(io.RawIOBase):
    """A file's bytes from its first on, unbuffered as far as anybody sees."""

    def __init__(self, file: RemoteFile) -> None:
        super().__init__()
        self._file = file
        self._at = 0
        self._held = memoryview(HEADS.get(file))
        self._next = FIRST_BYTES * GROWTH if self._held else FIRST_BYTES
        self._open: BinaryIO | None = None
        self._place = 0
        self._in_ranges = True

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer as far as bytes are there; 0 at the end. InputError: the server does not give them."""
        if not self._held:
            self._held = memoryview(self._range())
        view = memoryview(buffer)
        got = min(len(view), len(self._held))
        view[:got], self._held = self._held[:got], self._held[got:]
        self._at += got
        return got

    def skip(self, count: int) -> int:
        """Step over bytes, which are not fetched; how many there were. What comes next is asked for in small ranges."""
        left = count if self._file.size_bytes is None else max(0, min(count, self._file.size_bytes - self._at))
        if left > len(self._held):
            self._next = FIRST_BYTES
        self._held = self._held[left:]
        self._at += left
        return left

    def close(self) -> None:
        """Let go of the connection."""
        self._hang_up()
        super().close()

    def _range(self) -> bytes:
        """The next range; empty at the end."""
        size = self._file.size_bytes
        most = self._next if size is None else min(self._next, size - self._at)
        if most <= 0:
            return b""
        found = attempt(self._file.url, lambda system, path: self._fetched(system, path, most))
        if not self._at:
            HEADS.put(self._file, found)
        self._next = min(self._next * GROWTH, MOST_BYTES)
        return found

    def _fetched(self, system: FileSystem, path: str, most: int) -> bytes:
        """Up to so many bytes of a server's file, by a connection that is given up where it fails."""
        with ExitStack() as failed:
            failed.callback(self._hang_up)
            try:
                found = self._read(system, path, most)
            except ValueError:  # fsspec's word for a server of the web that answers a range with the whole
                if not self._in_ranges:
                    raise
                self._hang_up()
                self._in_ranges = False
                found = self._read(system, path, most)
            if not found and self._file.size_bytes is not None:
                raise EOFError(f"it ends at byte {self._at}, {self._file.size_bytes} were announced")
            failed.pop_all()
        self._place += len(found)
        return found

    def _hang_up(self) -> None:
        """Give the connection up."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _read(self, system: FileSystem, path: str, most: int) -> bytes:
        """Up to so many bytes from where reading goes on."""
        if self._open is None:
            self._open = self._opened(system, path)
        if self._place != self._at:
            self._go(self._open)
        return self._open.read(most)

    def _opened(self, system: FileSystem, path: str) -> BinaryIO:
        """The file, whose content is what was looked up."""
        info = system.info(path)
        if (size_of(info), mark(info)) != (self._file.size_bytes, self._file.mark):
            raise InputError(
                f"{self._file.path}: has changed since it was looked at", fix="Copy it, and read the copy."
            )
        self._place = 0
        if self._in_ranges and self._file.size_bytes is not None:
            return system.open(path, "rb", block_size=MOST_BYTES, cache_type="none")
        self._in_ranges = False
        return system.open(path, "rb", block_size=0)

    def _go(self, file: BinaryIO) -> None:
        """To where reading goes on."""
        if self._in_ranges:
            file.seek(self._at)
            self._place = self._at
            return
        if self._place > self._at:
            raise EOFError("it cannot be read backwards")
        while self._place < self._at:
            passed = len(file.read(min(MOST_BYTES, self._at - self._place)))
            if not passed:
                raise EOFError(f"it ends at byte {self._place}")
            self._place += passed
