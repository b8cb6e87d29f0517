"""A source: what it is, and how its bytes are had.

A file is opened as often as one likes, here or elsewhere; what comes by a pipe or a connection is had once.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from io import FileIO
from pathlib import Path
from typing import Final

from arpwatch_k8s.capture.pipes import Attentive, HasDescriptor
from arpwatch_k8s.capture.text.recognize import Print
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.opening import open_unbuffered
from arpwatch_k8s.remote.address import is_stream
from arpwatch_k8s.remote.connection import Connection, connected
from arpwatch_k8s.remote.found import RemoteFile
from arpwatch_k8s.remote.reading import RemoteReader
from arpwatch_k8s.savefile.codec import Compression
from arpwatch_k8s.savefile.compression import Stream, open_stream
from arpwatch_k8s.savefile.raw import Raw

STDIN: Final = "-"
STDIN_DESCRIPTOR: Final = 0
WHAT_TO_CHECK: Final = "Check the path and who may read it."


class Kind(Enum):
    """How a source can be read."""

    FILE = auto()
    """A regular file: as often as one likes."""

    REMOTE = auto()
    """A file elsewhere: as often as one likes."""

    PIPE = auto()
    """A pipe, a socket, a device: once."""

    STDIN = auto()
    """Once."""

    GONE = auto()
    """Not any more: a data set has what it held, and no such file is where it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Something to read: its path as it is to be shown (`-` for stdin).

    first_ns: time of the first packet; None without packets, and for what was not looked into. compression: None for
    the latter. size_bytes: that of the file, compressed as it is; None where it has none. printed: what it is printed
    as, where it holds printed frames; None for a capture, and for what was not looked into. remote: the file elsewhere
    that it is; None where it is none.
    """

    path: str
    kind: Kind
    first_ns: int | None = None
    compression: Compression | None = None
    size_bytes: int | None = None
    printed: Print | None = None
    remote: RemoteFile | None = None

    @property
    def holds_frames(self) -> bool:
        """Whether the frames themselves can be read again, byte for byte."""
        return self.seekable and self.printed is None

    @property
    def seekable(self) -> bool:
        """Whether it can be read a second time."""
        return self.kind in (Kind.FILE, Kind.REMOTE)


def identity(path: str) -> tuple[int, int]:
    """Device and inode, the same by whatever name."""
    status = os.fstat(STDIN_DESCRIPTOR) if path == STDIN else Path(path).stat()
    return status.st_dev, status.st_ino


def open_source(source: Source, bell: int | None = None) -> Stream:
    """The decompressed bytes of a source, from their beginning. InputError where it cannot be opened.

    Opening a pipe waits for who writes to it; with the descriptor of a `bell`, reading it does, until that rings.
    """
    with readable(source.path), ExitStack() as stack:
        raw = stack.enter_context(closing(raw_of(source) if bell is None else Attentive(open_waiting(source), bell)))
        stream = open_stream(raw, name=source.path)
        stack.pop_all()
        return stream


def raw_of(source: Source) -> Raw:
    """A source's own bytes, before any decompression."""
    return open_raw(source.path, source.size_bytes) if source.remote is None else RemoteReader(source.remote)


def open_waiting(source: Source) -> HasDescriptor:
    """What can be read but once, opened without waiting for anybody."""
    if source.kind is Kind.STDIN or is_stream(source.path):
        return open_raw_once(source.path)
    return FileIO(os.open(source.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC))


def open_raw(path: str, most: int | None = None) -> Raw:
    """A file's own bytes, unbuffered; of one that grows those that it has now, or `most` of them."""
    return open_raw_once(path) if path == STDIN or is_stream(path) else open_unbuffered(path, most)


def open_raw_once(path: str) -> FileIO | Connection:
    """Stdin, or what a program hands out to whoever connects."""
    return FileIO(STDIN_DESCRIPTOR, closefd=False) if path == STDIN else connected(path)


@contextmanager
def readable(path: str) -> Iterator[None]:
    """What the system says against reading a path, as an InputError."""
    try:
        yield
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})", fix=WHAT_TO_CHECK) from error
