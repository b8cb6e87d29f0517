"""Which files hold the variables of an inventory, and which of them wins: Ansible's order.

The roles' defaults, then what the file of hosts sets in groups, then group_vars: `all`, `k8s_cluster`, other groups by
name; then hosts of the file of hosts, host_vars, and last a file of extra variables. What is set for the control plane
counts: kube-vip, MetalLB and kube-proxy are made there. kube_node's variables are none of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from arpwatch_k8s.lint.documents.node import Document, Mapping
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.kubespray.hosts import CONTROL_PLANE, KNOWN, WORKERS, Hosts, hosts

VARIABLES: Final = ("group_vars", "host_vars")
SUFFIXES: Final = frozenset({"", ".yml", ".yaml", ".json"})
"""What Ansible reads there."""
EXTRA: Final = frozenset({"extra_vars", "extra-vars", "extravars", "extra", "cluster-variables", "cluster_variables"})
"""How files for `ansible-playbook -e @...` are called."""
STRONG: Final = frozenset(
    {
        "kube_vip_enabled",
        "kube_vip_arp_enabled",
        "kube_vip_controlplane_enabled",
        "kube_vip_services_enabled",
        "kube_vip_address",
        "metallb_enabled",
        "metallb_speaker_enabled",
        "metallb_config",
        "kube_proxy_mode",
        "kube_proxy_strict_arp",
        "kube_network_plugin",
        "kube_pods_subnet",
        "kubespray_version",
    }
)
"""Variables by which an inventory of kubespray is told."""
ROLES: Final = (
    "roles/kubespray-defaults/defaults/",
    "roles/kubespray_defaults/defaults/",
    "roles/kubernetes/node/defaults/",
    "roles/kubernetes-apps/metallb/defaults/",
    "roles/download/defaults/",
)
"""Where kubespray itself says what is set by default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Variables of one document."""

    document: Document
    variables: Mapping


@dataclass(slots=True, kw_only=True)
class Layers:
    """The variables of an inventory; of two layers the later wins."""

    name: str
    """Its folder, or the file's name."""
    every: list[Layer] = field(default_factory=list)
    """What is set for the control plane."""
    by_host: dict[str, list[Layer]] = field(default_factory=dict)
    """What is set for single hosts of it."""
    perhaps: list[tuple[str, Layer]] = field(default_factory=list)
    """What is set in groups, by name, of which nothing that was read says whether the control plane is in them."""
    extra: list[Layer] = field(default_factory=list)
    roles: list[Layer] = field(default_factory=list)
    """What kubespray's own roles set by default, where they are there."""
    hosts: Hosts = field(default_factory=Hosts)
    is_whole: bool = False
    """Whether it is a whole inventory and not some of its variables: what is not set there is as by default."""
    encrypted: list[str] = field(default_factory=list)
    """Files that ansible-vault encrypted as a whole."""

    @property
    def control_plane(self) -> list[str]:
        """Its hosts, where the file of hosts says them."""
        return self.hosts.within(*CONTROL_PLANE)

    def all(self) -> Iterator[Layer]:
        """Every layer of its own, in no order that counts."""
        yield from self.every
        yield from self.extra
        yield from (layer for _, layer in self.perhaps)
        for several in self.by_host.values():
            yield from several

    def files(self) -> set[str]:
        """The files that variables or hosts of it are in."""
        return {layer.document.file for layer in (*self.all(), *self.roles)} | set(self.hosts.files)

    def sets(self) -> set[str]:
        """The names of all variables."""
        return {name for layer in self.all() for name in layer.variables.items}


def inventories(files: Sequence[File]) -> Iterator[Layers]:
    """kubespray's inventories among the files of one cluster: its folder, or files of variables by themselves."""
    roles = [layer for file in files if is_default(file) for layer in layers(file)]
    folders: dict[str, list[File]] = {}
    loose: list[File] = []
    for file in files:
        folder = folder_of(file.path)
        if folder is not None:
            folders.setdefault(folder, []).append(file)
        elif "roles" not in file.path.parts:
            loose.append(file)
    found = []
    for folder, own in folders.items():
        inventory = of_folder(folder, own, [file for file in loose if str(file.path.parent) == folder])
        if STRONG & inventory.sets():
            found.append(inventory)
    for inventory in found or list(of_files(loose)):
        inventory.roles = roles
        yield inventory


