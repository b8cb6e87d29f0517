"""What the user named as sources, as an ordered list of what will be read.

A source is a file, a pattern (expanded here, sorted), a folder (the captures in it, told by content, not those in
folders below), a pipe or device, or `-` for stdin. Files come in the order of their first packets, for which only
their beginnings are read. What can be read only once (stdin, pipes) is not looked into and comes last, in the order
given; the rows of all are sorted by time later, so that decides ties alone.

Files elsewhere are named by URLs, which may be patterns and folders as well. Nothing is read twice: one file by two
names, and two files of the same bytes (decompressed), are refused. What a folder holds beside captures is listed with
the reason. Printed frames are sources as captures are.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from arpwatch_k8s.capture.sameness import refuse_same_content, refuse_same_file
from arpwatch_k8s.capture.source import STDIN, STDIN_DESCRIPTOR, Kind, Source, identity, open_raw, readable
from arpwatch_k8s.capture.text import reader, recognize
from arpwatch_k8s.capture.text.recognize import Print
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.remote.address import is_stream, is_url, local
from arpwatch_k8s.remote.address import shown as shown_url
from arpwatch_k8s.remote.copies import look_ahead
from arpwatch_k8s.remote.found import Listing, RemoteFile, look_up
from arpwatch_k8s.remote.found import expanded as matching_urls
from arpwatch_k8s.remote.reading import RemoteReader
from arpwatch_k8s.savefile import container
from arpwatch_k8s.savefile.compression import Stream, open_stream
from arpwatch_k8s.savefile.info import Skipped
from arpwatch_k8s.savefile.raw import Raw

FOLDER: Final = "a folder in a folder: give it by itself"


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
    name = local(name)
    if is_url(name):
        return matching_urls(name)
    if name == STDIN or is_stream(name) or os.path.lexists(name) or not glob.has_magic(name):
        return [name]
    paths = sorted(glob.glob(name, recursive=True))  # noqa: PTH207  # Path.glob takes no absolute pattern
    if not paths:
        raise InputError(f"{name}: no file matches this pattern", fix="Check it: ls " + name)
    return paths


def at_path(path: str) -> tuple[list[Source], list[Skipped]]:
    """What a path leads to: one source, or those in a folder."""
    if path == STDIN:
        return [stdin()], []
    if is_stream(path):
        return [Source(path=path, kind=Kind.PIPE)], []
    if is_url(path):
        there = look_up(path)
        return ([look_at(there)], []) if isinstance(there, RemoteFile) else in_listing(path, there)
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
    refuse_none(folder, found, skipped)
    return found, skipped


def in_listing(url: str, listing: Listing) -> tuple[list[Source], list[Skipped]]:
    """The captures in a folder elsewhere, and what else is there."""
    found: list[Source] = []
    skipped = [Skipped(path=path, reason=FOLDER) for path in listing.folders]
    look_ahead(listing.files)
    for file in listing.files:
        try:
            found.append(look_at(file))
        except InputError as error:
            skipped.append(Skipped(path=file.path, reason=error.what.removeprefix(f"{file.path}: ")))
    refuse_none(shown_url(url), found, skipped)
    return found, skipped


def refuse_none(folder: str, found: Sequence[Source], skipped: Sequence[Skipped]) -> None:
    """InputError where a folder holds no capture."""
    if not found:
        beside = f"{skipped[0].path}: {skipped[0].reason}" if skipped else "it is empty"
        raise InputError(f"{folder}: no capture in this folder ({beside})", fix="Give the folder that holds them.")


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


def look_at(file: RemoteFile) -> Source:
    """What a file elsewhere is; InputError where it is neither a capture nor printed frames."""
    with closing(RemoteReader(file)) as raw:
        return replace(look(raw, file.path), kind=Kind.REMOTE, size_bytes=file.size_bytes, remote=file)


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
        size_bytes=size_now(path),
    )


def size_now(path: str) -> int | None:
    """A file's bytes; None where it is none here."""
    return None if is_url(path) else Path(path).stat().st_size


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
