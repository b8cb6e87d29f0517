"""A file as it is when it is opened: what is written behind that is not read, so that reading ends."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class AsItWas(io.RawIOBase):
    """The first bytes of an open file, unbuffered: so many as it had then. It closes the file with itself."""

    def __init__(self, file: io.FileIO, size_bytes: int) -> None:
        super().__init__()
        self._file = file
        self._left = size_bytes

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer as far as bytes are there; 0 at the end, also where more has been written since."""
        got = self._file.readinto(memoryview(buffer)[: self._left])
        self._left -= got
        return got

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
        super().close()


def open_unbuffered(path: str | os.PathLike[str], most: int | None = None) -> io.RawIOBase:
    """A file's bytes, of a regular one those that it has now, or `most`; of a device or a pipe all that come.

    The kernel gives some files no size (/proc): those are read to their end. OSError: it cannot be opened.
    """
    file = io.FileIO(os.fspath(path))
    status = os.fstat(file.fileno())
    size = status.st_size if most is None else min(most, status.st_size)
    return AsItWas(file, size) if stat.S_ISREG(status.st_mode) and size else file


def is_there(path: str | os.PathLike[str]) -> bool:
    """Whether a path leads to something; no where it cannot be a path, or may not be looked at: opening it says why."""
    try:
        Path(path).stat()
    except (OSError, ValueError):
        return False
    return True


def is_regular(path: str | os.PathLike[str]) -> bool:
    """Whether a path leads to a regular file; no as above."""
    return is_there(path) and Path(path).is_file()


def open_now(path: Path) -> BinaryIO:
    """The same, for reading by lines or whole."""
    return io.BufferedReader(open_unbuffered(path))
