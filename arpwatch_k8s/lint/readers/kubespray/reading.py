"""kubespray's inventories to facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.kubespray.cilium import cilium
from arpwatch_k8s.lint.readers.kubespray.cluster import kube_proxy, kubernetes, nodes
from arpwatch_k8s.lint.readers.kubespray.hosts import MOST_HOSTS
from arpwatch_k8s.lint.readers.kubespray.kube_vip import kube_vip
from arpwatch_k8s.lint.readers.kubespray.layers import STRONG, Layers, inventories, unread
from arpwatch_k8s.lint.readers.kubespray.metallb import metallb
from arpwatch_k8s.lint.readers.kubespray.releases import DEFAULTS, kubespray
from arpwatch_k8s.lint.readers.kubespray.variables import variables
from arpwatch_k8s.lint.readers.reader import Reader, Reading
from arpwatch_k8s.lint.setting import Place

MANY_HOSTS: Final = f"only the first {MOST_HOSTS:,} hosts of the inventory are read"


def read(files: Sequence[File]) -> Reading:
    """Every inventory of kubespray among the files of one cluster."""
    facts, read, doubts = Facts(), dict[str, str](), list[tuple[str, int, str]]()
    for layers in inventories(files):
        found = variables(layers, DEFAULTS)
        release = kubespray(files, found.setting("kubespray_version"))
        place = first_place(layers)
        facts += Facts(
            kube_vip=tuple(kube_vip(found, release, place)),
            metallb=tuple(metallb(found, release, place)),
            cilium=tuple(cilium(found, place)),
            kube_proxy=tuple(kube_proxy(found, place)),
            kubernetes=tuple(kubernetes(found, release)),
            nodes=tuple(nodes(layers)),
        )
        read |= dict.fromkeys(layers.files(), "kubespray's variables")
        read |= dict.fromkeys(layers.hosts.files, "hosts of an inventory")
        if release.setting is not None and release.setting.place is not None:
            read.setdefault(release.setting.place.file, "kubespray's version")
        doubts += [(file, 1, MANY_HOSTS) for file in layers.hosts.files[:1] if layers.hosts.left]
        doubts += [(file, 1, "ansible-vault encrypted it: what it sets is not known") for file in layers.encrypted]
        read |= dict.fromkeys(layers.encrypted, "kubespray's variables, encrypted")
    for names, line, why in unread(files):
        doubts.append((names[0], line, why))
        read |= dict.fromkeys(names, "kubespray's variables, left")
    return Reading(facts=facts, read=read, doubts=tuple(doubts))


def first_place(layers: Layers) -> Place:
    """Where an inventory stands: the first variable by which it is told."""
    places = [
        Place(file=layer.document.file, line=line, path=name)
        for layer in layers.all()
        for name, line in layer.variables.key_lines.items()
        if name in STRONG
    ]
    return min(places)


READER: Final = Reader(name="kubespray's inventories", read=read)
