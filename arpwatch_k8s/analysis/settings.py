"""Settings among what the user has: which files they are, bounded in number and bytes, and what lint says of them.

What nobody else knows may be settings, and so may what kubectl listed, which is a log besides. An inventory has its
variables in folders of its own: of a folder in a folder settings are looked for, and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final

from arpwatch_k8s.capture.sources import FOLDER
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.lint.fault import Side
from arpwatch_k8s.lint.linted import Linted
from arpwatch_k8s.savefile.info import Skipped

MOST_FILES: Final = 20_000
"""Files that may be settings."""
MOST_BYTES: Final = 32 << 20
"""Of all of them: some 12 s of reading. `lint` by itself takes more."""
MOST_OF_ONE: Final = 8 << 20
TOO_MUCH: Final = "it may be settings, and they are more than are read here: give them to arpwatch-k8s lint"
NOTHING: Final = Linted()
NAMES: Final = (".conf", ".cfg", ".ini", ".txt", "")
"""How files of settings in a folder's folders end, beside those of YAML."""


@dataclass(slots=True)
class Candidates:
    """Files that may be settings."""

    files: dict[str, str] = field(default_factory=dict)
    """What each is called, by its path."""
    bytes: int = 0
    left: list[str] = field(default_factory=list)
    """What those are called that were left, since there are too many or they are too large."""
    refused: dict[str, InputError] = field(default_factory=dict)
    """Why files that were named by themselves are nothing else, by path."""
    empty: list[tuple[str, InputError]] = field(default_factory=list)
    """Folders and archives in which there is nothing else, and what is to be said of that."""
    looked: int = 0
    """Files of folders in folders that were looked at."""

    def add(self, path: str, name: str) -> None:
        """One more, if there is room for it."""
        size = Path(path).stat().st_size
        if size > MOST_OF_ONE or len(self.files) >= MOST_FILES or self.bytes + size > MOST_BYTES:
            self.left.append(name)
            return
        self.files[path] = name
        self.bytes += size

    def add_folders_in(self, folder: str) -> None:
        """What the folders in a folder hold, by its names; links to folders are not followed."""
        from arpwatch_k8s.lint.loading import PASSED

        for each in sorted(Path(folder).iterdir()):
            if each.is_dir() and not each.is_symlink() and each.name not in PASSED:
                self._add_folder(os.fspath(each))

    def settled(self, *, alone: bool) -> Linted:
        """What lint says of them; `alone`: whether there is nothing else.

        InputError: what was named by itself is not even settings, or there is nothing but settings.
        """
        found = linted(self.files) if self.files else NOTHING
        read = {name for name, _ in found.read}
        for path, refusal in self.refused.items():
            if self.files[path] not in read:
                raise refusal
        for whole, refusal in self.empty:
            if not any(name.startswith(f"{whole}/") for name in read):
                raise refusal
        if read and alone:
            raise InputError(
                f"{min(read)}: settings, and no capture and no log beside them",
                fix="Check settings by themselves with arpwatch-k8s lint.",
            )
        return found

    def left_of(self, skipped: Iterable[Skipped], found: Linted) -> list[Skipped]:
        """What was left by all others, without what is settings."""
        read = {name for name, _ in found.read}
        left = [within(item, read) for item in skipped if item.path not in read]
        return [*left, *(Skipped(path=name, reason=TOO_MUCH) for name in self.left)]

    def _add_folder(self, folder: str) -> None:
        """What a folder and those in it hold."""
        from arpwatch_k8s.lint.loading import YAML_NAMES, below

        try:
            paths = below(folder)
        except InputError:  # more than lint itself reads
            self.left.append(folder)
            return
        for path in islice(paths, max(0, MOST_FILES - self.looked)):
            self.looked += 1
            if Path(path).suffix in (*YAML_NAMES, *NAMES) and Path(path).is_file():
                self.add(path, path)


def linted(files: Mapping[str, str]) -> Linted:
    """What lint says of files, by their paths, which are called so; nothing where none of them is settings."""
    from arpwatch_k8s.lint.loading import Loaded, take

    loaded = Loaded()
    for path, name in files.items():
        take(loaded, path, name, within=True)
    if not loaded.files:
        return NOTHING
    from arpwatch_k8s.lint.linting import lint  # all readers and checks, for what most have not

    return lint(loaded.files)


def within(item: Skipped, read: Collection[str]) -> Skipped:
    """What was left; of a folder it is said where settings in it were read all the same."""
    if item.reason == FOLDER and any(name.startswith(f"{item.path}/") for name in read):
        return replace(item, reason=f"{item.reason}; of what is in it settings alone were read")
    return item


def renamed(found: Linted, names: Mapping[str, str]) -> Linted:
    """The same with files called by other names."""
    return replace(
        found,
        faults=tuple(
            replace(each, fault=replace(each.fault, sides=called(each.fault.sides, names))) for each in found.faults
        ),
        undecided=tuple(
            replace(each, undecided=replace(each.undecided, sides=called(each.undecided.sides, names)))
            for each in found.undecided
        ),
        read=tuple((names.get(file, file), kind) for file, kind in found.read),
        doubts=tuple((names.get(file, file), line, why) for file, line, why in found.doubts),
    )


def called(sides: Iterable[Side], names: Mapping[str, str]) -> tuple[Side, ...]:
    """Sides whose files are called by other names."""
    return tuple(
        replace(side, place=replace(side.place, file=names.get(side.place.file, side.place.file))) for side in sides
    )
