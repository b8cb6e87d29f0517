"""MetalLB and kube-vip both take the Services of the cluster: whichever wrote last is right, until the other writes.

kubespray renders both from its variables without a word (kubespray#11271). `disable_service_updates` ends the fight
over the status alone: that is two-controllers-half-fixed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.between.taking import by_kube_vip, by_metallb, same, sides
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.facts.metallb import MetalLb
from arpwatch_k8s.lint.fault import Fault, Told, Undecided


def look(facts: Facts) -> Iterator[Told]:
    """Each MetalLB with each kube-vip."""
    for metallb in facts.metallb:
        for kube_vip in facts.kube_vip:
            if not kube_vip.leaves_status:
                yield from held_against(metallb, kube_vip)


def held_against(metallb: MetalLb, kube_vip: KubeVip) -> Iterator[Told]:
    """Whether both take the same Services."""
    one, other = by_metallb(metallb), by_kube_vip(kube_vip)
    both = (
        *sides(kube_vip.place, other.because, f"kube-vip, as {kube_vip.made_by}"),
        *sides(metallb.place, one.because, f"MetalLB, by {metallb.made_by}"),
    )
    meet = same(one, other)
    if meet is None:
        unknown = next((each for each in (*other.because, *one.because) if each.is_on is None), other.because[0])
        yield Undecided(why=f"whether MetalLB and kube-vip take the same Services: {unknown.said}", sides=both)
    elif meet:
        what = "Services of no class" if one.classless else f"Services of the class {one.own_class}"
        yield Fault(
            summary=f"MetalLB and kube-vip both take {what}: both give them addresses and announce them",
            sides=both,
            fix=f"{kube_vip.setting('svc_enable').written('false')}, and apply it; then look with `ip addr` on every "
            "node for VIPs that kube-vip left there. Where both must stay, give each a loadBalancerClass of its own.",
        )


CHECK: Final = Check(
    id="two-service-controllers",
    title="MetalLB and kube-vip take the same Services",
    severity=Severity.CRITICAL,
    look=look,
    why="Each of the two writes its own address into a Service's status and announces what it finds there. Neither "
    "knows of the other: the address moves between them for as long as both run.",
    wire="Announcements of two programs for one VIP, whose owners change with every rewrite of the status; on one "
    "node both use one MAC, and only the pace of the announcements tells.",
    rules=("two-controllers", "reannounce-loop", "service-not-programmed"),
    taught_by=("metallb#2177", "metallb#2396", "kubespray#11271", "kube-vip#1061"),
)
