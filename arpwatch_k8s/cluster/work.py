"""What a worker does: one reading of one capture, kept. Whatever it knows comes with the job.

Nothing is raised that a user can mend: it is told, as the outcome of that capture. A reading is written under names
that follow from the capture's bytes, so that a job may be done twice, at once or again, and is done once.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Any

from arpwatch_k8s.capture.files import Task, read_source
from arpwatch_k8s.capture.parts import Part
from arpwatch_k8s.capture.progress import Meter
from arpwatch_k8s.capture.sameness import Hashed, digest
from arpwatch_k8s.capture.source import Source, readable
from arpwatch_k8s.cluster.driving import Failed
from arpwatch_k8s.dataset import kept as manifests
from arpwatch_k8s.dataset.kept import CONTENT_CHARS, CONTROL_ONLY, Kept, of_all, of_vips
from arpwatch_k8s.dataset.writing import keep
from arpwatch_k8s.errors import ArpwatchError, InputError, OutputError
from arpwatch_k8s.remote.found import RemoteFile, look_up
from arpwatch_k8s.savefile.codec import Compression
from arpwatch_k8s.savefile.info import CaptureInfo
from arpwatch_k8s.wire.wanted import CONTROL, COUNT, VIP_TCP, wanted

NAME = "capture"
"""What a capture is called until it is one of several, when it is read back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A capture of the data set that begins at the same time as one that is to be read: it may have gone on."""

    content: str
    path: str
    size_bytes: int
    whole: bool
    """Whether it came to a proper end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """To read a capture for the first time."""

    source: Source
    folder: str
    vips: tuple[int, ...] | None
    """The VIPs, where they are given."""
    earlier: tuple[Earlier, ...] = ()

    @property
    def name(self) -> str:
        """The capture's path."""
        return self.source.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """To read a capture again, for VIPs that were found."""

    source: Source
    folder: str
    vips: tuple[int, ...]
    content: str
    mtime_ns: int

    @property
    def name(self) -> str:
        """The capture's path."""
        return self.source.path


Job = First | Again


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A reading that is there."""

    content: str
    info: CaptureInfo


def do(job: Job) -> Done | Failed:
    """One job's outcome."""
    path = job.source.path
    try:
        return first(job) if isinstance(job, First) else again(job)
    except OutputError as error:
        return Failed(path=path, why=error.what, no_room=True)
    except ArpwatchError as error:
        return Failed(path=path, why=error.what.removeprefix(f"{path}: "))


def first(job: First) -> Done:
    """Read a capture whose bytes nobody has read yet. InputError, OutputError as `keep` and `read_source` have it."""
    source, mtime_ns = as_it_is(job.source)
    want = wanted(CONTROL | COUNT | (0 if job.vips is None else VIP_TCP), job.vips or ())
    part, hashed = None, sha256()
    if source.remote is None:
        content = named(source)
    else:  # its bytes come over a network: once
        part = read(source, mtime_ns, want, hashed)
        content = name_of(hashed.digest())
    reading = CONTROL_ONLY if job.vips is None else of_all(job.vips)
    folder = Path(job.folder)
    before = manifests.read(folder, content, reading)
    if before is not None:
        if before.source.remote is None and not Path(before.source.path).exists():
            manifests.write(folder, moved(before, source, mtime_ns))
        return Done(content=content, info=replace(before.info, path=source.path))
    replaces = [each.content for each in job.earlier if each.content != content and goes_on(each, source)]
    made = keep(
        folder,
        part or read(source, mtime_ns, want),
        source,
        content=content,
        reading=reading,
        vips=job.vips or (),
        mtime_ns=mtime_ns,
        replaces=replaces,
    )
    return Done(content=content, info=made.info)


def again(job: Again) -> Done:
    """Read the same capture for the TCP of VIPs. InputError, OutputError as above; also where it is another now."""
    folder, reading = Path(job.folder), of_vips(job.vips)
    before = manifests.read(folder, job.content, reading)
    if before is not None:
        return Done(content=job.content, info=before.info)
    source, mtime_ns = as_it_is(job.source)
    if not is_same(source, mtime_ns, job) and named(source) != job.content:
        raise InputError(
            f"{source.path}: holds other frames than when it was first read", fix="Name the folder it was moved to."
        )
    made = keep(
        folder,
        read(source, mtime_ns, wanted(VIP_TCP, job.vips)),
        source,
        content=job.content,
        reading=reading,
        vips=job.vips,
        mtime_ns=mtime_ns,
    )
    return Done(content=job.content, info=made.info)


def read(source: Source, mtime_ns: int, want: Any, hashed: Hashed | None = None) -> Part:  # noqa: ANN401 - a record
    """One reading; `hashed` is fed with the capture's bytes. InputError: the file changed meanwhile, so that it is not
    known what was read."""
    part = read_source(Task(source, NAME, 0), want, Meter(None, [], 1), Event(), hashed=hashed)
    if as_it_is(source) != (source, mtime_ns):
        raise InputError(f"{source.path}: was written to while it was read", fix="Run it again later.")
    return part


def is_same(source: Source, mtime_ns: int, job: Again) -> bool:
    """Whether a capture is, by all signs, the one that was read before."""
    if source.remote is not None and job.source.remote is not None:
        return bool(source.remote.mark) and source.remote == job.source.remote
    return (source.size_bytes, mtime_ns) == (job.source.size_bytes, job.mtime_ns)


def as_it_is(source: Source) -> tuple[Source, int]:
    """A file with the size that it has now, and when it was written (0 of one elsewhere, which has its mark).
    InputError: it is not there."""
    if source.remote is not None:
        there = look_up(source.remote.url)
        if not isinstance(there, RemoteFile):
            raise InputError(f"{source.path}: is a folder now", fix="Name the file.")
        return replace(source, size_bytes=there.size_bytes, remote=there), 0
    with readable(source.path):
        status = os.stat(source.path)  # noqa: PTH116 - a name may be no text
    return replace(source, size_bytes=status.st_size), status.st_mtime_ns


def named(source: Source) -> str:
    """What a capture is called by its bytes."""
    return name_of(digest(source))


def name_of(number: bytes) -> str:
    """What a capture is called whose bytes have that number."""
    return number.hex()[:CONTENT_CHARS]


def moved(kept: Kept, source: Source, mtime_ns: int) -> Kept:
    """A reading of a capture that is elsewhere now."""
    return replace(kept, source=source, mtime_ns=mtime_ns, info=replace(kept.info, path=source.path))


def goes_on(earlier: Earlier, source: Source) -> bool:
    """Whether a capture is an earlier one that was written on: it begins with the same bytes. Of a compressed one, cut
    short where its writer was, that is not told by its bytes, and its name has to do."""
    if source.compression is not Compression.PLAIN:
        return not earlier.whole and earlier.path == source.path
    if (source.size_bytes or 0) <= earlier.size_bytes:
        return False
    return name_of(digest(source, most_bytes=earlier.size_bytes)) == earlier.content
