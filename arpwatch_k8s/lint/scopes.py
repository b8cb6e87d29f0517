"""Which files belong to one cluster: settings of two must never be held against each other as if they were one's.

- Each folder of a kubespray inventory (one with group_vars or host_vars) is a cluster of its own; where there is one at
  most, all other files belong to it; else those below its folder, as its file of hosts. What says which kubespray it
  is, and the defaults of its roles, belong to each.
- Folders below `clusters`, `overlays` and the like are clusters by their names, where several of them have objects.
- Where two folders have the same object with different content, they are clusters, and so are those beside them that
  have one of its kind.
- What is put aside, in a hidden folder, an `archive`, `examples`, is not what the others run.
- What stands in none of these folders, and what stands in `base`, belongs to each; what kustomizations of some clusters
  take in belongs to these alone.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Final

from arpwatch_k8s.lint.documents.node import Listing, Mapping, Node, Opaque, Scalar, text
from arpwatch_k8s.lint.documents.objects import Object, objects
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.kustomizations import listed, taken_in

VARIABLES: Final = ("group_vars", "host_vars")
OF_CLUSTERS: Final = frozenset({"clusters", "overlays", "environments", "envs", "sites"})
"""Folders whose folders are clusters, by custom."""
SHARED: Final = frozenset({"base", "bases", "common", "shared", "components"})
"""Folders that clusters take from, by custom."""
ASIDE: Final = frozenset(
    {"archive", "archived", "attic", "backup", "backups", "deprecated", "disabled", "docs", "examples", "old"}
    | {"testdata", "tests", "unused"}
)
"""Folders of what is not in use, by custom; so are hidden ones."""
RESOURCES: Final = frozenset(
    {"IPAddressPool", "AddressPool", "L2Advertisement", "BGPAdvertisement"}
    | {"CiliumL2AnnouncementPolicy", "CiliumLoadBalancerIPPool"}
)
NAMED: Final = ("metallb", "cilium", "kube-vip", "kube-proxy")
"""In the names of objects that a cluster has once."""
PROGRAMS: Final = frozenset({"ConfigMap", "DaemonSet", "HelmRelease", "HelmChart", "HelmChartConfig", "Application"})
"""Kinds of what runs a program: often there twice, for a first start and for later, which tells no clusters apart."""

Identity = tuple[str, str, str]
"""Kind, namespace, name."""
Folder = tuple[str, ...]
"""A folder, by its parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The files of one cluster."""

    name: str
    """The inventory's folder, or the name of the cluster's folder; empty where all belongs together."""
    files: tuple[File, ...]


def scopes(files: Sequence[File]) -> list[Scope]:
    """The files by cluster."""
    inventories: dict[str, list[File]] = {}
    rest: list[File] = []
    for file in files:
        folder = inventory_of(file.path)
        (rest if folder is None else inventories.setdefault(folder, [])).append(file)
    if len(inventories) <= 1:
        return list(in_use_and_aside(files))
    shared = [file for file in rest if is_of_the_installer(file.path)]
    others: list[File] = []
    for file in rest:
        folder = around(file.path, inventories)
        (others if folder is None else inventories[folder]).append(file)
    found = [Scope(name=folder, files=(*several, *shared)) for folder, several in inventories.items()]
    return [*found, *in_use_and_aside(others)]


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


def in_use_and_aside(files: Sequence[File]) -> Iterator[Scope]:
    """What is in use, by cluster, and each folder of what is put aside by itself; where all is aside, none is."""
    aside: dict[str, list[File]] = {}
    in_use: list[File] = []
    for file in files:
        folder = next((index for index, part in enumerate(file.path.parts[:-1]) if is_aside(part)), None)
        kept = in_use if folder is None else aside.setdefault(str(PurePosixPath(*file.path.parts[: folder + 1])), [])
        kept.append(file)
    if not in_use:
        yield from by_cluster(files)
        return
    yield from by_cluster(in_use)
    yield from (Scope(name=name, files=tuple(several)) for name, several in aside.items())


def is_aside(part: str) -> bool:
    """Whether a folder of that name holds what is not in use."""
    return part in ASIDE or (part.startswith(".") and part.strip(".") != "")


def by_cluster(files: Sequence[File]) -> Iterator[Scope]:
    """Files that no inventory's folder tells apart."""
    if not files:
        return
    found = {file.name: list(identities(file)) for file in files}
    with_objects = {file.path for file in files if found[file.name]}
    folders = {*by_custom((file.path for file in files), with_objects), *by_difference(files, found)}
    clusters: dict[str, list[File]] = {}
    shared: list[File] = []
    for file in files:
        cluster = cluster_of(file.path, folders)
        (shared if cluster is None else clusters.setdefault(cluster, [])).append(file)
    if len(clusters) <= 1:
        yield Scope(name="", files=tuple(files))
        return
    lists = listed(files)
    taken = {name: taken_in({file.path.parent for file in several}, lists) for name, several in clusters.items()}
    by_some = set[str]().union(*taken.values())
    for name, several in clusters.items():
        its_own = [file for file in shared if (path := normpath(file.name)) not in by_some or path in taken[name]]
        yield Scope(name=name, files=(*its_own, *several))


