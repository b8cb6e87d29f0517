"""Which captures there are, and which of them are to be read: not those that are known, nor those still being written.

A ring buffer turns while it is looked at: what a folder no longer holds is no fault.
"""

from __future__ import annotations

import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from arpwatch_k8s.capture import sources
from arpwatch_k8s.capture.source import STDIN, Source, readable
from arpwatch_k8s.capture.sources import FOLDER, order
from arpwatch_k8s.cluster.driving import Failed
from arpwatch_k8s.cluster.work import Earlier, First
from arpwatch_k8s.dataset.kept import Kept
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.remote.address import is_stream, is_url, shown
from arpwatch_k8s.remote.copies import look_ahead
from arpwatch_k8s.remote.found import Listing, RemoteFile, look_up
from arpwatch_k8s.savefile.info import Skipped
from arpwatch_k8s.thresholds import NS

YOUNG_NS: Final = 10 * NS
"""Since a file was last written, until which more may come. Ours: dumpcap and tcpdump -U write at least each second
where there is traffic; who writes at longer intervals is told by what the file was before."""
ONCE: Final = "can be read only once: save it to a file first"
PRINTED: Final = "frames that were printed: analyze reads them as they are"


@dataclass(slots=True)
class Found:
    """What the arguments lead to."""

    sources: list[Source] = field(default_factory=list)
    """Captures to be read, in the order of their first frames."""
    known: list[str] = field(default_factory=list)
    """Those that the data set has, as far as size and time of writing tell."""
    young: list[str] = field(default_factory=list)
    """Those that were written to just now."""
    failed: list[Failed] = field(default_factory=list)
    """What was named by itself and is no capture, or cannot be read."""
    skipped: list[Skipped] = field(default_factory=list)
    """What folders hold besides."""
    elsewhere: dict[tuple[str, int | None, str], RemoteFile] = field(default_factory=dict)
    """The files elsewhere that were named, known or not, by how they are shown, their size and mark."""


def look(arguments: Sequence[str], known: Iterable[Kept], now_ns: int) -> Found:
    """What files, folders and patterns lead to; `known` are the first readings of the data set.

    InputError: a pattern matches nothing, a folder is not there.
    """
    found = Found()
    stamps = {kept.source.path: stamp_of(kept) for kept in known}
    seen: set[tuple[int, int]] = set()
    for argument in arguments:
        if argument == STDIN or is_stream(argument):
            found.failed.append(Failed(path=shown(argument), why=ONCE))
            continue
        if is_url(argument):
            look_elsewhere(found, argument, stamps)
            continue
        for path in sources.expanded(argument):
            if Path(path).is_dir():
                for each in files_of(path):
                    add(found, each, stamps, seen, now_ns, within=True)
            else:
                add(found, path, stamps, seen, now_ns, within=False)
    found.sources.sort(key=lambda source: (order(source), source.path))
    return found


Stamp = tuple[int | None, int | str]
"""Size and time of writing of a file here, size and mark of one elsewhere: whether it is still what it was."""


def stamp_of(kept: Kept) -> Stamp:
    """What a capture was like when it was read."""
    return kept.source.size_bytes, kept.mtime_ns if kept.source.remote is None else kept.source.remote.mark


def look_elsewhere(found: Found, argument: str, stamps: Mapping[str, Stamp]) -> None:
    """What a URL leads to. InputError: a pattern matches nothing."""
    for url in sources.expanded(argument):
        try:
            there = look_up(url)
            folder = there if isinstance(there, Listing) else Listing(files=(there,), folders=())
            found.skipped += [Skipped(path=path, reason=FOLDER) for path in folder.folders]
            new = [file for file in folder.files if not is_known(found, file, stamps)]
            look_ahead(new)
        except InputError as error:
            found.failed.append(Failed(path=shown(url), why=error.what.removeprefix(f"{shown(url)}: ")))
            continue
        for file in new:
            add_elsewhere(found, file, within=folder is there)


