"""Kustomizations: the files that each takes in, by way of others, too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Final

from arpwatch_k8s.lint.documents.node import items, pairs, text
from arpwatch_k8s.lint.file import File

NAMES: Final = frozenset({"kustomization.yaml", "kustomization.yml", "Kustomization"})
TAKES: Final = frozenset({"resources", "bases", "components"})
"""Keys under which a kustomization lists files and folders."""


def listed(files: Sequence[File]) -> dict[str, list[str]]:
    """What each folder's kustomization lists, as paths; the folder by its path."""
    found: dict[str, list[str]] = {}
    for file in files:
        if file.path.name in NAMES:
            folder = file.path.parent
            found[normpath(str(folder))] = [
                normpath(str(folder / text(each)))
                for document in file.documents
                for key, value in pairs(document.root)
                if key in TAKES
                for each in items(value)
                if text(each)
            ]
    return found


def taken_in(folders: Iterable[PurePosixPath], lists: dict[str, list[str]]) -> set[str]:
    """All paths that the kustomizations of some folders take in, and those of the folders that they take in."""
    taken: set[str] = set()
    open_ones = [normpath(str(folder)) for folder in folders]
    while open_ones:
        for path in lists.get(open_ones.pop(), ()):
            if path not in taken:
                taken.add(path)
                open_ones.append(path)
    return taken
