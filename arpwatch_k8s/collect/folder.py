"""The folder of a case: its owner's alone, and each file in it whole or not there.

Listings name hosts and addresses, so that nobody else may read them. Files are opened by the folder's descriptor: what
somebody puts in its place meanwhile is not written to.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.report.target import unwritable

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
NEW: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
PART: Final = ".part"
"""How a file is called until it is whole."""
HEAD_BYTES: Final = 4096
LINE_BYTES: Final = 1 << 20
"""Of a line that broke off: a longer one goes with its last so many bytes alone."""


@dataclass(slots=True)
class NewFile:
    """A file that is being written."""

    stream: BinaryIO
    is_kept: bool = False
    """Whether it is to stay: else it goes."""
    size: int = 0
    head: bytes = b""
    """How it begins."""

    def write(self, piece: bytes) -> None:
        """A piece more."""
        self.stream.write(piece)
        self.size += len(piece)
        if len(self.head) < HEAD_BYTES:
            self.head += piece[: HEAD_BYTES - len(self.head)]

    def end_with_a_line(self) -> None:
        """Take off the part of a line that it ends with."""
        start = max(0, self.size - LINE_BYTES)
        self.stream.seek(start)
        newline = self.stream.read().rfind(b"\n")
        self.size = start + newline + 1
        self.stream.truncate(self.size)
        self.stream.seek(self.size)


class Folder:
    """A folder that nothing else is in."""

    def __init__(self, path: Path, within: Sequence[str] = ()) -> None:
        """Make it, or take an empty one, with folders `within` it.

        UsageError: there is something else, or it is somebody else's. OutputError: it cannot be made.
        """
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                path.mkdir(FOLDER_MODE)
            self._descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except NotADirectoryError as error:
            raise UsageError(
                f"{path} is no folder", fix="Give another name: a case is written into a new one."
            ) from error
        except OSError as error:
            raise unwritable(path, error) from error
        refusal = None
        with os.scandir(self._descriptor) as entries:
            is_empty = next(entries, None) is None
        if not is_empty:
            refusal = UsageError(f"{path} is not empty", fix="Give another name: a case is written into a new folder.")
        elif os.fstat(self._descriptor).st_uid != os.geteuid():
            refusal = UsageError(f"{path} is somebody else's folder", fix="Give another name.")
        if refusal is not None:
            self.close()
            raise refusal
        self._within = within
        for name in within:
            try:
                os.mkdir(name, FOLDER_MODE, dir_fd=self._descriptor)
            except OSError as error:
                self.close()
                raise unwritable(path / name, error) from error

    @contextmanager
    def writing(self, name: str) -> Iterator[NewFile]:
        """A file that is in the folder once it is whole, if it is to be kept. OutputError: it cannot be written."""
        try:
            descriptor = os.open(name + PART, NEW, FILE_MODE, dir_fd=self._descriptor)
            try:
                with os.fdopen(descriptor, "w+b") as stream:
                    file = NewFile(stream)
                    yield file
                if file.is_kept:
                    os.replace(name + PART, name, src_dir_fd=self._descriptor, dst_dir_fd=self._descriptor)
            finally:
                with suppress(FileNotFoundError):
                    os.unlink(name + PART, dir_fd=self._descriptor)
        except OSError as error:
            raise unwritable(self.path / name, error) from error

    def write(self, name: str, text: str) -> int:
        """A file as a whole; its size in bytes."""
        with self.writing(name) as file:
            file.write(text.encode())
            file.is_kept = True
        return file.size

    def close(self) -> None:
        """Nothing more is written."""
        os.close(self._descriptor)

    def remove_if_empty(self) -> None:
        """Leave no folder behind in which nothing is."""
        for path in (*(self.path / name for name in self._within), self.path):
            with suppress(OSError):
                path.rmdir()
