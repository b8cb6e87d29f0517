"""The cluster: its nodes, its Services, kube-proxy, Kubernetes' version, the load balancer that k3s brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from arpwatch_k8s.lint.facts.span import Address, address
from arpwatch_k8s.lint.setting import Place, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node."""

    name: str
    place: Place
    labels: Mapping[str, str] = field(default_factory=dict)
    addresses: tuple[Setting, ...] = ()
    """Its own."""
    taints: tuple[str, ...] = ()
    """Keys of taints with the effect NoSchedule or NoExecute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A Service of type LoadBalancer."""

    name: str
    """namespace/name."""
    place: Place
    load_balancer_class: Setting
    external_traffic_policy: Setting
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, Setting] = field(default_factory=dict)
    asked: tuple[Setting, ...] = ()
    """Addresses that its spec or an annotation asks for."""
    given: tuple[Setting, ...] = ()
    """Addresses in its status."""
    selector: Mapping[str, str] = field(default_factory=dict)
    ports: tuple[str, ...] = ()
    """As in `80/TCP`."""
    managers: tuple[str, ...] = ()
    """Who wrote its status, by managedFields."""

    @property
    def namespace(self) -> str:
        return self.name.partition("/")[0]

    @property
    def addresses(self) -> set[Address]:
        """All that it has or asks for; 0.0.0.0 and :: ask for any, as kube-vip takes it for DHCP's."""
        each_of = (address(each.text) for each in (*self.asked, *self.given))
        return {found for found in each_of if found is not None and not found.is_unspecified}


@dataclass(frozen=True, slots=True, kw_only=True)
class KubeProxy:
    """kube-proxy as it is set."""

    place: Place
    mode: Setting
    strict_arp: Setting
    made_by: str
    """As in "its ConfigMap", "kubespray", "k3s"."""
    is_refused: bool = False
    """Whether what sets it stops by itself at IPVS without strict ARP where MetalLB or kube-vip are to run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLb:
    """The load balancer that k3s brings, and RKE2 where it is asked for, on one server."""

    place: Place
    disabled: Setting
    """Whether it is turned off."""
    says: str = ""
    """What says so, as in `disable: traefik`; empty where the setting says it itself."""
    program: str = "k3s"
    turned_off_by: str = "disable: [servicelb]"
    """The setting to write to turn it off."""
