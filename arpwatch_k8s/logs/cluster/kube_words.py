"""What Kubernetes and its programs say in words: messages of Events, names of Leases and of who holds them."""

from __future__ import annotations

import re
from typing import Final

from arpwatch_k8s.evidence.addresses import canonical
from arpwatch_k8s.logs.details.belief import (
    Belief,
    Holding,
    Leadership,
    Leading,
    NodeEvent,
    Reconcile,
    Reconciling,
    Remark,
)
from arpwatch_k8s.logs.details.detail import Detail

ANNOUNCING: Final = re.compile(r'announcing from node "([^"]{1,253})"')
"""MetalLB speaker/main.go, reason nodeAssigned."""
NO_INTERFACE: Final = re.compile(
    r'the interfaces specified by LB IP "([^"]{1,64})" doesn\'t exist in assigned node "([^"]{1,253})"'
)
"""MetalLB speaker/layer2_controller.go, reason announceFailed."""
ALLOCATED: Final = re.compile(r'Assigned IP \["?([0-9A-Fa-f:.]{2,64})')
"""MetalLB controller/service.go, reason IPAllocated."""
LEADING: Final = re.compile(r"(\S{1,300}) (became leader|stopped leading)")
"""client-go tools/leaderelection/resourcelock, reason LeaderElection."""
COMBINED: Final = "(combined from similar events): "
"""client-go tools/record/events_cache.go."""
IDENTITY: Final = re.compile(r"(.{1,253})_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
"""A host's name and a UUID, as most controllers call themselves."""
NODE_REASONS: Final = {"NodeReady": "node_ready", "NodeNotReady": "node_not_ready", "RemovingNode": "node_leave"}
REASONS: Final = {
    "nodeAssigned": "metallb",
    "announceFailed": "metallb",
    "IPAllocated": "metallb",
    "AllocationFailed": "metallb",
    "ClearAssignment": "metallb",
}
"""Reasons that one program alone gives."""


def event_said(
    reason: str, message: str, *, kind: str, name: str, program: str | None, address: str | None = None
) -> Detail:
    """What an Event about an object says: `kind` in small letters, `name` as namespace/name where it has both."""
    message = message.removeprefix(COMBINED)
    program = REASONS.get(reason) or program or "kubernetes"
    service = name if kind == "service" else None
    if reason == "nodeAssigned" and (match := ANNOUNCING.search(message)):
        return Belief(
            kind=Holding.ANNOUNCED, address=address, node=match[1], service=service, program=program, reason=reason
        )
    if reason == "announceFailed" and (match := NO_INTERFACE.search(message)):
        return Belief(
            kind=Holding.WITHDRAWN, address=match[1], node=match[2], service=service, program=program, reason=reason
        )
    if reason == "LeaderElection" and (match := LEADING.match(message)):
        gained = Leading.GAINED if match[2] == "became leader" else Leading.LOST
        return Leadership(kind=gained, lease=name, node=identity_node(match[1]), program=lease_program(name) or program)
    if reason in NODE_REASONS and kind == "node":
        return NodeEvent(kind=NODE_REASONS[reason], node=name.rpartition("/")[2], program="kubernetes")
    if reason == "IPAllocated" and service and (match := ALLOCATED.match(message)):
        return Reconcile(kind=Reconciling.UPDATED, service=service, program=program, address=canonical(match[1]))
    return Remark(program=program)


def identity_node(identity: str) -> str:
    """The node in the name that a leader goes by: what is before a UUID, or all of it."""
    match = IDENTITY.match(identity)
    return match[1] if match else identity


def lease_program(lease: str) -> str | None:
    """Whose lease it is by its name, `namespace/name`: None where it is none that announces addresses."""
    name = lease.rpartition("/")[2]
    if name.startswith(("plndr-", "kubevip-")):
        return "kube-vip"
    return "cilium" if name.startswith("cilium-l2announce-") else None
