"""Which files belong to one cluster: settings of two must never be held against each other as if they were one's.

Each folder of a kubespray inventory (one with group_vars or host_vars) is a cluster of its own; where there is one at
most, all other files belong to it; else those below its folder, as its file of hosts. What says which kubespray it is,
and the defaults of its roles, belong to each.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
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
    shared = [file for file in rest if is_of_the_installer(file.path)]
    others: list[File] = []
    for file in rest:
        folder = around(file.path, inventories)
        (others if folder is None else inventories[folder]).append(file)
    found = [Scope(name=folder, files=(*several, *shared)) for folder, several in inventories.items()]
    return [*found, Scope(name="", files=tuple(others))] if others else found


def inventory_of(path: PurePosixPath) -> str | None:
    """The folder of the inventory that a file belongs to; None where it is of none."""
    for index, part in enumerate(path.parts):
        if part in VARIABLES:
            return str(PurePosixPath(*path.parts[:index]))
    return None


def around(path: PurePosixPath, folders: Container[str]) -> str | None:
    """The inventory's folder that a file is below; None where it is below none."""
    return next((str(parent) for parent in path.parents if str(parent) in folders), None)


def is_of_the_installer(path: PurePosixPath) -> bool:
    """Whether a file says which kubespray it is, or what its roles set by default."""
    return path.name in {"galaxy.yml", "requirements.yml"} or {"roles", "defaults"} <= set(path.parts)
