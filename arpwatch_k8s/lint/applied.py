"""What is applied as it stands: patches of Kustomize and templates look like objects, and are parts of objects.

What becomes of them is not known here: so they are left, and each that touches what lint reads is told. So is a file
that stands beside a kustomization which does not list it: that is how one puts an object out of use.
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
from arpwatch_k8s.lint.flux import out_of_use
from arpwatch_k8s.lint.kustomizations import NAMES, listed
from arpwatch_k8s.wording.plain import plain

CHART: Final = "Chart.yaml"
TEMPLATES: Final = frozenset({".j2", ".jinja", ".jinja2", ".tpl", ".tmpl", ".gotmpl", ".erb", ".tftpl"})
PROSE: Final = frozenset({".md", ".markdown", ".rst", ".adoc"})
"""Texts for people, which begin with `---` as well."""
OWN_KINDS: Final = frozenset(
    {
        "IPAddressPool",
        "AddressPool",
        "L2Advertisement",
        "BGPAdvertisement",
        "CiliumL2AnnouncementPolicy",
        "CiliumLoadBalancerIPPool",
    }
)
"""Kinds of which all is read."""
KINDS: Final = frozenset({"Service", "DaemonSet", "Deployment", "ConfigMap", "HelmRelease", *OWN_KINDS})
"""Kinds that are read where they are of the programs below, or say how a Service is announced."""
WORDS: Final = (
    "metallb",
    "kube-vip",
    "cilium",
    "kube-proxy",
    "LoadBalancer",
    "loadBalancer",
    "externalTrafficPolicy",
)
"""In the text of a patch that touches what is read."""
UNLISTED: Final = "not listed by the kustomization beside it, and so not applied"
TEXT: Final = "a text for people"
Doubt = tuple[str, int, str]


def as_applied(files: Sequence[File]) -> tuple[list[File], list[Doubt]]:
    """The files without the documents of those that are no objects yet, and which of these touch what lint reads."""
    doubts: list[Doubt] = []
    patches: set[str] = set()
    for file in files:
        if file.path.name in NAMES:
            for document in file.documents:
                for patch in patches_of(document):
                    told(file, patch, patches, doubts)
    lists = listed(files)
    taken = {path for paths in lists.values() for path in paths}
    beside = {folder for folder, paths in lists.items() if paths}
    unused = out_of_use(files, taken, beside)
    charts = {file.path.parent for file in files if file.path.name == CHART}
    kept: list[File] = []
    for file in files:
        what = unlike_objects(file, patches, charts) if file.documents else ""
        if not what and normpath(str(file.path.parent)) in beside and normpath(file.name) not in taken:
            has_objects = file.path.name not in NAMES and next(objects(file.documents), None) is not None
            what = UNLISTED if has_objects else ""
        if not what and unused and file.documents:
            parents = PurePosixPath(normpath(file.name)).parents
            by = next((unused[str(each)] for each in parents if str(each) in unused), "")
            what = f"applied by {plain(by)} alone, which no kustomization lists, and so not applied" if by else ""
        if not what:
            kept.append(file)
            continue
        kept.append(replace(file, documents=()))
        kinds = sorted({each.kind for each in objects(file.documents) if touches(each.kind, file.text)})
        if kinds and what != TEXT:
            doubts.append((file.name, file.documents[0].root.line, f"is {what}: {', '.join(kinds)}"))
    return kept, doubts


def unlike_objects(file: File, patches: set[str], charts: set[PurePosixPath]) -> str:
    """Why a file's objects are not applied as they stand; empty where they are."""
    if normpath(file.name) in patches:
        return "a patch of Kustomize, and not applied"
    if file.path.suffix in PROSE:
        return TEXT
    if file.path.suffix in TEMPLATES:
        return "a template, and not read: render it first"
    if any(parent.name == "templates" and parent.parent in charts for parent in file.path.parents):
        return "a template of a chart, and not read: render it with `helm template`"
    return ""


def touches(kind: str, patch: str) -> bool:
    """Whether a patch of such an object may change what is read."""
    return kind in OWN_KINDS or (kind in KINDS and any(word in patch for word in WORDS))


def told(file: File, patch: Node, patches: set[str], doubts: list[Doubt]) -> None:
    """One patch: a file by its path, or the patch itself, whose kind it says or its target does."""
    path, inline = text(at(patch, "path")) or text(patch), text(at(patch, "patch"))
    if "\n" in path:
        path, inline = "", path
    if path and not inline:
        patches.add(normpath(str(PurePosixPath(file.name).parent / path)))
    target = at(patch, "target")
    said = f"{inline}\n{text(at(target, 'name'))}"
    kinds = [text(at(target, "kind")), *(each for each in sorted(KINDS) if f"kind: {each}\n" in inline)]
    kind = next((each for each in kinds if touches(each, said)), "")
    if kind:
        doubts.append((file.name, patch.line, f"a patch of Kustomize is not applied: it is one of {kind}"))


def patches_of(document: Document) -> Iterator[Node]:
    """What a kustomization lists as patches, in each of the ways that there were."""
    for key, value in pairs(document.root):
        if key in ("patches", "patchesStrategicMerge", "patchesJson6902"):
            yield from items(value)
