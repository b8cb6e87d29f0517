"""Cilium's L2 announcements and MetalLB answer for the same Services."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.between.taking import by_metallb, takes
from arpwatch_k8s.lint.checks.cilium.picking import OWN_CLASS, announcing, picks
from arpwatch_k8s.lint.facts.cilium import Cilium, Policy
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.metallb import MetalLb
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.wording.plain import plain


def look(facts: Facts) -> Iterator[Told]:
    """Each MetalLB with each policy that announces addresses of load balancers."""
    for metallb in facts.metallb:
        taken = by_metallb(metallb)
        may_meet = taken.classless is not False or taken.own_class in (None, OWN_CLASS)
        announces = metallb.speaker.is_on is not False and metallb.is_layer2 is not False
        for cilium in facts.cilium if may_meet and announces else ():
            for policy in announcing(cilium):
                yield from held_against(facts, metallb, cilium, policy)


def held_against(facts: Facts, metallb: MetalLb, cilium: Cilium, policy: Policy) -> Iterator[Told]:
    """One policy: what it picks by itself, and what of that MetalLB takes."""
    taken = by_metallb(metallb)
    name = plain(policy.name)
    sides = [Side(place=policy.load_balancer_ips.place or policy.place, says=policy.load_balancer_ips.said)]
    sides.append(Side(place=metallb.place, says=f"MetalLB, by {metallb.made_by}"))
    picks_all = policy.service_selector is None or not policy.service_selector.requirements
    answers = [(each, both(takes(taken, each), picks(policy, each))) for each in facts.services]
    met = next((each for each, answer in answers if answer), None)
    in_layer2 = metallb.is_layer2
    sure = taken.classless is not None and policy.load_balancer_ips.is_on and in_layer2
    if sure and (picks_all or met is not None):
        what = f"{plain(met.name)}, which" if met is not None else "Services that"
        unread = (
            "" if cilium.has_configuration else " (where L2 announcements are on, which was not among what was read)"
        )
        yield Fault(
            summary=f"Cilium announces by {name} {what} MetalLB announces as well{unread}: two nodes answer for it",
            sides=(
                *sides,
                *([Side(place=met.place, says=f"the Service {plain(met.name)}")] if met is not None else []),
            ),
            fix=f"{policy.load_balancer_ips.written('false')} in {name}, or one of the two away. Where both must stay, "
            "a loadBalancerClass for MetalLB and one on each Service.",
        )
    elif not facts.services_read or None in {answer for _, answer in answers} or not sure:
        unknown = next((each.said for each in (policy.load_balancer_ips, *taken.because) if not each.is_known), "")
        missing = unknown or (
            "a listing of all Services (kubectl get svc -A -o yaml) would tell"
            if in_layer2
            else "MetalLB's advertisements were not among what was read"
        )
        yield Undecided(why=f"whether Cilium announces by {name} what MetalLB announces: {missing}", sides=tuple(sides))


def both(one: bool | None, other: bool | None) -> bool | None:
    """Whether both is so; None where that cannot be known."""
    return False if False in (one, other) else None if None in (one, other) else True


CHECK: Final = Check(
    id="cilium-l2-and-metallb",
    title="Cilium and MetalLB announce the same Services",
    severity=Severity.CRITICAL,
    look=look,
    why="A CiliumL2AnnouncementPolicy with loadBalancerIPs announces whatever the status of the Services that it "
    "picks has, whoever wrote it. MetalLB announces the same address from a node that it elects by itself.",
    wire="Two nodes that answer who-has for one VIP, in step with nothing.",
    rules=("two-controllers", "split-brain"),
    taught_by=("onedr0p/cluster-template#818", "cozystack/cozystack#2586", "Cilium: L2 announcements"),
)
