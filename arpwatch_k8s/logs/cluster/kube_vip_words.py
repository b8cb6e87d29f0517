"""What kube-vip's messages say: slog's with pairs, logrus' with the same things in brackets within the words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from ipaddress import ip_address
from typing import ClassVar, Final, assert_never

from arpwatch_k8s.logs.details.belief import Belief, Holding, Leadership, Leading, Reconcile, Reconciling

NAME: Final = "kube-vip"
Pairs = Mapping[str, str]
Told = Belief | Leadership | Reconcile | None


@dataclass(slots=True)
class State:
    """What a pod said before."""

    node: str | None = None
    """The name of its node."""
    services_lease: str = ""
    """The lease by which one node announces all Services; `` until it is told."""
    cluster_lease: str = ""
    """The lease of the control plane's address."""
    leases: dict[str, str] = field(default_factory=dict)
    """The lease of each Service's own election, by the Service's name."""
    MOST: ClassVar[int] = 10_000
    """Pods, and Services of a pod, that are remembered."""


FORMS: Final = tuple(
    (re.compile(pattern), message, keys)
    for pattern, message, keys in (
        (r"(?:\(svcs\) )?adding VIP \[([^\]]*)\](?: via (\S+))? for \[([^\]/]*)/([^\]]*)\]",
         "(svcs) adding VIP", ("ip", "interface", "namespace", "name")),
        (r"Gratuitous Arp broadcast will repeat every 3 seconds for \[([^\]/]*)(?:/([^\]]*))?\]",
         "layer 2 broadcaster starting", ("IP", "device")),
        (r"Broadcasting (?:ARP|NDP) update for (\S+) \(([^)]*)\) via (\S+)",
         "Broadcasting update", ("ip", "hwaddr", "interface")),
        (r"\[VIP\] Releasing the Virtual IP \[([^\]]*)\]", "deleted address", ("IP",)),
        (r"Re-appl\w+ the VIP configuration \[([^\]]*)\] to the interface \[([^\]]*)\]",
         "Re-applied the VIP configuration", ("ip", "interface")),
        (r"\(svc election\) service \[([^\]]*)\] leader lost: \[([^\]]*)\]", "leadership lost", ("service", "leader")),
        (r"service \[([^\]]*)\] leader lost: (\S+)", "leadership lost", ("service", "leader")),
        (r"\(svc election\) new leader elected: (\S+)", "new leader", ("leader",)),
        (r"leader lost: (\S+)", "leader lost", ("former leader",)),
        (r"new leader elected: (\S+)", "new leader elected", ("new leader",)),
        (r"Node \[([^\]]*)\] is assuming leadership of the cluster", "New leader", ("leader",)),
        (r"(?:\(svc election\)|\[services election\] for) service \[([^\]]*)\], namespace \[([^\]]*)\], "
         r"lock name \[([^\]]*)\], host id \[([^\]]*)\]",
         "new leader election", ("service", "namespace", "lock_name", "host_id")),
        (r"(?i:beginning services leadership), namespace \[([^\]]*)\], lock name \[([^\]]*)\], id \[([^\]]*)\]",
         "services leadership", ("namespace", "lock name", "id")),
        (r"(?i:beginning cluster membership), namespace \[([^\]]*)\], lock name \[([^\]]*)\], id \[([^\]]*)\]",
         "cluster membership", ("namespace", "lock", "id")),
        (r"Using node name \[([^\]]*)\]", "using node name", ("name",)),
    )
)  # fmt: skip
"""logrus' words, slog's for the same, and the keys of what stands in brackets."""


def in_pairs(text: str) -> tuple[str, dict[str, str]]:
    """A message of logrus as slog would have it."""
    for pattern, message, keys in FORMS:
        if found := pattern.match(text):
            return message, {key: value for key, value in zip(keys, found.groups(), strict=True) if value}
    return text, {}


class Scope(Enum):
    """What a lease is for."""

    SERVICES = auto()
    """All Services."""
    SERVICE = auto()
    """One Service, by an election of its own."""
    CLUSTER = auto()
    """The control plane's address."""


