"""All that is known of one cluster and its neighbors, by what says it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from arpwatch_k8s.lint.facts.cilium import Cilium
from arpwatch_k8s.lint.facts.cluster import KubeProxy, Node, Service, ServiceLb
from arpwatch_k8s.lint.facts.firewall import Firewall
from arpwatch_k8s.lint.facts.hosts import InterfaceAddress, Sysctl, Upstream, VrrpInstance
from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.facts.metallb import MetalLb
from arpwatch_k8s.lint.setting import Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was read; `+` joins what several readers found."""

    metallb: tuple[MetalLb, ...] = ()
    kube_vip: tuple[KubeVip, ...] = ()
    cilium: tuple[Cilium, ...] = ()
    keepalived: tuple[VrrpInstance, ...] = ()
    kube_proxy: tuple[KubeProxy, ...] = ()
    service_lb: tuple[ServiceLb, ...] = ()
    kubernetes: tuple[Setting, ...] = ()
    """Settings that name Kubernetes' version."""
    nodes: tuple[Node, ...] = ()
    services: tuple[Service, ...] = ()
    services_read: bool = False
    """Whether the cluster's Services were listed (`kubectl get svc -A`): what is not among them is not there."""
    nodes_read: bool = False
    """The same of its nodes."""
    sysctls: tuple[Sysctl, ...] = ()
    addresses: tuple[InterfaceAddress, ...] = ()
    upstreams: tuple[Upstream, ...] = ()
    firewalls: tuple[Firewall, ...] = ()

    def __add__(self, other: Facts) -> Facts:
        joined = {
            name: getattr(self, name) + getattr(other, name)
            if isinstance(getattr(self, name), tuple)
            else getattr(self, name) or getattr(other, name)
            for name in NAMES
        }
        return Facts(**joined)


NAMES: Final = tuple(field.name for field in fields(Facts))
