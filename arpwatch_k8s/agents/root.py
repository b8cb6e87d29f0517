"""Which paths an agent may name: those of one folder, wherever links lead.

What it names comes from a model, which read captures: it is as hostile as they are.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.wording.plain import plain

MOST_ENTRIES: Final = 20_000
"""Of a folder that is named as a source."""
MOST_CHARS: Final = 120
"""Of a path, in a message about it."""


class Root:
    """A folder. InputError: there is none."""

    def __init__(self, folder: str) -> None:
        self.path = Path(os.path.realpath(folder))
        if not self.path.is_dir():
            raise InputError(f"--root {shown(folder)}: is no folder", fix="Name the folder that holds the captures.")

    def inside(self, name: str) -> Path:
        """What a name means, links followed: a file or folder below this one. UsageError: it leads out of it, there is
        nothing, or what is there is neither; or a link in a folder leads out."""
        try:
            path = Path(os.path.realpath(self.path / name, strict=True))
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            if self._holds(Path(os.path.realpath(self.path / name.replace("\0", "")))):
                why = error.strerror if isinstance(error, OSError) and error.strerror else "is no name"
                raise UsageError(f"{shown(name)}: cannot be read ({why})", fix=self._fix) from error
            raise self._outside(name) from error
        if not self._holds(path):
            raise self._outside(name)
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise UsageError(f"{shown(name)}: is neither a file nor a folder", fix=self._fix)
        if stat.S_ISDIR(mode):
            self._check_links(path, name)
        return path

    @property
    def _fix(self) -> str:
        return "Name a file or folder below the root that the server was started with."

    def _holds(self, path: Path) -> bool:
        return path == self.path or self.path in path.parents

    def _outside(self, name: str) -> UsageError:
        return UsageError(f"{shown(name)}: is not below the root", fix=self._fix)

    def _check_links(self, folder: Path, name: str) -> None:
        """UsageError where a link below a folder leads out of the root, or the folder has too much in it."""
        seen = 0
        for place, folders, files in os.walk(folder):
            for entry in (*folders, *files):
                seen += 1
                path = Path(place, entry)
                if path.is_symlink() and not self._holds(Path(os.path.realpath(path))):
                    raise UsageError(
                        f"{shown(name)}: {shown(entry)} in it is a link that leads out of the root", fix=self._fix
                    )
            if seen > MOST_ENTRIES:
                raise UsageError(f"{shown(name)}: has more than {MOST_ENTRIES:,} files", fix="Name a part of it.")


def shown(name: str) -> str:
    """A path in a message."""
    return plain(name if len(name) <= MOST_CHARS else f"{name[:MOST_CHARS]}…")