BELIEFS: Final[Mapping[str, tuple[Holding, str]]] = {
    "(svcs) adding VIP": (Holding.ADDED, "ip"),
    "successful add IP": (Holding.ADDED, "address"),
    "took over VIP as new leader": (Holding.ADDED, "IP"),
    "Re-applied the VIP configuration": (Holding.ADDED, "ip"),
    "layer 2 broadcaster starting": (Holding.ANNOUNCED, "IP"),
    "Broadcasting update": (Holding.ANNOUNCED, "ip"),
    "Broadcasting NDP update": (Holding.ANNOUNCED, "ip"),
    "[ARP manager] removing ARP/NDP instance": (Holding.WITHDRAWN, "name"),
    "[VIP] Preserving IPv4 VIP address on interface, only stopped ARP broadcasting": (Holding.WITHDRAWN, "ip"),
    "deleted address": (Holding.REMOVED, "IP"),
    "cleaned up preserved VIP to avoid conflict": (Holding.REMOVED, "IP"),
}
"""What a message says of an address, and the key that it is under."""
LEADERS: Final[Mapping[str, tuple[Leading, Scope]]] = {
    "leader lost": (Leading.LOST, Scope.SERVICES),
    "new leader elected": (Leading.SEEN, Scope.SERVICES),
    "lost services leadership, restarting kube-vip": (Leading.LOST, Scope.SERVICES),
    "lost leadership, restarting kube-vip": (Leading.LOST, Scope.CLUSTER),
    "lost control plane leadership, restarting kube-vip": (Leading.LOST, Scope.CLUSTER),
    "New leader": (Leading.SEEN, Scope.CLUSTER),
    "leadership lost": (Leading.LOST, Scope.SERVICE),
    "new leader": (Leading.SEEN, Scope.SERVICE),
}
"""What a message says of who leads, and in what. Who lost is named under any key, `new leader` too."""
NODE_KEYS: Final = ("leader", "new leader", "former leader", "id")
MEMBERSHIPS: Final[Mapping[str, Scope | None]] = {
    "using node name": None,
    "new leader election": Scope.SERVICE,
    "services leadership": Scope.SERVICES,
    "beginning services leadership": Scope.SERVICES,
    "cluster membership": Scope.CLUSTER,
}
"""Messages that name the node, and the lease that it will try for."""
OWN_KEYS: Final = ("id", "host_id", "name")
CHANGED: Final = "(svcs) The load balancer has changed, cancelling original load balancer"
"""kube-vip sees that somebody changed a Service's load balancer, and makes it anew."""


def detail_of(message: str, pairs: Pairs, state: State) -> Told:
    """What a message says; None where it is passed over, or only remembered."""
    if message in BELIEFS:
        return belief(*BELIEFS[message], pairs)
    if message in LEADERS:
        kind, scope = LEADERS[message]
        node = next((pairs[key] for key in NODE_KEYS if pairs.get(key)), None)
        return Leadership(kind=kind, lease=pairs.get("lease") or led(scope, pairs, state), node=node, program=NAME)
    if message == CHANGED:
        return Reconcile(kind=Reconciling.BEGUN, service=None, program=NAME)
    if message in MEMBERSHIPS:
        state.node = next((pairs[key] for key in OWN_KEYS if pairs.get(key)), state.node)
        remember(MEMBERSHIPS[message], pairs, state)
    return None


def belief(kind: Holding, key: str, pairs: Pairs) -> Belief | None:
    """What is said of an address, and of the Service where it is named."""
    address = canonical(pairs.get(key))
    service = f"{pairs['namespace']}/{pairs['name']}" if pairs.get("namespace") and pairs.get("name") else None
    if address is None and service is None:
        return None
    return Belief(kind=kind, address=address, node=None, service=service, program=NAME)


def canonical(text: str | None) -> str | None:
    """An address, canonical text, without the mask and the interface behind it; None where it is none, or 0.0.0.0."""
    try:
        address = ip_address((text or "").partition("/")[0].strip())
    except ValueError:
        return None
    return None if address.is_unspecified else str(address)


def led(scope: Scope, pairs: Pairs, state: State) -> str:
    """The lease that a change of leader is about; `` where nothing told it."""
    match scope:
        case Scope.SERVICES:
            return state.services_lease
        case Scope.CLUSTER:
            return state.cluster_lease
        case Scope.SERVICE:
            return state.leases.get(pairs.get("service", ""), "")
        case _:
            assert_never(scope)


def remember(scope: Scope | None, pairs: Pairs, state: State) -> None:
    """The lease that a pod will try for. Up to 0.4 that for all Services is told as the cluster's."""
    lock, space = pairs.get("lock name") or pairs.get("lock_name") or pairs.get("lock") or "", pairs.get("namespace")
    lease = lock if "/" in lock or not space else f"{space}/{lock}"
    if scope is Scope.SERVICE:
        if len(state.leases) >= State.MOST:
            state.leases.clear()
        state.leases[pairs.get("service", "")] = lease
    elif scope is Scope.SERVICES or (scope is Scope.CLUSTER and "svcs" in lease):
        state.services_lease = lease
    elif scope is Scope.CLUSTER:
        state.cluster_lease = lease
