"""Which of the files that the user named are captures, and which are something else, which `telling` tells.

A file is what it is taken for by a margin. One that was named by itself and that nobody knows is an error; in a folder
or an archive it is left, and named with the reason.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.analysis.elsewhere import Brought, bring, bring_file
from arpwatch_k8s.analysis.gathered import Gathered
from arpwatch_k8s.analysis.given import all_given
from arpwatch_k8s.archives import is_archive, unpack
from arpwatch_k8s.capture import sources
from arpwatch_k8s.capture.source import STDIN, identity, open_raw, readable
from arpwatch_k8s.dataset.places import is_dataset
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.opening import is_regular
from arpwatch_k8s.remote.address import is_stream, is_url, shown
from arpwatch_k8s.savefile import container
from arpwatch_k8s.savefile.info import Skipped

if TYPE_CHECKING:
    from arpwatch_k8s.logs.sources import LogFile

NO_CAPTURE: Final = "not a capture ("
UNKNOWN: Final = "neither a capture nor printed frames nor a log that is known"
"""What is said in place of that of a file that was not named by itself."""
MOST_SETTINGS: Final = 1 << 20
"""Bytes of a file that may be a proxy's settings."""


def gather(arguments: Sequence[str | os.PathLike[str]], named: Sequence[LogFile] = ()) -> Gathered:
    """What files, folders, patterns and archives hold, and the logs that were `named` as such.

    InputError: a file that was named by itself is nothing known, or may be of two kinds; there is nothing in a folder.
    UsageError: nothing was named, or stdin twice.
    """
    given = all_given(arguments, [log.path for log in named])
    found = Gathered()
    named = [here(found, log) for log in named]
    if named:
        from arpwatch_k8s.analysis import telling

        telling.add_named(found, named)
    taken = {identity(log.path) for log in named if is_regular(log.path)}
    places = [(one, place) for one in given for path in sources.expanded(one.text) for place in places_of(found, path)]
    learn(found, [path for _, place in places for path in place.paths if not place.is_folder])
    for one, place in places:
        before = len(found.captures), len(found.logs)
        if place.is_folder:
            add_several(found, shown(one.text), iter(place.paths), taken)
        for path in () if place.is_folder else place.paths:
            try:
                add(found, path, taken)
            except InputError as error:
                raise found.told(error, path) from error
        found.label(one.name, before)
    refuse_beside(found)
    if found.logs:
        from arpwatch_k8s.analysis import telling

        telling.settle(found)
    found.linted = found.candidates.settled(alone=not found.captures and not found.logs and not found.dataset)
    found.skipped = found.candidates.left_of(found.skipped, found.linted)
    return found


def here(found: Gathered, log: LogFile) -> LogFile:
    """A file that was named as something, out of a copy where it is elsewhere."""
    if not is_url(log.path):
        return log
    brought = bring_file(log.path)
    found.called |= brought.called
    return replace(log, path=brought.paths[0])


def places_of(found: Gathered, path: str) -> list[Brought]:
    """What a path leads to: itself here, or what was brought from elsewhere."""
    if not is_url(path):
        return [Brought(paths=(path,))]
    brought = bring(path)
    found.called |= brought.called
    found.skipped += brought.skipped
    return [brought]


def learn(found: Gathered, paths: Sequence[str]) -> None:
    """What settings among some files say of logs."""
    for path in paths:
        file = Path(path)
        with suppress(OSError, ValueError):  # what cannot be read is told where it is looked at
            if path == STDIN or not file.is_file() or file.stat().st_size > MOST_SETTINGS:
                continue
            content = file.read_bytes()
            if not container.is_capture(content):
                from arpwatch_k8s.analysis import telling

                telling.learn(found, path, content)


