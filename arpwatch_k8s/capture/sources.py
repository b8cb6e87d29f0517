"""What the user named as sources, as an ordered list of what will be read.

A source is a file, a pattern (expanded here, sorted), a folder (the captures in it, told by content, not those in
folders below), a pipe or device, or `-` for stdin. Files come in the order of their first packets, for which only
their beginnings are read. What can be read only once (stdin, pipes) is not looked into and comes last, in the order
given; the rows of all are sorted by time later, so that decides ties alone.

Nothing is read twice: one file by two names, and two files of the same bytes (decompressed), are refused. What a
folder holds beside captures is listed with the reason. Printed frames are sources as captures are.
"""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Final

from arpwatch_k8s.capture.text import reader, recognize
from arpwatch_k8s.capture.text.recognize import Print
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.opening import open_unbuffered
from arpwatch_k8s.savefile import container
from arpwatch_k8s.savefile.codec import Compression
from arpwatch_k8s.savefile.compression import Stream, open_stream
from arpwatch_k8s.savefile.info import Skipped
from arpwatch_k8s.savefile.raw import Raw

FOLDER: Final = "a folder in a folder: give it by itself"
STDIN: Final = "-"
STDIN_DESCRIPTOR: Final = 0
COMPARED_BYTES: Final = 256 << 10
WHAT_TO_CHECK: Final = "Check the path and who may read it."


class Kind(Enum):
    """How a source can be read."""

    FILE = auto()
    """A regular file: as often as one likes."""
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
    as, where it holds printed frames; None for a capture, and for what was not looked into.
    """

    path: str
    kind: Kind
    first_ns: int | None = None
    compression: Compression | None = None
    size_bytes: int | None = None
    printed: Print | None = None

    @property
    def holds_frames(self) -> bool:
        """Whether the frames themselves can be read again, byte for byte."""
        return self.seekable and self.printed is None

    @property
    def seekable(self) -> bool:
        """Whether it can be read a second time."""
        return self.kind is Kind.FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What will be read, in order, and what folders hold besides."""

    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...] = ()


def find(arguments: Sequence[str | os.PathLike[str]]) -> Sources:
    """The sources that the arguments name.

    InputError: one is missing, cannot be read, is no capture, or is there twice. UsageError: none, or stdin twice.
    """
    names = [os.fspath(argument) for argument in arguments]
    if not names:
        raise UsageError("no source is given", fix="Name a capture, a folder of captures, or - for stdin.")
    if names.count(STDIN) > 1:
        raise UsageError("stdin (-) is given twice", fix="It can be read once: give it once.")
    found: list[Source] = []
    skipped: list[Skipped] = []
    for name in names:
        for path in expanded(name):
            sources, beside = at_path(path)
            found += sources
            skipped += beside
    refuse_same_file(found)
    refuse_same_content(found)
    return Sources(sources=tuple(sorted(found, key=order)), skipped=tuple(skipped))


def order(source: Source) -> tuple[bool, int]:
    """Sorts by first packet, those without one last."""
    return source.first_ns is None, source.first_ns or 0


def expanded(name: str) -> list[str]:
    """The paths that match, if `name` is a pattern and not itself a path."""
    if name == STDIN or os.path.lexists(name) or not glob.has_magic(name):
        return [name]
    paths = sorted(glob.glob(name, recursive=True))  # noqa: PTH207  # Path.glob takes no absolute pattern
    if not paths:
        raise InputError(f"{name}: no file matches this pattern", fix="Check it: ls " + name)
    return paths


def at_path(path: str) -> tuple[list[Source], list[Skipped]]:
    """What a path leads to: one source, or those in a folder."""
    if path == STDIN:
        return [stdin()], []
    with readable(path):
        mode = Path(path).stat().st_mode
        if stat.S_ISDIR(mode):
            return in_folder(path)
        if not stat.S_ISREG(mode):
            return [Source(path=path, kind=Kind.PIPE)], []
        with closing(open_raw(path)) as raw:
            return [look(raw, path)], []


def stdin() -> Source:
    """Stdin; InputError where nothing can come from it."""
    with readable(STDIN):
        os.fstat(STDIN_DESCRIPTOR)
    if os.isatty(STDIN_DESCRIPTOR):
        raise InputError("-: stdin is a terminal", fix="Pipe a capture into it: tcpdump -U -w - | arpwatch-k8s ... -")
    return Source(path=STDIN, kind=Kind.STDIN)


def in_folder(folder: str) -> tuple[list[Source], list[Skipped]]:
    """The captures in a folder, and what else is there; links come after what they lead to."""
    paths = sorted(Path(folder).iterdir(), key=lambda path: (path.is_symlink(), path))
    found: list[Source] = []
    skipped: list[Skipped] = []
    files: dict[tuple[int, int], str] = {}
    for path in map(os.fspath, paths):
        reason = no_file(path) or linked_again(path, files)
        if not reason:
            with readable(path), closing(open_raw(path)) as raw:
                try:
                    found.append(look(raw, path))
                except InputError as error:
                    reason = error.what.removeprefix(f"{path}: ")
        if reason:
            skipped.append(Skipped(path=path, reason=reason))
    if not found:
        beside = f"{skipped[0].path}: {skipped[0].reason}" if skipped else "it is empty"
        raise InputError(f"{folder}: no capture in this folder ({beside})", fix="Give the folder that holds them.")
    return found, skipped


