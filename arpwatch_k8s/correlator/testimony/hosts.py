"""Which host has which address and which MAC, as listings say it: names for the inventory, and where a VIP is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from ipaddress import ip_address

from arpwatch_k8s.evidence.row import MAC_PRESENT
from arpwatch_k8s.inventory.given import Given, Known
from arpwatch_k8s.logs.details.detail import NeighborEntry
from arpwatch_k8s.logs.details.listed import AddressListed, NodeListed, ServiceListed
from arpwatch_k8s.logs.event import Log, LogEvent, Undated, everything
from arpwatch_k8s.logs.reading.file_name import named_host


@dataclass(frozen=True, slots=True, kw_only=True)
class OnInterface:
    """A host has an address on an interface. Of `kube-ipvs0` and of `lo` that is no claim: every node may have it."""

    log: int
    """The log's number."""
    said: LogEvent | Undated
    """Where it says so."""
    detail: AddressListed
    """The address, the interface and its MAC; the host is that of the text, or else of the file's name."""


def on_interfaces(logs: Iterable[Log]) -> Iterator[OnInterface]:
    """All addresses on interfaces, each with its host and, where any listing of the host has it, its MAC."""
    found: list[OnInterface] = []
    macs: dict[tuple[str | None, str], int] = {}
    for number, log in enumerate(logs):
        named = named_host(log.path)
        for said in everything(log):
            if not isinstance(said.detail, AddressListed):
                continue
            placed = said.detail if said.detail.host else replace(said.detail, host=named)
            found.append(OnInterface(log=number, said=said, detail=placed))
            if placed.host and placed.mac is not None:
                macs[placed.host, placed.interface] = placed.mac
    for item in found:
        mac = item.detail.mac or macs.get((item.detail.host, item.detail.interface))
        yield replace(item, detail=replace(item.detail, mac=mac))


def known_from(logs: Iterable[Log]) -> Known:
    """Names that listings tell: MACs of hosts, addresses of nodes and the MACs that these are at, services.

    A host is named by the MACs of interfaces that have an address of its own, not by addresses: one may be a VIP.
    """
    logs = list(logs)
    nodes: dict[Given, None] = {}
    neighbors: dict[tuple[str, int], None] = {}
    services: dict[str, str] = {}
    for item in on_interfaces(logs):
        host, mac, address = item.detail.host, item.detail.mac, item.detail.address
        if host and mac and mac != MAC_PRESENT and address and not is_everywhere(address):
            nodes[Given(name=host, mac=mac, address=None)] = None
    for log in logs:
        for said in everything(log):
            match said.detail:
                case NodeListed(node=node, address=str(address)):
                    nodes[Given(name=node, mac=None, address=address)] = None
                case NeighborEntry(address=address, mac=int(mac)):
                    neighbors[address, mac] = None
                case ServiceListed(service=service, address=str(address)):
                    services[address] = service
    of_nodes = {given.address for given in nodes}
    macs: dict[str, set[int]] = {}
    for address, mac in neighbors:
        macs.setdefault(address, set()).add(mac)
    return Known(
        nodes=tuple(nodes),
        neighbors=tuple((address, mac) for address, mac in neighbors if address in of_nodes),
        services=services,
        listed={address: mac for address, (mac, *others) in macs.items() if not others},
    )


def is_everywhere(address: str) -> bool:
    """Whether any host may have an address: its loopback's, or a link-local one."""
    parsed = ip_address(address)
    return parsed.is_loopback or parsed.is_link_local
