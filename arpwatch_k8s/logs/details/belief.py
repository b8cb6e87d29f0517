"""What the cluster's programs say of who owns an address, as typed records: belief, which frames may bear out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class Holding(StrEnum):
    """Whether somebody holds an address from now on, in the words of who says so."""

    ANNOUNCED = "announced"
    WITHDRAWN = "withdrawn"
    ADDED = "address_added"
    REMOVED = "address_removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """A program says that a node holds an address, or holds it no more."""

    kind: Holding
    """Which of the two, and whether it announces the address or has it on an interface."""
    address: str | None
    """The address, canonical text; None where a line names the service alone."""
    node: str | None
    """The node's name; None where the line does not name it: then whoever wrote the log."""
    service: str | None
    """`namespace/name`; None where the line does not name it."""
    program: str
    """Whose word it is: metallb, kube-vip, keepalived, cilium, kubernetes."""
    reason: str | None = None
    """Why, in the program's own word; None where it gives none."""
    instance: str | None = None
    """The VRRP instance that it is announced under; None where the line names none."""


class Leading(StrEnum):
    """How a leadership changed."""

    GAINED = "leads"
    LOST = "leads_no_more"
    SEEN = "leader_seen"
    """The log's writer learned who leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leadership:
    """Who leads, by a lease or by VRRP: the leader announces what the lease or the group is for."""

    kind: Leading
    """How that changed."""
    lease: str
    """`namespace/name` of a lease, or the name of a VRRP instance; `` where no line so far names it."""
    node: str | None
    """Who gained or lost it; None where the line does not name it: then whoever wrote the log."""
    program: str
    """Whose word it is."""
    address: str | None = None
    """The address that goes with it; None where the line does not name it."""


class Reconciling(StrEnum):
    """What a controller does with a Service."""

    BEGUN = "reconcile_begun"
    ENDED = "reconcile_ended"
    UPDATED = "service_updated"
    """It wrote to the Service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconcile:
    """A controller looks at a Service, or writes to it."""

    kind: Reconciling
    """Which."""
    service: str | None
    """`namespace/name`; None where the line does not name it."""
    program: str
    """Whose controller."""
    address: str | None = None
    """The address that it wrote; None where the line does not name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeEvent:
    """A node joined or left, in the word of who watches nodes."""

    kind: str
    """`node_join`, `node_leave`, or what the source calls it, in lower case with _ between its words."""
    node: str
    """The node's name."""
    program: str
    """Whose word it is."""
    address: ClassVar[None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manager:
    """A program is told as the manager of a Service's fields: who writes them."""

    service: str
    """`namespace/name`."""
    manager: str
    """Its name, as metadata.managedFields has it."""
    fields: str
    """What it writes: `status`, or `` for the object."""
    kind: ClassVar[str] = "manager"
    address: str | None = None
    """The Service's address; None where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A host or a kernel says that an address is in use twice, or comes from a MAC that it should not."""

    kind: str
    """`duplicate_address`, `martian`, or what the source calls it, in lower case with _ between its words."""
    address: str
    """The address, canonical text."""
    mac: int | None
    """The evidence table's number of the other MAC; None where the line does not name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A line that is understood, and says nothing of addresses, leaders or nodes."""

    program: str
    """Whose line it is."""
    kind: ClassVar[str] = "remark"
    address: ClassVar[None] = None