def of_folder(folder: str, files: list[File], near: list[File]) -> Layers:
    """An inventory: its variables, and its files of hosts beside them."""
    found = Layers(name=folder, hosts=hosts(near), is_whole=True)
    control = set(found.control_plane)
    ranked: list[tuple[tuple[int, str, str], str, list[Layer]]] = []
    for group, document, variables in found.hosts.variables:
        ranked.append((rank(group, 0, ""), group, [Layer(document=document, variables=variables)]))
    for file in files:
        kind, subject = subject_of(file.path)
        if file.path.suffix not in SUFFIXES or file.path.name.startswith(".") or not subject:
            continue
        if file.text.startswith("$ANSIBLE_VAULT"):
            found.encrypted.append(file.name)
        elif kind == "group_vars":
            ranked.append((rank(subject, 1, file.name), subject, layers(file)))
    for _, group, several in sorted(ranked, key=lambda each: each[0]):
        if group in {"all", "k8s_cluster", "k8s-cluster", *CONTROL_PLANE} or (
            control and control & set(found.hosts.within(group))
        ):
            found.every += several
        elif not control and group not in WORKERS and group not in KNOWN:
            found.perhaps += [(group, layer) for layer in several]
    for name, own in found.hosts.hosts.items():
        if name in control:
            found.by_host[name] = [Layer(document=each.document, variables=each.variables) for each in own]
    for file in sorted(files, key=lambda each: each.name):
        kind, subject = subject_of(file.path)
        if kind == "host_vars" and subject and (subject in control or not control):
            found.by_host.setdefault(subject, []).extend(layers(file))
    found.extra = [layer for file in near if file.path.stem in EXTRA for layer in layers(file)]
    return found


def of_files(files: list[File]) -> Iterator[Layers]:
    """Files of variables by themselves, as those of one inventory: none gives what another gives."""
    given = [(file, own) for file in files if (own := [each for each in layers(file) if is_ours(each)])]
    if given and not given_twice([file for file, _ in given]):
        every = [layer for _, own in given for layer in own]
        yield Layers(name=given[0][0].name, every=every, hosts=hosts(files))


def given_twice(files: Sequence[File]) -> list[tuple[File, str]]:
    """Of files of variables by themselves those that set what others set too, each with such a variable.

    They are of several clusters, or of one in an order that nobody knows: not to be held against each other.
    """
    setters: dict[str, list[File]] = {}
    for file in files:
        names = {name for layer in layers(file) if is_ours(layer) for name in layer.variables.items}
        for name in sorted(names & STRONG):
            setters.setdefault(name, []).append(file)
    found = {file.name: (file, name) for name, several in setters.items() if len(several) > 1 for file in several}
    return [found[name] for name in sorted(found)]


def unread(files: Sequence[File]) -> Iterator[tuple[list[str], int, str]]:
    """Files of variables that are left, with the line in the first of them, and why."""
    loose = [file for file in files if folder_of(file.path) is None and "roles" not in file.path.parts]
    if len(loose) == len(files) or not any(STRONG & own.sets() for own in inventories(files)):
        several = given_twice(loose)
        if several:
            first, name = several[0]
            names = [file.name for file, _ in several]
            yield names, line_of(first, name), f"{name} is set in {len(names)} files: check each of them alone"
        return
    folders = {folder_of(file.path) for file in files}
    for file in loose:
        ours = [layer for layer in layers(file) if is_ours(layer)]
        if ours and str(file.path.parent) in folders and file.path.stem not in EXTRA:
            name = next(name for name in ours[0].variables.items if name in STRONG)
            yield [file.name], line_of(file, name), f"{name} counts only where this file is given by `-e`: left"


def line_of(file: File, name: str) -> int:
    """The line of a variable in a file."""
    lines = (layer.variables.key_lines.get(name) for layer in layers(file))
    return next((line for line in lines if line is not None), 1)


def is_ours(layer: Layer) -> bool:
    """Whether some variables are kubespray's, and no object of Kubernetes or values of a chart."""
    names = layer.variables.items.keys()
    return bool(STRONG & names) and not {"apiVersion", "kind"} & names


def layers(file: File) -> list[Layer]:
    """The documents of a file that are variables."""
    return [
        Layer(document=document, variables=document.root)
        for document in file.documents
        if isinstance(document.root, Mapping)
    ]


def rank(group: str, source: int, file: str) -> tuple[int, str, str]:
    """Where the variables of a group stand in Ansible's order."""
    depth = 0 if group == "all" else 1 if group in {"k8s_cluster", "k8s-cluster"} else 2
    order = depth if source == 0 else 3 + depth
    return (order, group, file)


def folder_of(path: PurePosixPath) -> str | None:
    """The folder of the inventory that a file of variables belongs to; None where it is none."""
    for index, part in enumerate(path.parts[:-1]):
        if part in VARIABLES:
            return str(PurePosixPath(*path.parts[:index]))
    return None


def subject_of(path: PurePosixPath) -> tuple[str, str]:
    """`group_vars` or `host_vars`, and the group or the host."""
    for index, part in enumerate(path.parts[:-1]):
        if part in VARIABLES:
            name = path.parts[index + 1]
            is_file = index + 2 == len(path.parts)
            return part, name.removesuffix(path.suffix) if is_file and path.suffix in SUFFIXES else name
    return "", ""


def is_default(file: File) -> bool:
    """Whether a file is kubespray's own, of its roles' defaults."""
    name = f"/{file.name}"
    return any(f"/{role}" in name for role in ROLES) and file.path.suffix in {".yml", ".yaml"}
