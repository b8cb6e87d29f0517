"""Services that share an address and send traffic to local pods only must have the same pods: else MetalLB refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.metallb.sharing import shared, side
from arpwatch_k8s.lint.facts.cluster import Service
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.wording.plain import plain

Backends = frozenset[tuple[str, str]]


def look(facts: Facts) -> Iterator[Told]:
    """Each address that several Services share."""
    for metallb in facts.metallb:
        for address, services in shared(facts, metallb):
            unknown = next((each for each in services if not each.external_traffic_policy.is_known), None)
            if unknown is not None:
                said = unknown.external_traffic_policy.said
                yield Undecided(why=f"whether Services may share {address}: {said}", sides=(side(unknown),))
                continue
            first = services[0]
            other = next((each for each in services if backends(each) != backends(first)), None)
            if other is not None:
                local = first if is_local(first) else other
                policy = local.external_traffic_policy
                yield Fault(
                    summary=f"{plain(first.name)} and {plain(other.name)} ask to share {address}, but not with "
                    "externalTrafficPolicy: Local and other pods: MetalLB gives it to one of them only",
                    sides=(Side(place=policy.place or local.place, says=policy.said), side(first), side(other)),
                    fix=f"externalTrafficPolicy: Cluster on both, or an address for each ({policy.written('Cluster')})",
                )


def is_local(service: Service) -> bool:
    """Whether its traffic goes to pods of the node alone that it comes to."""
    return service.external_traffic_policy.text == "Local"


def backends(service: Service) -> Backends:
    """What Services that share an address must agree in (internal/allocator/k8salloc, BackendKey)."""
    return frozenset(service.selector.items()) if is_local(service) else frozenset()


CHECK: Final = Check(
    id="shared-ip-local",
    title="Services that cannot share the address that they ask for",
    severity=Severity.WARNING,
    look=look,
    why="With externalTrafficPolicy: Local the node must have pods of every Service of the address: MetalLB lets only "
    "Services with the same selector share it. The one that comes second stays without the address, and which one that "
    "is may change with a restart of the controller.",
    wire="Connections to the ports of one of the Services that nobody takes.",
    rules=("service-not-programmed", "no-local-endpoint"),
    taught_by=("MetalLB: usage, IP address sharing",),
)
