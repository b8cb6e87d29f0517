"""Flux's Kustomizations: folders that one of them would apply, and that nobody applies, since nobody lists it.

In trees of Flux an app has a file with Kustomizations beside it, `metallb/ks.yaml`, and one puts the app out of use by
taking that file out of the list of files in the kustomization above.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Final

from arpwatch_k8s.lint.documents.node import text
from arpwatch_k8s.lint.documents.objects import objects
from arpwatch_k8s.lint.file import File

GROUP: Final = "kustomize.toolkit.fluxcd.io"


@dataclass(slots=True)
class Applied:
    """Files with Flux's Kustomizations, and the folders that these apply, as they write them."""

    listed: dict[str, set[str]] = field(default_factory=dict)
    unlisted: dict[str, set[str]] = field(default_factory=dict)


def out_of_use(files: Sequence[File], taken: Collection[str], beside: Set[str]) -> dict[str, str]:
    """Folders that nobody applies, each with the file that would.

    `taken`: what kustomizations list, `beside`: the folders that they stand in.

    Only where others list a file of the same name, as one does in such trees: else it may be applied by hand.
    """
    found = applied(files, taken, beside)
    names = {PurePosixPath(name).name for name in found.listed}
    used = {path for paths in found.listed.values() for path in paths}
    wanted = {
        path: name
        for name, paths in found.unlisted.items()
        if PurePosixPath(name).name in names
        for path in paths
        if path not in used
    }
    if not wanted:
        return {}
    folders: dict[str, str] = {}
    for folder in {parent for file in files for parent in PurePosixPath(normpath(file.name)).parents}:
        parts = folder.parts
        for first in range(len(parts)):
            name = wanted.get("/".join(parts[first:]))
            if name is not None and str(folder) not in taken:
                folders[str(folder)] = name
    return folders


def applied(files: Sequence[File], taken: Collection[str], beside: Set[str]) -> Applied:
    """What Flux's Kustomizations of all files apply: of those that some kustomization lists, and of others.

    A file below no kustomization at all is applied with its folder.
    """
    found = Applied()
    for file in files:
        if GROUP not in file.text:
            continue
        name = normpath(file.name)
        is_taken = name in taken or beside.isdisjoint(map(str, PurePosixPath(name).parents))
        for each in objects(file.documents):
            path = normpath(text(each.at("spec", "path"))) if each.group == GROUP else "."
            if path != ".":
                (found.listed if is_taken else found.unlisted).setdefault(name, set()).add(path.removeprefix("/"))
    return found