def is_known(found: Found, file: RemoteFile, stamps: Mapping[str, Stamp]) -> bool:
    """Whether a file elsewhere needs no look, having been named before, or being in the data set; it is noted."""
    key = (file.path, file.size_bytes, file.mark)
    if found.elsewhere.setdefault(key, file) is not file:
        return found.elsewhere[key].url == file.url
    if file.mark and stamps.get(file.path) == (file.size_bytes, file.mark):
        found.known.append(file.path)
        return True
    return False


def add_elsewhere(found: Found, file: RemoteFile, *, within: bool) -> None:
    """A file elsewhere, to be read if it is a capture; `within`: whether a folder was named, and not the file."""
    try:
        source = captured(sources.look_at(file))
    except InputError as error:
        reason = error.what.removeprefix(f"{file.path}: ")
        if within and error.__cause__ is None:
            found.skipped.append(Skipped(path=file.path, reason=reason))
        else:
            found.failed.append(Failed(path=file.path, why=reason))
        return
    found.sources.append(source)


def captured(source: Source) -> Source:
    """A source that is a capture. InputError: it is printed frames."""
    if source.printed:
        raise InputError(f"{source.path}: {PRINTED}", fix="Give the captures alone.")
    return source


def files_of(folder: str) -> Iterator[str]:
    """The files of a folder, links after what they lead to."""
    with readable(folder):
        paths = sorted(Path(folder).iterdir(), key=lambda path: (path.is_symlink(), path))
    yield from (str(path) for path in paths if not path.is_dir())


def add(
    found: Found,
    path: str,
    stamps: Mapping[str, Stamp],
    seen: set[tuple[int, int]],
    now_ns: int,
    *,
    within: bool,
) -> None:
    """What one path leads to; `within`: whether a folder was named, and not the file."""
    try:
        source = at(path, stamps, seen, found, now_ns)
    except FileNotFoundError as error:
        if not within:
            found.failed.append(Failed(path=path, why=f"cannot be read ({error.strerror})"))
        return
    except OSError as error:
        found.failed.append(Failed(path=path, why=f"cannot be read ({error.strerror})"))
        return
    except InputError as error:
        reason = error.what.removeprefix(f"{path}: ")
        if within and not isinstance(error.__cause__, OSError):
            found.skipped.append(Skipped(path=path, reason=reason))
        elif not isinstance(error.__cause__, FileNotFoundError) or not within:
            found.failed.append(Failed(path=path, why=reason))
        return
    if source is not None:
        found.sources.append(source)


def at(path: str, stamps: Mapping[str, Stamp], seen: set[tuple[int, int]], found: Found, now_ns: int) -> Source | None:
    """The capture of a path, to be read; None where it is not, which is noted. OSError, InputError: it cannot be."""
    status = Path(path).stat()
    if not stat.S_ISREG(status.st_mode):
        raise InputError(f"{path}: {ONCE}", fix="tcpdump -w FILE")
    if (status.st_dev, status.st_ino) in seen:
        return None
    seen.add((status.st_dev, status.st_ino))
    if stamps.get(path) == (status.st_size, status.st_mtime_ns):
        found.known.append(path)
        return None
    if abs(now_ns - status.st_mtime_ns) < YOUNG_NS:
        found.young.append(path)
        return None
    [source], _ = sources.at_path(path)
    return captured(source)


def jobs_of(found: Found, known: Iterable[Kept], folder: str, vips: tuple[int, ...] | None) -> list[First]:
    """What is to be read for the first time."""
    begun: dict[int | None, list[Earlier]] = defaultdict(list)
    for kept in known:
        begun[kept.source.first_ns].append(
            Earlier(
                content=kept.content,
                path=kept.source.path,
                size_bytes=kept.source.size_bytes or 0,
                whole=kept.info.complete,
            )
        )
    return [
        First(source=source, folder=folder, vips=vips, earlier=tuple(begun[source.first_ns]))
        for source in found.sources
    ]
