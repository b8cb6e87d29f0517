"""What is at a URL: captures are read where they are, all else out of copies.

Logs, listings and archives are read several times, by lines or from their ends: a copy stays until the program ends.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field

from arpwatch_k8s.capture.sources import FOLDER, look
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.remote.address import shown
from arpwatch_k8s.remote.copies import copied, look_ahead
from arpwatch_k8s.remote.found import RemoteFile, look_up
from arpwatch_k8s.remote.reading import RemoteReader
from arpwatch_k8s.savefile.info import Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What is at a URL."""

    paths: tuple[str, ...]
    """URLs of captures, and paths of copies."""
    called: dict[str, str] = field(default_factory=dict)
    """What each of those is called, where that is something else."""
    skipped: tuple[Skipped, ...] = ()
    """What a folder holds besides."""
    is_folder: bool = False


def bring(url: str) -> Brought:
    """What is at a URL. InputError: nothing, or it cannot be read."""
    there = look_up(url)
    if isinstance(there, RemoteFile):
        path = readable_path(there)
        return Brought(paths=(path,), called=names([(path, there)]))
    look_ahead(there.files)
    found: list[tuple[str, RemoteFile]] = []
    skipped = [Skipped(path=path, reason=FOLDER) for path in there.folders]
    for file in there.files:
        try:
            found.append((readable_path(file), file))
        except InputError as error:
            skipped.append(Skipped(path=file.path, reason=error.what.removeprefix(f"{file.path}: ")))
    return Brought(paths=tuple(path for path, _ in found), called=names(found), skipped=tuple(skipped), is_folder=True)


def bring_file(url: str) -> Brought:
    """A copy of what is at a URL, whatever it is. InputError: no file, or it cannot be read."""
    there = look_up(url)
    if not isinstance(there, RemoteFile):
        raise InputError(f"{shown(url)}: a folder", fix="Name the file.")
    path = copied(there)
    return Brought(paths=(path,), called=names([(path, there)]))


def readable_path(file: RemoteFile) -> str:
    """By what a file is read: its URL where it is a capture, else the path of a copy."""
    with closing(RemoteReader(file)) as raw:
        return file.url if is_capture(raw, file) else copied(file)


def is_capture(raw: RemoteReader, file: RemoteFile) -> bool:
    """Whether an open file is a capture, and not frames that were printed."""
    try:
        return look(raw, file.path).printed is None
    except InputError:
        return False


def names(found: list[tuple[str, RemoteFile]]) -> dict[str, str]:
    """What files are called, by what they are read by, where that is something else."""
    return {path: file.path for path, file in found if path != file.path}
