"""MetalLB as it is set: its arguments, pools and advertisements, as custom resources, a ConfigMap, or kubespray's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.lint.facts.selector import Selector
from arpwatch_k8s.lint.facts.span import Span
from arpwatch_k8s.lint.facts.version import UNKNOWN, Versioned
from arpwatch_k8s.lint.setting import Place, Setting

NO_CLASS: Final = Setting(name="loadBalancerClass", value=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """An IPAddressPool, a pool of the old ConfigMap, or of kubespray's variables."""

    name: str
    place: Place
    name_is_open: bool = False
    """Whether a part of its name is still to be filled in, by what was not run."""
    spans: tuple[Span, ...] = ()
    unread: tuple[Setting, ...] = ()
    """Addresses that are no span that we could read."""
    labels: tuple[tuple[str, str], ...] = ()
    auto_assign: Setting = Setting(name="autoAssign", value=True)
    protocol: str = ""
    """`layer2` or `bgp` where the pool itself says how it is announced: the old ConfigMap; else empty."""
    namespace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advertisement:
    """An L2Advertisement or a BGPAdvertisement."""

    name: str
    place: Place
    layer2: bool
    pools: tuple[Setting, ...] = ()
    """Pools by name; with no selector of pools either: all."""
    pool_selectors: tuple[Selector, ...] = ()
    node_selectors: tuple[Selector, ...] = ()
    """Any of them picks a node; none: all nodes."""
    interfaces: tuple[Setting, ...] = ()
    """Interfaces by name; none: all."""
    service_selectors: tuple[Selector, ...] = ()
    """Any of them picks a Service; none: all Services. From MetalLB 0.16 on."""
    more: tuple[str, ...] = ()
    """What else its specification has, which may give it a purpose that we do not know."""
    namespace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetalLb:
    """One MetalLB."""

    place: Place
    """Where it is declared, or the first of its pools."""
    made_by: str
    """As in "manifests", "kubespray", "Helm"."""
    says_so: Setting | None = None
    """The setting that has it run, where one does: `metallb_enabled: true`."""
    version: Versioned = UNKNOWN
    load_balancer_class: Setting = NO_CLASS
    """`--lb-class`: with one it takes Services of that class alone, without Services of no class alone."""
    speaker: Setting = Setting(name="speaker", value=True)
    """Whether a speaker runs."""
    memberlist: Setting = Setting(name="speaker.memberlist.enabled", value=True)
    memberlist_port: Setting = Setting(name="speaker.memberlist.mlBindPort", value=7946)
    ignore_exclude_lb: Setting = Setting(name="speaker.ignoreExcludeLB", value=False)
    node_selector: tuple[tuple[str, str], ...] = ()
    """Labels that the speaker's pods ask of their nodes."""
    tolerates_all: bool | None = None
    """Whether the speaker's pods run on tainted nodes, the control plane's among them; None where not known."""
    tolerated: tuple[str, ...] = ()
    """Keys of the taints that they tolerate, where it is not all."""
    affinity: Setting | None = None
    """What else narrows the nodes that they run on, where something does."""
    pools: tuple[Pool, ...] = ()
    advertisements: tuple[Advertisement, ...] = ()
    namespace: str = ""
    """The one that its objects name; empty where none does: it reads resources of its own alone."""
    resources_read: bool = False
    """Whether pools and advertisements were among what was read: else that there are none proves nothing."""
    cut: tuple[Place, ...] = ()
    """Where files break off that have, or may have, resources of it: what stands behind was not read."""
    pools_alone: bool = False
    """Whether the pools stood in a listing of nothing else, so that advertisements may just not have been asked for."""

    @property
    def is_layer2(self) -> bool | None:
        """Whether it announces anything in layer 2 mode; None where that was not among what was read."""
        if any(each.layer2 for each in self.advertisements) or any(each.protocol == "layer2" for each in self.pools):
            return True
        return False if self.resources_read and not self.pools_alone else None
