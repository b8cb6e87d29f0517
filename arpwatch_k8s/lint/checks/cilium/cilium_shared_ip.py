"""Services that share an address by Cilium's LB IPAM, and are announced by an election each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.cilium.picking import announcing, picks
from arpwatch_k8s.lint.facts.cilium import Policy
from arpwatch_k8s.lint.facts.cluster import Service
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.span import Address
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.lint.setting import Setting
from arpwatch_k8s.wording.plain import plain

KEYS: Final = ("lbipam.cilium.io/sharing-key", "io.cilium/lb-ipam-sharing-key")
ACROSS: Final = ("lbipam.cilium.io/sharing-cross-namespace", "io.cilium/lb-ipam-sharing-cross-namespace")
"""With it a Service shares with those of other namespaces, too."""


def look(facts: Facts) -> Iterator[Told]:
    """Services by their key and namespace, or by their key alone where they share across namespaces."""
    for cilium in facts.cilium:
        policies = list(announcing(cilium))
        if not policies:
            continue
        groups: dict[tuple[str, str], list[Service]] = {}
        for service in facts.services:
            key = key_of(service)
            if key is not None and key.text:
                across = any(service.annotations[name].text for name in ACROSS if name in service.annotations)
                groups.setdefault((key.text, "" if across else service.namespace), []).append(service)
        for services in groups.values():
            yield from told(services, policies)


def told(services: list[Service], policies: list[Policy]) -> Iterator[Told]:
    """Services of one key: the first two that may have an address in common."""
    answers = [(service, [picks(policy, service) for policy in policies]) for service in services]
    picked = [service for service, several in answers if True in several]
    may_be = [service for service, several in answers if any(answer is not False for answer in several)]
    pair = first_pair(picked)
    if pair is not None:
        first, second = pair
        policy = next(each for each in policies if picks(each, first))
        yield Fault(
            summary=f"{plain(first.name)} and {plain(second.name)} share an address, and Cilium elects a node each: "
            "two nodes may answer for it",
            sides=(side(first), side(second), Side(place=policy.place, says=f"the policy {plain(policy.name)}")),
            fix="one Service with all ports in place of the two, or an address for each, or BGP",
        )
    elif (pair := first_pair(may_be)) is not None:
        yield Undecided(
            why=f"whether a policy of Cilium picks both {plain(pair[0].name)} and {plain(pair[1].name)}, which share "
            "an address",
            sides=(side(pair[0]), side(pair[1])),
        )


def first_pair(services: list[Service]) -> tuple[Service, Service] | None:
    """The first two with an address in common; where one has none yet, it may get that of the other."""
    by_address: dict[Address, Service] = {}
    for service in services:
        for address in service.addresses:
            if address in by_address:
                return by_address[address], service
            by_address[address] = service
    open_one = next((each for each in services if not each.addresses), None)
    other = next((each for each in services if each is not open_one), None)
    return None if open_one is None or other is None else (open_one, other)


def key_of(service: Service) -> Setting | None:
    """The annotation by which a Service shares its address."""
    return next((service.annotations[name] for name in KEYS if name in service.annotations), None)


def side(service: Service) -> Side:
    """A Service with its key."""
    key = key_of(service)
    place = key.place if key is not None and key.place is not None else service.place
    return Side(place=place, says=f"the Service {plain(service.name)}" + ("" if key is None else f", {key.said}"))


CHECK: Final = Check(
    id="cilium-shared-ip",
    title="a shared address with an election for each Service",
    severity=Severity.CRITICAL,
    look=look,
    why="Cilium elects the announcing node by Service, with a lease for each. Services that share an address by a "
    "sharing key are elected by themselves: two nodes hold a lease for one address, and both answer.",
    wire="Two nodes that answer who-has for one VIP, for as long as both Services are there.",
    rules=("split-brain", "one-address-two-services"),
    taught_by=("cilium#48419",),
    versions="reported of Cilium 1.20.1 and later; the lease has been one of the Service since L2 announcements came",
)
