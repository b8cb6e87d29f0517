"""What each release of kubespray brings: versions of kube-vip, MetalLB and Kubernetes, and what its roles set.

Read in the roles of v2.20.0 to v2.31.0. galaxy.yml was not always raised with a release: 2.21.0 in it is v2.22.0 or
v2.22.1, and 2.22.1 is v2.23.0 or v2.23.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.lint.documents.node import Document, at, items, pairs, setting, text
from arpwatch_k8s.lint.facts.version import UNKNOWN, Versioned, version
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.setting import Plain, Setting

DEFAULTS: Final[dict[str, Plain]] = {
    "kube_vip_enabled": False,
    "kube_vip_arp_enabled": False,
    "kube_vip_controlplane_enabled": False,
    "kube_vip_services_enabled": False,
    "kube_vip_enableServicesElection": False,
    "kube_vip_interface": "",
    "kube_vip_services_interface": "",
    "kube_vip_address": "",
    "kube_vip_leader_election_enabled": "{{ kube_vip_arp_enabled }}",
    "kube_vip_leaseduration": 5,
    "kube_vip_renewdeadline": 3,
    "kube_vip_retryperiod": 1,
    "kube_vip_bgp_enabled": False,
    "kube_vip_lb_enable": False,
    "metallb_enabled": False,
    "metallb_speaker_enabled": "{{ metallb_enabled }}",
    "metallb_loadbalancer_class": "",
    "metallb_pool_name": "loadbalanced",
    "metallb_protocol": "layer2",
    "metallb_auto_assign": True,
    "kube_proxy_mode": "ipvs",
    "kube_proxy_strict_arp": False,
    "kube_network_plugin": "calico",
    "cilium_l2announcements": False,
    "cilium_kube_proxy_replacement": False,
}
"""What kubespray's roles set, v2.20 to v2.31."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What one brings."""

    kube_vip: str
    metallb: str
    kubernetes: str


RELEASES: Final = {
    (2, 20): Release(kube_vip="0.4.2", metallb="0.12.1", kubernetes="1.24"),
    (2, 21): Release(kube_vip="0.5.5", metallb="0.12.1", kubernetes="1.25"),
    (2, 22): Release(kube_vip="0.5.12", metallb="0.13.9", kubernetes="1.26"),
    (2, 23): Release(kube_vip="0.5.12", metallb="0.13.9", kubernetes="1.27"),
    (2, 24): Release(kube_vip="0.5.12", metallb="0.13.9", kubernetes="1.28"),
    (2, 25): Release(kube_vip="0.8.0", metallb="0.13.9", kubernetes="1.29"),
    (2, 26): Release(kube_vip="0.8.0", metallb="0.13.9", kubernetes="1.30"),
    (2, 27): Release(kube_vip="0.8.0", metallb="0.13.9", kubernetes="1.31"),
    (2, 28): Release(kube_vip="0.8.9", metallb="0.13.9", kubernetes="1.32"),
    (2, 29): Release(kube_vip="0.8.9", metallb="0.13.9", kubernetes="1.33"),
    (2, 30): Release(kube_vip="1.0.3", metallb="0.13.9", kubernetes="1.34"),
    (2, 31): Release(kube_vip="1.0.3", metallb="0.13.9", kubernetes="1.35"),
}
"""By the release's first two numbers."""
IN_GALAXY: Final = {(2, 21, 0): (2, 22, 0), (2, 22, 1): (2, 23, 0)}
"""Releases whose galaxy.yml names another."""


def release_of(found: Versioned) -> Release | None:
    """What a release brings; None where it is not known, or newer than this table."""
    return None if found.number is None else RELEASES.get(found.number[:2])


def kubespray(files: Sequence[File], said: Setting) -> Versioned:
    """Which kubespray it is: by a variable, its galaxy.yml, or a requirements.yml that fetches it; else unknown."""
    if said.place is not None:
        return version(said)
    for file in files:
        for document in file.documents:
            for found in named(file, document):
                if found.number is not None:
                    return found
    return UNKNOWN


def named(file: File, document: Document) -> Iterator[Versioned]:
    """The releases that a document names."""
    root = document.root
    if file.path.name == "galaxy.yml" and text(at(root, "name")) == "kubespray":
        found = version(setting("version", at(root, "version"), document))
        number = found.number and IN_GALAXY.get(found.number, found.number)
        yield Versioned(number=number, setting=found.setting)
    elif file.path.stem == "requirements":
        several = [root, *(value for _, value in pairs(root))]
        for each in (entry for listing in several for entry in items(listing)):
            source = text(at(each, "name")) + text(at(each, "source")) + text(at(each, "src"))
            if "kubespray" in source:
                yield version(setting("version", at(each, "version"), document))
