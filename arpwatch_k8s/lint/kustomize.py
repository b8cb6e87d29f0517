"""Kustomize's patches: they look like objects and are parts of objects, and what they make of them is not known here.

So they are left, and each that touches what lint reads is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Final

from arpwatch_k8s.lint.documents.node import Document, Node, at, items, pairs, text
from arpwatch_k8s.lint.documents.objects import objects
from arpwatch_k8s.lint.file import File

NAMES: Final = frozenset({"kustomization.yaml", "kustomization.yml", "Kustomization"})
KINDS: Final = frozenset(
    {
        "IPAddressPool",
        "AddressPool",
        "L2Advertisement",
        "BGPAdvertisement",
        "CiliumL2AnnouncementPolicy",
        "CiliumLoadBalancerIPPool",
        "Service",
        "DaemonSet",
        "Deployment",
        "ConfigMap",
        "HelmRelease",
    }
)
"""Kinds that lint reads."""
Doubt = tuple[str, int, str]


def without_patches(files: Sequence[File]) -> tuple[list[File], list[Doubt]]:
    """The files without the documents of those that are patches, and where patches touch what lint reads."""
    doubts: list[Doubt] = []
    patches: set[str] = set()
    for file in files:
        if file.path.name in NAMES:
            for document in file.documents:
                for patch in patches_of(document):
                    told(file, patch, patches, doubts)
    if not patches:
        return list(files), doubts
    kept: list[File] = []
    for file in files:
        if normpath(file.name) not in patches:
            kept.append(file)
            continue
        kinds = sorted({each.kind for each in objects(file.documents)} & KINDS)
        if kinds:
            line = file.documents[0].root.line
            doubts.append((file.name, line, f"is a patch of Kustomize, and not applied: {', '.join(kinds)}"))
        kept.append(replace(file, documents=()))
    return kept, doubts


def told(file: File, patch: Node, patches: set[str], doubts: list[Doubt]) -> None:
    """One patch: a file by its path, or the patch itself, whose kind it says or its target does."""
    path, inline = text(at(patch, "path")) or text(patch), text(at(patch, "patch"))
    if "\n" in path:
        path, inline = "", path
    if path and not inline:
        patches.add(normpath(str(PurePosixPath(file.name).parent / path)))
    target = text(at(patch, "target", "kind"))
    kind = target if target in KINDS else next((each for each in sorted(KINDS) if f"kind: {each}\n" in inline), "")
    if kind:
        doubts.append((file.name, patch.line, f"a patch of Kustomize is not applied: it is one of {kind}"))


def patches_of(document: Document) -> Iterator[Node]:
    """What a kustomization lists as patches, in each of the ways that there were."""
    for key, value in pairs(document.root):
        if key in ("patches", "patchesStrategicMerge", "patchesJson6902"):
            yield from items(value)