def add(found: Gathered, path: str, taken: set[tuple[int, int]]) -> None:
    """What one path leads to."""
    if path == STDIN or is_stream(path) or is_url(path):
        found.captures.append(path)
        return
    with readable(path):
        mode = Path(path).stat().st_mode
        if is_dataset(path):
            if found.dataset is not None:
                raise UsageError(f"{found.dataset} and {path}: two data sets", fix="Give one of them.")
            found.dataset = path
        elif stat.S_ISDIR(mode):
            add_several(found, path, in_folder(path, found.skipped), taken)
            found.candidates.add_folders_in(path)
        elif not stat.S_ISREG(mode):
            found.captures.append(path)
        elif identity(path) in taken:
            return
        elif opens(path):
            add_archive(found, path, taken)
        else:
            try:
                add_file(found, path)
            except InputError as refusal:
                if path not in found.candidates.files:
                    raise
                found.candidates.refused[path] = found.told(refusal, path)


def refuse_beside(found: Gathered) -> None:
    """UsageError where captures stand beside a data set: its own are all that there are."""
    if found.dataset is not None and found.captures:
        raise UsageError(
            f"{found.dataset} is a data set, and {found.captures[0]} is no part of it",
            fix=f"Make it one: arpwatch-k8s extract {found.captures[0]} -o {found.dataset}",
        )


def add_archive(found: Gathered, path: str, taken: set[tuple[int, int]]) -> None:
    """What an archive holds."""
    unpacked = unpack(path)
    found.called |= dict(unpacked.files)
    found.skipped += unpacked.skipped
    add_several(found, path, iter([file for file, _ in sorted(unpacked.files, key=itemgetter(1))]), taken, archive=True)


def add_several(
    found: Gathered, whole: str, paths: Iterator[str], taken: set[tuple[int, int]], *, archive: bool = False
) -> None:
    """Files of a folder or an archive. InputError: none of them is anything known."""
    before = len(found.captures) + len(found.logs)
    skipped = len(found.skipped)
    known = False
    several = list(paths)
    learn(found, several)
    for path in several:
        found.within.add(path)
        try:
            with readable(path):
                if is_url(path):
                    found.captures.append(path)
                elif identity(path) in taken:
                    known = True
                elif opens(path):
                    if archive:
                        raise InputError(f"{path}: an archive in an archive", fix="Unpack it.")
                    add_archive(found, path, taken)
                else:
                    add_file(found, path)
        except InputError as error:
            reason = error.what.removeprefix(f"{path}: ")
            reason = UNKNOWN if reason.startswith(NO_CAPTURE) else reason
            found.skipped.append(Skipped(path=found.name(path), reason=reason))
    if not known and len(found.captures) + len(found.logs) == before:
        others = [f"{item.path}: {item.reason}" for item in found.skipped[skipped:]] or ["it is empty"]
        kind = "archive" if archive else "folder"
        what = f"{whole}: no capture in this {kind} ({others[0]})"
        refusal = InputError(what, fix="Give the folder that holds them.")
        if whole not in found.within:
            found.candidates.empty.append((whole, refusal))
        elif found.candidates.files.keys().isdisjoint(several):
            raise refusal


def in_folder(folder: str, skipped: list[Skipped]) -> Iterator[str]:
    """The files of a folder, links after what they lead to; what is none is skipped."""
    files: dict[tuple[int, int], str] = {}
    for path in map(os.fspath, sorted(Path(folder).iterdir(), key=lambda path: (path.is_symlink(), path))):
        reason = sources.no_file(path) or sources.linked_again(path, files)
        if reason:
            skipped.append(Skipped(path=path, reason=reason))
        else:
            yield path


def opens(path: str) -> bool:
    """Whether a file is an archive to be opened: a capture that gzip compressed is read as it is."""
    if not is_archive(path):
        return False
    with closing(open_raw(path)) as raw:
        try:
            sources.look(raw, path)
        except InputError:
            return True
    return False


def add_file(found: Gathered, path: str) -> None:
    """One regular file. InputError: it is nothing known, or may be of two kinds."""
    refusal: InputError | None = None
    printed = False
    with closing(open_raw(path)) as raw:
        try:
            printed = sources.look(raw, path).printed is not None
        except InputError as error:
            refusal = error
    if refusal is None and not printed:
        found.captures.append(path)
        return
    from arpwatch_k8s.analysis import telling  # and with it all that reads logs

    telling.add(found, path, refusal)