def no_file(path: str) -> str:
    """Why something in a folder is not looked into; nothing where it is a file."""
    if Path(path).is_dir():
        return FOLDER
    if not Path(path).exists():
        return "a link that leads nowhere"
    return "" if Path(path).is_file() else "no regular file"


def linked_again(path: str, files: dict[tuple[int, int], str]) -> str:
    """Where a link leads to a file of the same folder, which is read by its own name; notes the files that are not."""
    first = files.setdefault(identity(path), path)
    return f"a link to {Path(first).name}, which is read" if first != path and Path(path).is_symlink() else ""


def look(raw: Raw, path: str) -> Source:
    """What an open file is; InputError where it is neither a capture nor printed frames."""
    stream = open_stream(raw, name=path)
    printed = printed_as(stream, path)
    return Source(
        path=path,
        kind=Kind.FILE,
        first_ns=reader.first_time(stream.peek(), printed) if printed else container.first_time(stream, path),
        printed=printed,
        compression=stream.compression,
        size_bytes=Path(path).stat().st_size,
    )


def printed_as(stream: Stream, name: str) -> Print | None:
    """What a stream is printed as, of which nothing was read yet; None where it does not hold printed frames.

    InputError: they were printed without their times.
    """
    if container.is_capture(stream.peek()):
        return None
    head = stream.peek(recognize.HEAD_BYTES)
    found = recognize.recognize(head)
    if found is None and recognize.is_timeless(head):
        raise InputError(
            f"{name}: these frames have no times (tcpdump -t)", fix="Print them again without -t: tcpdump -n -e -v."
        )
    return found


def identity(path: str) -> tuple[int, int]:
    """Device and inode, the same by whatever name."""
    status = os.fstat(STDIN_DESCRIPTOR) if path == STDIN else Path(path).stat()
    return status.st_dev, status.st_ino


def refuse_same_file(sources: Sequence[Source]) -> None:
    """InputError where two sources are one file."""
    seen: dict[tuple[int, int], str] = {}
    for source in sources:
        with readable(source.path):
            own = identity(source.path)
        if own in seen:
            raise InputError(
                f"{seen[own]} and {source.path} are the same file",
                fix="Give it once, or every frame would count twice.",
            )
        seen[own] = source.path


def refuse_same_content(sources: Sequence[Source]) -> None:
    """InputError where two files hold the same bytes, whether compressed or not. Files without a packet may. Each is
    read as far as another may be the same, and twice at most, however many begin at one time."""
    timed = sorted((source for source in sources if source.first_ns is not None), key=order)
    for _, begun in groupby(timed, key=order):
        group = list(begun)
        plain = all(source.compression is Compression.PLAIN for source in group)
        sized = alike(group, attrgetter("size_bytes")) if plain else [group]
        begin = (same for several in sized for same in alike(several, partial(digest, most_bytes=COMPARED_BYTES)))
        for one, other, *_ in (same for several in begin for same in alike(several, digest)):
            raise InputError(
                f"{one.path} and {other.path} hold the same frames",
                fix="Give one of them, or every frame would count twice.",
            )


def alike(sources: Sequence[Source], tell: Callable[[Source], object]) -> list[list[Source]]:
    """Sources of which two or more are told the same; one alone is not looked at."""
    groups: dict[object, list[Source]] = {}
    for source in sources if len(sources) > 1 else ():
        groups.setdefault(tell(source), []).append(source)
    return [group for group in groups.values() if len(group) > 1]


def digest(source: Source, most_bytes: int = sys.maxsize) -> bytes:
    """A number for a file's bytes, or for the first `most_bytes` of them."""
    made, memory = sha256(), memoryview(bytearray(COMPARED_BYTES))
    with closing(open_source(source)) as stream, readable(source.path):
        while most_bytes > 0 and (got := stream.read_into(memory[:most_bytes])):
            made.update(memory[:got])
            most_bytes -= got
    return made.digest()


def open_source(source: Source) -> Stream:
    """The decompressed bytes of a source, from their beginning. InputError where it cannot be opened.

    Opening a pipe waits for who writes to it.
    """
    with readable(source.path), ExitStack() as stack:
        raw = stack.enter_context(closing(open_raw(source.path, source.size_bytes)))
        stream = open_stream(raw, name=source.path)
        stack.pop_all()
        return stream


def open_raw(path: str, most: int | None = None) -> Raw:
    """A file's own bytes, unbuffered; of one that grows those that it has now, or `most` of them."""
    if path == STDIN:
        return os.fdopen(STDIN_DESCRIPTOR, "rb", buffering=0, closefd=False)
    return open_unbuffered(path, most)


@contextmanager
def readable(path: str) -> Iterator[None]:
    """What the system says against reading a path, as an InputError."""
    try:
        yield
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})", fix=WHAT_TO_CHECK) from error
