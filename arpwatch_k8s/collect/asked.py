"""What is asked of a cluster: everything that is listed, by the name of its file, and the right that this takes.

`deploy/kubectl/clusterrole.yaml` allows this and no more, and docs/collect.md has it as a table; tests hold all three
together. There is no Secret in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All objects of a kind."""

    file: str
    """What it is written to."""
    kind: str
    """The kind as kubectl takes it and RBAC names it: `leases.coordination.k8s.io`."""
    has_namespace: bool = True
    """Whether its objects stand in namespaces."""
    with_managers: bool = False
    """Whether managedFields are read, which say who wrote an object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigMap:
    """One ConfigMap by its name."""

    file: str
    """What it is written to."""
    program: str
    """Whose it is, as its pods are called here: it stands where these are."""
    namespace: str
    """Where it is looked for without them."""
    name: str


SETTINGS: Final = "cluster"
"""The folder for what is settings alone: an analysis looks for nothing else there."""
SERVICES: Final = Listing(file="services.json", kind="services", with_managers=True)
LEASES: Final = Listing(file="leases.json", kind="leases.coordination.k8s.io")
LEASES_AFTER: Final = Listing(file="leases-after.json", kind=LEASES.kind)
PODS: Final = Listing(file="", kind="pods")
"""Of all pods their images alone: which of them announce. They are in no file."""
EVENTS: Final = Listing(file="events.json", kind="events")
FIRST: Final = (
    Listing(file="nodes.json", kind="nodes", has_namespace=False),
    SERVICES,
    LEASES,
    Listing(file="endpointslices.json", kind="endpointslices.discovery.k8s.io"),
    Listing(file="servicel2statuses.json", kind="servicel2statuses.metallb.io"),
    Listing(file="cluster/ipaddresspools.json", kind="ipaddresspools.metallb.io"),
    Listing(file="cluster/l2advertisements.json", kind="l2advertisements.metallb.io"),
    Listing(file="cluster/bgpadvertisements.json", kind="bgpadvertisements.metallb.io"),
    Listing(
        file="cluster/ciliuml2announcementpolicies.json",
        kind="ciliuml2announcementpolicies.cilium.io",
        has_namespace=False,
    ),
    Listing(
        file="cluster/ciliumloadbalancerippools.json", kind="ciliumloadbalancerippools.cilium.io", has_namespace=False
    ),
)
"""What is listed before Services are watched."""
LAST: Final = (EVENTS, LEASES_AFTER)
"""What is listed after that: what came meanwhile is in it, and which leases moved."""
CONFIG_MAPS: Final = (
    ConfigMap(
        file="cluster/configmap-kube-proxy.json", program="kube-proxy", namespace="kube-system", name="kube-proxy"
    ),
    ConfigMap(
        file="cluster/configmap-cilium-config.json", program="cilium", namespace="kube-system", name="cilium-config"
    ),
    ConfigMap(
        file="cluster/configmap-metallb.json", program="metallb-speaker", namespace="metallb-system", name="config"
    ),
)
"""Of their keys is written what `withheld.KEPT` names."""
WATCH_FILE: Final = "services-watch.ndjson"
VERSION_FILE: Final = "cluster/version.json"
RECORD_FILE: Final = "cluster/collected.json"
