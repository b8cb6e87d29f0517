"""Addresses of a pool that no advertisement chooses are given to Services, and announced by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.metallb.choosing import Chosen, chosen
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.metallb import MetalLb
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.wording.plain import plain

MOST_SHOWN: Final = 3
"""Advertisements of other pools that are shown beside it."""


def look(facts: Facts) -> Iterator[Told]:
    """Each pool that does not say itself how it is announced."""
    for metallb in facts.metallb:
        for each in chosen(metallb):
            if not each.pool.protocol and not each.by:
                yield told(metallb, each)


def told(metallb: MetalLb, each: Chosen) -> Told:
    """A pool that nothing chooses, as far as is known."""
    pool = each.pool
    name = plain(pool.name)
    here = Side(place=pool.place, says=f"the pool {name}")
    if metallb.pools_alone or each.may_be_more or metallb.cut:
        missing = (
            f"what stands behind {plain(str(metallb.cut[0]))}, where the file breaks off,"
            if metallb.cut
            else "a listing of them (kubectl get l2advertisements,bgpadvertisements -A -o yaml)"
            if metallb.pools_alone
            else "which pools the advertisements choose"
        )
        return Undecided(why=f"whether an advertisement chooses the pool {name}: {missing} would tell", sides=(here,))
    others = tuple(
        Side(place=other.place, says=f"the advertisement {plain(other.name)}, which chooses other pools")
        for other in metallb.advertisements[:MOST_SHOWN]
    )
    fix = (
        f"add {name} to metallb_config.layer2"
        if metallb.made_by == "kubespray"
        else f"an L2Advertisement with spec.ipAddressPools: [{name}]"
        + (f" in the namespace {plain(pool.namespace)}" if pool.namespace else "")
    )
    return Fault(
        summary=f"no advertisement among what was read chooses the pool {name}: MetalLB gives its addresses to "
        "Services, and no speaker announces them",
        sides=(here, *others),
        fix=fix,
    )


CHECK: Final = Check(
    id="pool-without-advertisement",
    title="a pool that no advertisement chooses",
    severity=Severity.CRITICAL,
    look=look,
    why="Since 0.13 an IPAddressPool only says which addresses there are. Which of them are announced, and how, an "
    "L2Advertisement or a BGPAdvertisement says. Without one the Service has an address that nobody answers for.",
    wire="Who-has for the VIP without any reply, though the Service's status has the address.",
    rules=("vip-unanswered",),
    taught_by=("metallb#1561", "metallb#1154", "metallb#1677", "metallb#1358"),
    versions="MetalLB 0.13 and later",
)
