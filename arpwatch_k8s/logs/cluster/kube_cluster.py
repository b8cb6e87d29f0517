"""What objects of the cluster say as JSON of who leads, who announces and which nodes there are: Leases, MetalLB's
ServiceL2Statuses, Nodes, Events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.logs.cluster.kube_object import address, each, first_text, full_name, number, part, text
from arpwatch_k8s.logs.cluster.kube_service import Said
from arpwatch_k8s.logs.cluster.kube_words import event_said, identity_node, lease_program
from arpwatch_k8s.logs.details.belief import Belief, Holding, Leadership, Leading, NodeEvent, Remark
from arpwatch_k8s.logs.details.listed import LeaseListed, NodeListed
from arpwatch_k8s.wording.value import JsonValue

HEARTBEATS: Final = "kube-node-lease"


def lease(item: JsonValue) -> Iterator[Said]:
    """Since when a lease is held, that it was when it was renewed, and how often it has moved."""
    name, holder = full_name(item), text(item, "spec", "holderIdentity")
    words = f"Lease {name} held by {holder or 'nobody'}"
    if text(item, "metadata", "namespace") == HEARTBEATS:
        yield None, Remark(program="kubernetes"), words
        return
    node, program = identity_node(holder) if holder else None, lease_program(name) or "kubernetes"
    acquired, renewed = text(item, "spec", "acquireTime"), text(item, "spec", "renewTime")
    if node and acquired:
        gained = Leadership(kind=Leading.GAINED, lease=name, node=node, program=program)
        yield acquired, gained, f"{words} since {acquired}"
    if node and renewed:
        seen = Leadership(kind=Leading.SEEN, lease=name, node=node, program=program)
        yield renewed, seen, f"{words}, renewed {renewed}"
    moves = number(item, "spec", "leaseTransitions") or 0
    yield renewed, LeaseListed(lease=name, node=node, transitions=moves), f"{words}, {moves} transitions"


def status(item: JsonValue, change: str | None) -> Iterator[Said]:
    """Which node MetalLB takes to announce a Service; its status is made once and never changed."""
    name, namespace = text(item, "status", "serviceName"), text(item, "status", "serviceNamespace")
    labels = part(item, "metadata", "labels")
    name = name or text(labels, "metallb.io/service-name")
    namespace = namespace or text(labels, "metallb.io/service-namespace")
    node = text(item, "status", "node") or text(labels, "metallb.io/node")
    words = f"ServiceL2Status {full_name(item)}: {namespace}/{name} on {node or '?'}"
    if name is None or node is None:
        yield None, Remark(program="metallb"), words
        return
    gone = change == "DELETED"
    time = None if gone else text(item, "metadata", "creationTimestamp")
    kind = Holding.WITHDRAWN if gone else Holding.ANNOUNCED
    service = f"{namespace}/{name}" if namespace else name
    yield time, Belief(kind=kind, address=None, node=node, service=service, program="metallb"), words


def node(item: JsonValue) -> Iterator[Said]:
    """A node's addresses, and since when it is ready or not."""
    name = text(item, "metadata", "name") or ""
    ready: bool | None = None
    since: str | None = None
    for condition in each(item, "status", "conditions"):
        if text(condition, "type") == "Ready":
            ready, since = text(condition, "status") == "True", text(condition, "lastTransitionTime")
    found = [
        where
        for entry in each(item, "status", "addresses")
        if text(entry, "type") in ("InternalIP", "ExternalIP") and (where := address(entry, "address"))
    ]
    for where in found:
        yield None, NodeListed(node=name, address=where, ready=ready), f"Node {name} {where}"
    if not found:
        yield None, NodeListed(node=name, address=None, ready=ready), f"Node {name}"
    if ready is not None and since:
        kind = "node_ready" if ready else "node_not_ready"
        yield since, NodeEvent(kind=kind, node=name, program="kubernetes"), f"Node {name} {kind} since {since}"


def event(item: JsonValue) -> Iterator[Said]:
    """What an Event says, when it was seen last; and first, where it was seen several times."""
    about = "involvedObject" if isinstance(part(item, "involvedObject"), dict) else "regarding"
    kind, namespace = (text(item, about, "kind") or "").lower(), text(item, about, "namespace")
    name = text(item, about, "name") or ""
    reason, message = text(item, "reason") or "", text(item, "message") or text(item, "note") or ""
    component = first_text(item, ("source", "component"), ("reportingComponent",), ("reportingController",))
    program = component and component.removesuffix("-speaker").removesuffix("-controller")
    full = f"{namespace}/{name}" if namespace else name
    detail = event_said(reason, message, kind=kind, name=full, program=program)
    first = first_text(item, ("firstTimestamp",), ("deprecatedFirstTimestamp",), ("eventTime",))
    last = first_text(item, ("series", "lastObservedTime"), ("lastTimestamp",), ("deprecatedLastTimestamp",))
    last = last or first or text(item, "metadata", "creationTimestamp")
    count = number(item, "series", "count") or number(item, "count") or number(item, "deprecatedCount") or 1
    words = f"{reason} {kind} {full}: {message[:200]}" + (f" ({count} times)" if count > 1 else "")
    if first and first != last:
        yield first, detail, f"{words}, first"
    yield last, detail, words
