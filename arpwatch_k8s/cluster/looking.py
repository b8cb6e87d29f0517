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
from arpwatch_k8s.capture.sources import order
from arpwatch_k8s.cluster.driving import Failed
from arpwatch_k8s.cluster.work import Earlier, First
from arpwatch_k8s.dataset.kept import Kept
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.remote.address import is_stream, is_url, shown
from arpwatch_k8s.savefile.info import Skipped
from arpwatch_k8s.thresholds import NS

YOUNG_NS: Final = 10 * NS
"""Since a file was last written, until which more may come. Ours: dumpcap and tcpdump -U write at least each second
where there is traffic; who writes at longer intervals is told by what the file was before."""
ONCE: Final = "can be read only once: save it to a file first"
ELSEWHERE: Final = "is elsewhere: copy it here first"
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


def look(arguments: Sequence[str], known: Iterable[Kept], now_ns: int) -> Found:
    """What files, folders and patterns lead to; `known` are the first readings of the data set.

    InputError: a pattern matches nothing, a folder is not there.
    """
    found = Found()
    stamps = {kept.source.path: (kept.source.size_bytes, kept.mtime_ns) for kept in known}
    seen: set[tuple[int, int]] = set()
    for argument in arguments:
        why = ELSEWHERE if is_url(argument) else ONCE if argument == STDIN or is_stream(argument) else ""
        if why:
            found.failed.append(Failed(path=shown(argument), why=why))
            continue
        for path in sources.expanded(argument):
            if Path(path).is_dir():
                for each in files_of(path):
                    add(found, each, stamps, seen, now_ns, within=True)
            else:
                add(found, path, stamps, seen, now_ns, within=False)
    found.sources.sort(key=lambda source: (order(source), source.path))
    return found


def files_of(folder: str) -> Iterator[str]:
    """The files of a folder, links after what they lead to."""
    with readable(folder):
        paths = sorted(Path(folder).iterdir(), key=lambda path: (path.is_symlink(), path))
    yield from (str(path) for path in paths if not path.is_dir())


def add(
    found: Found,
    path: str,
    stamps: Mapping[str, tuple[int | None, int]],
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


def at(
    path: str, stamps: Mapping[str, tuple[int | None, int]], seen: set[tuple[int, int]], found: Found, now_ns: int
) -> Source | None:
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
    if source.printed:
        raise InputError(f"{path}: {PRINTED}", fix="Give the captures alone.")
    return source


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
