"""Which files belong to one cluster: settings of two must never be held against each other as if they were one's.

Each folder of a kubespray inventory (one with group_vars or host_vars) is a cluster of its own; where there is one at
most, all other files belong to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from arpwatch_k8s.lint.file import File

VARIABLES: Final = ("group_vars", "host_vars")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The files of one cluster."""

    name: str
    """The inventory's folder; empty where all belongs together."""
    files: tuple[File, ...]


def scopes(files: Sequence[File]) -> list[Scope]:
    """The files by cluster."""
    inventories: dict[str, list[File]] = {}
    rest: list[File] = []
    for file in files:
        folder = inventory_of(file.path)
        (rest if folder is None else inventories.setdefault(folder, [])).append(file)
    if len(inventories) <= 1:
        return [Scope(name="", files=tuple(files))] if files else []
    found = [Scope(name=folder, files=tuple(several)) for folder, several in inventories.items()]
    return [*found, Scope(name="", files=tuple(rest))] if rest else found


def inventory_of(path: PurePosixPath) -> str | None:
    """The folder of the inventory that a file belongs to; None where it is of none."""
    for index, part in enumerate(path.parts):
        if part in VARIABLES:
            return str(PurePosixPath(*path.parts[:index]))
    return None
