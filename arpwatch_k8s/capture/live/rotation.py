"""Where a live capture is written: one file, or a row of files of which the oldest may go.

A file is whole up to its last block at any time: what a full disk cuts off in the middle is taken back. A rotated file
may be compressed, in a thread of its own, beside its name, and renamed.
"""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import zstandard

from arpwatch_k8s.capture.live.outflow import Outflow
from arpwatch_k8s.capture.live.privilege import Account
from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.savefile.writer import unwritable

STDOUT: Final = "-"
ZSTD: Final = ".zst"
MOST_DIGITS: Final = 5

log = logging.getLogger("arpwatch_k8s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """When the next file begins: after so many bytes, or seconds; how many files are kept, and whether compressed. None
    is no limit."""

    most_bytes: int | None = None
    every_s: float | None = None
    files: int | None = None
    compress: bool = False

    @property
    def rotates(self) -> bool:
        """Whether there is more than one file."""
        return self.most_bytes is not None or self.every_s is not None

    def is_due(self, *, size: int, age_s: float) -> bool:
        """Whether a file of that size and age is full."""
        return (self.most_bytes is not None and size >= self.most_bytes) or (
            self.every_s is not None and age_s >= self.every_s
        )


class PipedFile:
    """Standard output, which nobody rotates or cuts. `size` is that of what is whole."""

    path: Final = None
    name: Final = STDOUT

    def __init__(self, output: Outflow) -> None:
        self.size = 0
        self._output = output

    def write(self, data: bytes | memoryview, /) -> int:
        """Take all bytes. OSError where it does not."""
        written = self._output.write(data)
        self.size += written
        return written

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """It belongs to whoever opened it."""


class SaveFile:
    """A file that grows block by block. `size` is that of what is whole; `within`: its folder's descriptor, where its
    name alone is to be looked up there."""

    def __init__(self, path: Path, *, owner: Account | None = None, within: int | None = None) -> None:
        self.path = path
        self.size = 0
        self._descriptor = created(path, owner, within)

    @property
    def name(self) -> str:
        """For errors."""
        return os.fspath(self.path)

    def write(self, data: bytes | memoryview, /) -> int:
        """Take all bytes, or none: OSError, and the file is as it was."""
        view = memoryview(data)
        left = view
        try:
            while left:
                left = left[os.write(self._descriptor, left) :]
        except OSError:
            with suppress(OSError):  # a named pipe cannot be cut
                os.ftruncate(self._descriptor, self.size)
                os.lseek(self._descriptor, self.size, os.SEEK_SET)
            raise
        self.size += len(view)
        return len(view)

    def flush(self) -> None:
        """Nothing is held back."""

    def keep(self) -> None:
        """Have the disk keep what was written, whatever becomes of the machine. OSError where it does not."""
        os.fsync(self._descriptor)

    def close(self) -> None:
        """No more is written."""
        os.close(self._descriptor)


def created(path: Path, owner: Account | None, within: int | None = None) -> int:
    """A new file's descriptor, the file given to `owner`. OutputError where it cannot be made."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        # not through a link that somebody else put there: this may be root, in a folder of another user's
        descriptor = os.open(path if within is None else path.name, flags, 0o640, dir_fd=within)
        if owner is not None and os.geteuid() == 0:
            os.fchown(descriptor, owner.uid, owner.gid)
    except OSError as error:
        raise unwritable(os.fspath(path), error) from error
    return descriptor


class Files:
    """The files of a capture, one after the other; with `output`, that and none else. OutputError where one cannot be
    made."""

    def __init__(
        self, target: str, rotation: Rotation, *, owner: Account | None = None, output: Outflow | None = None
    ) -> None:
        self._target = target
        self._output = output
        self._rotation = rotation
        self._owner = owner
        self._number = 0
        self._kept: list[Path] = []
        self._compressing: list[Future[Path | None]] = []
        self._pool: ThreadPoolExecutor | None = None

    def next(self) -> SaveFile | PipedFile:
        """The next file, empty; the oldest goes where there are too many."""
        if self._output is not None:
            return PipedFile(self._output)
        self._number += 1
        path = numbered(Path(self._target), self._number) if self._rotation.rotates else Path(self._target)
        file = SaveFile(path, owner=self._owner)
        self._kept.append(path)
        while self._rotation.files is not None and len(self._kept) > self._rotation.files:
            oldest = self._kept.pop(0)
            for each in (oldest, compressed_name(oldest)):
                each.unlink(missing_ok=True)
        return file

    def check(self) -> None:
        """OutputError where the next file could not be made, for want of rights."""
        folder = Path(self._target).parent
        if self._rotation.rotates and not os.access(folder, os.W_OK | os.X_OK):
            raise OutputError(
                f"{folder}: the next file cannot be made there by user {os.geteuid()}",
                fix="Give the folder to that user (chown), or name another with --user.",
            )

    def done(self, file: SaveFile | PipedFile) -> None:
        """A file is full."""
        file.close()
        if self._rotation.compress and file.path is not None:
            self._pool = self._pool or ThreadPoolExecutor(1, thread_name_prefix="compress")
            self._compressing.append(self._pool.submit(compress, file.path))
        self._compressing = [future for future in self._compressing if not future.done()]

    def close(self) -> None:
        """Wait for what is being compressed."""
        if self._pool is not None:
            self._pool.shutdown()


def numbered(path: Path, number: int) -> Path:
    """The name of the file of a number: before the suffix, so that names sort."""
    return path.with_name(f"{path.stem}_{number:0{MOST_DIGITS}d}{path.suffix}")


def compressed_name(path: Path) -> Path:
    """What a file is called, compressed."""
    return path.with_name(path.name + ZSTD)


def chunks(path: Path) -> Iterator[bytes]:
    """A file in pieces."""
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece


def as_private_as(path: Path) -> Callable[[str, int], int]:
    """Makes files that those may read who may read another one."""
    mode = stat.S_IMODE(path.stat().st_mode)
    return lambda new, flags: os.open(new, flags | os.O_NOFOLLOW | os.O_CLOEXEC, mode)


def compress(path: Path) -> Path | None:
    """Put a compressed file in the place of another; None, and the file as it was, where that fails."""
    target = compressed_name(path)
    new = target.with_name(f".{target.name}.new")
    try:
        new.unlink(missing_ok=True)
        with (
            open(new, "xb", opener=as_private_as(path)) as out,
            zstandard.ZstdCompressor().stream_writer(out) as packed,
        ):
            for piece in chunks(path):
                packed.write(piece)
        new.replace(target)
        path.unlink()
    except OSError as error:
        log.warning("%s stays as it is: it cannot be compressed (%s)", path, error.strerror)
        with suppress(OSError):
            new.unlink(missing_ok=True)
        return None
    return target
