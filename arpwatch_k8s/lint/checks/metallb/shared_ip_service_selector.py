"""A Service that shares its address, and an advertisement that picks Services: 0.16 lets several nodes announce."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.metallb.choosing import Chosen, chosen
from arpwatch_k8s.lint.checks.metallb.sharing import shared, side
from arpwatch_k8s.lint.facts.cluster import Service
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.metallb import Advertisement
from arpwatch_k8s.lint.facts.span import Address
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.wording.plain import plain

MOST: Final = 1_000_000
"""Addresses times pools, above which it is not looked which is of which."""


def look(facts: Facts) -> Iterator[Told]:
    """Each address that several Services share, in the pools of advertisements that pick Services."""
    for metallb in facts.metallb:
        pools = [each for each in chosen(metallb) if any(one.layer2 and one.service_selectors for one in each.by)]
        if not pools:
            continue
        addresses = list(shared(facts, metallb))
        if len(addresses) * len(pools) > MOST:
            why = f"which of {len(pools):,} pools each of {len(addresses):,} addresses is of: they are too many"
            yield Undecided(why=why, sides=(Side(place=metallb.place, says="the first of them"),))
            continue
        for address, services in addresses:
            yield from held_against(address, services, pools)


def held_against(address: Address, services: list[Service], pools: list[Chosen]) -> Iterator[Told]:
    """One address with the advertisements of its pool."""
    picking = [
        each
        for pool in pools
        if any(address in span for span in pool.pool.spans)
        for each in pool.by
        if each.layer2 and each.service_selectors
    ]
    for advertisement in picking:
        picks = [picked(advertisement, service) for service in services]
        where = Side(
            place=advertisement.service_selectors[0].place,
            says=f"the advertisement {plain(advertisement.name)}, serviceSelectors",
        )
        if True in picks:
            yield Fault(
                summary=f"{plain(services[0].name)} and {plain(services[1].name)} share {address}, and "
                f"{plain(advertisement.name)} picks Services: each of the two may be announced by nodes of its own",
                sides=(where, *(side(service) for service in services[:2])),
                fix="the annotation off the Services, or serviceSelectors off the advertisement",
            )
            return
        if None in picks:
            yield Undecided(
                why=f"whether the advertisement {plain(advertisement.name)} picks Services that share {address}",
                sides=(where,),
            )
            return


def picked(advertisement: Advertisement, service: Service) -> bool | None:
    """Whether an advertisement picks a Service by its labels."""
    answers = {selector.meets(service.labels) for selector in advertisement.service_selectors}
    return True if True in answers else None if None in answers else False


CHECK: Final = Check(
    id="shared-ip-service-selector",
    title="a shared address, and an advertisement that picks Services",
    severity=Severity.WARNING,
    look=look,
    why="The node of an address is elected among those that the advertisements of a Service let announce. Services of "
    "one address that different advertisements pick have different candidates, and so two owners. 0.16.0 and 0.16.1 "
    "take both settings; later ones leave such a Service unannounced.",
    wire="Two nodes that answer for one VIP; with later versions none.",
    rules=("one-address-two-services", "vip-unanswered"),
    taught_by=("metallb 30606303e",),
    versions="MetalLB 0.16 and later, which know serviceSelectors",
)