def cluster_of(path: PurePosixPath, folders: set[Folder]) -> str | None:
    """The cluster that a file belongs to, by the name of its folder; None where it may be of each."""
    for length in range(1, len(path.parts)):
        if path.parts[:length] in folders:
            return path.parts[length - 1]
    return None


def by_custom(paths: Iterable[PurePosixPath], with_objects: set[PurePosixPath]) -> Iterator[Folder]:
    """Folders of clusters by what the folder around them is called, where several names of them have objects."""
    children: dict[str, set[Folder]] = {}
    names: dict[str, set[str]] = {}
    for path in paths:
        for length, part in enumerate(path.parts[:-2], start=1):
            if part in OF_CLUSTERS and path.parts[length] not in SHARED:
                children.setdefault(part, set()).add(path.parts[: length + 1])
                if path in with_objects:
                    names.setdefault(part, set()).add(path.parts[length])
    for word, several in names.items():
        if len(several) > 1:
            yield from (folder for folder in children[word] if folder[-1] in several)


def by_difference(files: Sequence[File], found: dict[str, list[tuple[Identity, Object]]]) -> Iterator[Folder]:
    """Folders of clusters by what is in them: the same object with different content, or another of its kind."""
    members: dict[Identity, list[tuple[PurePosixPath, Object]]] = {}
    for file in files:
        for identity, each in found[file.name] if not SHARED.intersection(file.path.parts) else ():
            if identity[0] not in PROGRAMS:
                members.setdefault(identity, []).append((file.path, each))
    parents: set[tuple[Folder, str]] = set()
    for (kind, _, _), several in members.items():
        first, *others = several
        for path, each in others:
            common = common_parts(first[0], path)
            if len(common) < min(len(first[0].parts), len(path.parts)) - 1 and content(first[1]) != content(each):
                parents.add((common, kind))
    for path, kind in {(path, kind) for (kind, _, _), several in members.items() for path, _ in several}:
        for length in range(len(path.parts) - 1):
            if (path.parts[:length], kind) in parents:
                yield path.parts[: length + 1]


def common_parts(one: PurePosixPath, other: PurePosixPath) -> Folder:
    """The folders that two paths begin with."""
    length = 0
    for mine, its in zip(one.parts, other.parts, strict=False):
        if mine != its:
            break
        length += 1
    return one.parts[:length]


def identities(file: File) -> Iterator[tuple[Identity, Object]]:
    """The objects of a file that a cluster has once, by kind, namespace and name."""
    for each in objects(file.documents):
        kind = each.kind
        is_service = kind == "Service" and bool(each.namespace) and text(each.at("spec", "type")) == "LoadBalancer"
        is_program = kind in PROGRAMS and any(name in f"{each.namespace}/{each.name}" for name in NAMED)
        if kind in RESOURCES or is_service or is_program or (kind == "Node" and not each.group):
            yield (kind, each.namespace, each.name), each


def content(found: Object) -> str:
    """What an object says, wherever and in whichever order it stands; not what a cluster adds to it."""
    return "".join(written(found.at(key)) for key in ("spec", "data"))


def written(node: Node | None) -> str:
    """A value as a text that is the same wherever it stands."""
    match node:
        case None:
            return ""
        case Scalar():
            return repr(node.value)
        case Opaque():
            return f"!{node.tag}"
        case Listing():
            return f"[{','.join(written(each) for each in node.items)}]"
        case Mapping():
            return f"{{{','.join(f'{key!r}:{written(each)}' for key, each in sorted(node.items.items()))}}}"
