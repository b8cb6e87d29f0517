"""MetalLB and kube-vip both announce, though kube-vip was told to leave the status to MetalLB.

kube-vip's own pages give `disable_service_updates` against MetalLB. It ends the fight over the status; from 0.8.10 on
kube-vip takes any address that it finds there, and announces it too. Before, it took those that a Service asks for
itself, in spec.loadBalancerIP or its own annotation: MetalLB gives out the former as well.
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
    """Each MetalLB with each kube-vip that leaves the status alone."""
    for metallb in facts.metallb:
        for kube_vip in facts.kube_vip:
            if kube_vip.leaves_status:
                yield from held_against(metallb, kube_vip)


def held_against(metallb: MetalLb, kube_vip: KubeVip) -> Iterator[Told]:
    """Whether both announce the same Services."""
    one, other = by_metallb(metallb), by_kube_vip(kube_vip)
    adopts = kube_vip.version.from_on(0, 8, 10)
    meet = same(one, other)
    if meet is False:
        return
    half = kube_vip.setting("disable_service_updates")
    both = (
        *sides(kube_vip.place, (*other.because, half), f"kube-vip, as {kube_vip.made_by}"),
        *sides(metallb.place, one.because, f"MetalLB, by {metallb.made_by}"),
    )
    if meet is None or adopts is None:
        unknown = next((each for each in (*other.because, *one.because) if each.is_on is None), None)
        what = (
            unknown.said
            if meet is None and unknown is not None
            else "it does from 0.8.10 on, and its version is not known"
        )
        yield Undecided(
            why=f"whether kube-vip announces the addresses that MetalLB gives: {what}",
            sides=both,
            version_of="kube-vip" if meet else "",
        )
    else:
        what = (
            "the address that MetalLB writes there: two announce it still"
            if adopts
            else f"those addresses that Services ask for in spec.loadBalancerIP, as MetalLB does; {kube_vip.version} "
            "leaves all others, and 0.8.10 and later would announce them too"
        )
        yield Fault(
            summary=f"kube-vip leaves the status to MetalLB, and announces {what}",
            severity_is_less=not adopts,
            sides=both,
            fix=f"{kube_vip.setting('svc_enable').written('false')}, and apply it; then look with `ip addr` on every "
            "node for VIPs that kube-vip left there",
        )


CHECK: Final = Check(
    id="two-controllers-half-fixed",
    title="MetalLB and kube-vip both announce, with disable_service_updates",
    severity=Severity.CRITICAL,
    look=look,
    why="disable_service_updates keeps kube-vip from writing into a Service's status. It does not keep it from "
    "taking the address that stands there: kube-vip puts it on a node of its own choice and announces it, beside the "
    "speaker that MetalLB chose.",
    wire="Announcements of two programs for one VIP; from two nodes, two MACs answer for it.",
    rules=("two-controllers", "split-brain"),
    taught_by=("metallb#2177", "kube-vip website, usage/services.md"),
    versions="kube-vip from 0.8.10 on; before, of Services with a spec.loadBalancerIP",
)
