"""What listings and probes say, as typed records: what is where, and who answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressListed:
    """An interface of a host, with an address of it."""

    address: str | None
    """The address, canonical text; None where the interface is listed for itself."""
    interface: str
    """The interface's name."""
    mac: int | None
    """The evidence table's number of its MAC; None where it is not told."""
    host: str | None
    """The host's name, from a prompt or a heading; None where there is none: then the file's name may say it."""
    prefix: int | None = None
    """The length of the address's prefix; None where it is not told."""
    kind: ClassVar[str] = "address_listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeListed:
    """A node of the cluster has an address."""

    node: str
    """The node's name."""
    address: str | None
    """The address, canonical text; None where the node has none."""
    ready: bool | None
    """Whether the cluster takes it to be ready; None where it is not told."""
    kind: ClassVar[str] = "node_listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceListed:
    """A Service as it is listed."""

    service: str
    """`namespace/name`, or the name alone where the listing leaves the namespace out."""
    address: str | None
    """The first of its load balancer's addresses, canonical text; None where it has none."""
    type: str
    """ClusterIP, NodePort, LoadBalancer, ExternalName."""
    version: str | None = None
    """metadata.resourceVersion; None where it is not told."""
    local: bool | None = None
    """Whether externalTrafficPolicy is Local; None where it is not told."""
    kind: ClassVar[str] = "service_listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointListed:
    """A Service's endpoint."""

    service: str
    """`namespace/name`."""
    node: str | None
    """The node that it runs on; None where it is not told."""
    ready: bool
    """Whether it takes traffic; one that does not say is ready."""
    address: str | None
    """The endpoint's own address, canonical text; None where it is a name."""
    kind: ClassVar[str] = "endpoint_listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseListed:
    """How often a lease has changed hands: two listings bound the number of moves between them."""

    lease: str
    """`namespace/name`."""
    node: str | None
    """Who holds it; None where nobody does."""
    transitions: int
    """leaseTransitions."""
    kind: ClassVar[str] = "lease_listed"
    address: ClassVar[None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArpAnswer:
    """A question who has an address, put by a probe, was answered: by ARP, or by neighbor discovery."""

    address: str | None
    """The address asked for, canonical text; None where the output does not name it."""
    mac: int
    """The evidence table's number of the MAC that it is at."""
    unasked: bool = False
    """Whether the probe says that it had not asked for it."""
    frame_bytes: int | None = None
    """The length of the frame; None where it is not told."""
    kind: ClassVar[str] = "arp_answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArpSilence:
    """A question who has an address, put by a probe, was not answered in time."""

    address: str | None
    """The address asked for, canonical text; None where the output does not name it."""
    kind: ClassVar[str] = "arp_timeout"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArpCount:
    """How a run of a probe ended."""

    address: str | None
    """The address asked for, canonical text; None where the output does not name it."""
    asked: int | None
    """Questions that were sent; None where the line does not say it."""
    answers: int | None
    """Answers that came; None where the line does not say it."""
    extra: int | None = None
    """Answers beyond the first to a question; None where it is not told."""
    kind: ClassVar[str] = "arp_count"


class Echo(StrEnum):
    """What came of an echo request."""

    ANSWERED = "echo_reply"
    DUPLICATE = "echo_duplicate"
    UNREACHABLE = "echo_unreachable"
    REDIRECT = "echo_redirect"
    SILENT = "echo_timeout"
    OTHER = "echo_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class EchoResult:
    """What ping says of one request."""

    kind: Echo
    """What came of it."""
    address: str | None
    """The address that was pinged, canonical text; None where the output does not name it."""
    sender: str | None
    """Whose reply or error it is, canonical text; None where nobody answered."""
    sequence: int | None
    """icmp_seq; None where it is not told."""
    gateway: str | None = None
    """Where a redirect sends, canonical text; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MacPort:
    """A switch or a bridge has a MAC behind a port."""

    mac: int
    """The evidence table's number of the MAC."""
    port: str
    """The port's name."""
    vlan: int | None
    """The VLAN; None where it is not told."""
    learned: bool
    """Whether it was learned from a frame, and not set."""
    kind: ClassVar[str] = "mac_port"
    address: ClassVar[None] = None
