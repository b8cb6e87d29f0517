"""Cilium's LB IPAM and MetalLB both give addresses to the same Services."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.between.taking import by_metallb, takes
from arpwatch_k8s.lint.checks.cilium.picking import meets
from arpwatch_k8s.lint.facts.cilium import Cilium, CiliumPool
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.metallb import MetalLb
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.wording.plain import plain

IPAM: Final = "lbipam"
"""What defaultLBServiceIPAM says for that LB IPAM takes Services of no class."""


def look(facts: Facts) -> Iterator[Told]:
    """Each MetalLB that takes Services of no class, with the first pool of Cilium that would give to them."""
    for metallb in facts.metallb:
        if by_metallb(metallb).classless is False:
            continue
        for cilium in facts.cilium:
            pools = [pool for pool in cilium.pools if pool.disabled.is_on is not True]
            default = cilium.default_lb_service_ipam
            if pools and cilium.lb_ipam.is_on is not False and (default.text == IPAM or not default.is_known):
                yield from held_against(facts, metallb, cilium, pools)


def held_against(facts: Facts, metallb: MetalLb, cilium: Cilium, pools: list[CiliumPool]) -> Iterator[Told]:
    """A MetalLB and a Cilium with pools."""
    taken = by_metallb(metallb)
    says = (cilium.lb_ipam, cilium.default_lb_service_ipam)
    open_setting = next((each for each in (*says, *taken.because) if not each.is_known), None)
    whole = next((pool for pool in pools if not pool.service_selector or not pool.service_selector.requirements), None)
    given = whole or next(
        (
            pool
            for pool in pools
            if any(meets(pool.service_selector, each) and takes(taken, each) for each in facts.services)
        ),
        None,
    )
    sides = (
        Side(place=(given or pools[0]).place, says=f"the pool {plain((given or pools[0]).name)} of Cilium"),
        *(Side(place=each.place, says=each.said) for each in says if each.place is not None),
        Side(place=metallb.place, says=f"MetalLB, by {metallb.made_by}"),
    )
    if open_setting is not None or (given is None and not facts.services_read):
        missing = open_setting.said if open_setting is not None else "a listing of all Services would tell"
        yield Undecided(why=f"whether Cilium gives addresses to Services of MetalLB: {missing}", sides=sides)
    elif given is not None:
        yield Fault(
            summary=f"Cilium gives addresses of {plain(given.name)} to Services of no class, and MetalLB its own",
            sides=sides,
            fix=f"{cilium.default_lb_service_ipam.written('none')} and a loadBalancerClass on the Services that are "
            f"Cilium's; or {cilium.lb_ipam.written('false')}",
        )


CHECK: Final = Check(
    id="cilium-lbipam-and-metallb",
    title="Cilium and MetalLB give addresses to the same Services",
    severity=Severity.WARNING,
    look=look,
    why="LB IPAM sleeps until there is a first CiliumLoadBalancerIPPool. From then on it gives an address to every "
    "Service of no class, as MetalLB does: the status has both, or the one that was written last.",
    wire="A VIP that nobody uses, or two for one Service; the address of a Service changes.",
    rules=("one-address-two-services", "reannounce-loop"),
    taught_by=("Cilium: LB IPAM", "onedr0p/cluster-template#818"),
)
