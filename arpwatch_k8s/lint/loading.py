"""Paths that a user named, to files: folders with all below them, archives; bounded, and what is left is named."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from arpwatch_k8s.archives import is_archive, unpack
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.lint.documents.yaml import documents
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.opening import open_unbuffered
from arpwatch_k8s.savefile.info import Skipped
from arpwatch_k8s.wording.names import readable

MOST_BYTES: Final = 64 << 20
"""A file above it is left: a list of 10,000 Services with managedFields has some 40 MiB."""
MOST_FILES: Final = 100_000
YAML_NAMES: Final = (".yaml", ".yml", ".json")
PASSED: Final = frozenset({".git", ".svn", ".hg", "node_modules", "__pycache__", ".venv", ".tox", ".terraform"})
"""Folders in which nobody's settings are."""


@dataclass(slots=True)
class Loaded:
    """What paths led to."""

    files: list[File] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def load(paths: Sequence[str | os.PathLike[str]]) -> Loaded:
    """The files that paths lead to.

    UsageError: none is named. InputError: one that was named by itself is not there or cannot be read.
    """
    if not paths:
        raise UsageError("nothing to check is given", fix="Name files, or a folder: an inventory, manifests.")
    loaded = Loaded()
    for path in [os.fspath(each) for each in paths]:
        whole = Path(path)
        if not whole.exists():
            raise InputError(f"{readable(path)}: is not there", fix="Name a file or a folder that is.")
        if whole.is_dir():
            for name in below(path):
                take(loaded, name, name)
        elif whole.is_file() and is_archive(path):
            unpacked = unpack(path)
            loaded.skipped += unpacked.skipped
            for file, name in sorted(unpacked.files, key=lambda pair: pair[1]):
                take(loaded, file, name)
        else:
            take(loaded, path, path)
    return loaded


def below(folder: str) -> Iterator[str]:
    """The files below a folder, in the order of their names; links to folders are not followed."""
    found = 0
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in PASSED)
        for name in sorted(names):
            found += 1
            if found > MOST_FILES:
                raise InputError(f"{readable(folder)}: more than {MOST_FILES:,} files", fix="Name a folder in it.")
            yield os.path.join(root, name)  # noqa: PTH118 - as the user wrote it


def take(loaded: Loaded, path: str, name: str) -> None:
    """One file, where it is text."""
    reason, content = "", b""
    try:
        if not Path(path).is_file():
            reason = "no file"
        elif Path(path).stat().st_size > MOST_BYTES:
            reason = f"above {MOST_BYTES >> 20} MiB"
        else:
            with open_unbuffered(path) as raw:
                content = raw.readall() or b""
            if b"\0" in content[:8192]:
                reason = "not text"
    except OSError as error:
        reason = error.strerror or str(error)
    if reason:
        loaded.skipped.append(Skipped(path=name, reason=reason))
        return
    text = content.decode("utf-8-sig", errors="replace")
    loaded.files.append(
        File(name=name, text=text, documents=tuple(documents(text, name)) if is_yaml(name, text) else ())
    )


def is_yaml(name: str, text: str) -> bool:
    """Whether a file is to be read as YAML: by its name, or by how kubectl's output begins."""
    return name.endswith(YAML_NAMES) or text.lstrip()[:11].startswith(("apiVersion:", "kind:", "---", "{", "items:"))
