"""k3s' own load balancer beside MetalLB: both write addresses into the status of every Service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.between.taking import by_metallb, sides
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided


def look(facts: Facts) -> Iterator[Told]:
    """Each server's load balancer with MetalLB: one fault for all servers that have it."""
    running = [each for each in facts.service_lb if each.disabled.is_on is not True]
    for metallb in facts.metallb:
        taken = by_metallb(metallb)
        if not running or taken.classless is False:
            continue
        sure = [each for each in running if each.disabled.is_on is False]
        servers = tuple(
            Side(place=each.disabled.place or each.place, says=each.says or each.disabled.said) for each in running
        )
        both = (*servers, *sides(metallb.place, taken.because, f"MetalLB, by {metallb.made_by}"))
        if sure and taken.classless:
            yield Fault(
                summary=f"{sure[0].program}'s own load balancer runs beside MetalLB: both give Services addresses",
                sides=both,
                fix=f"{sure[0].turned_off_by} on every server, restart it, and delete the DaemonSets svclb-* that stay",
            )
        else:
            unknown = running[0].disabled if not sure else taken.because[0]
            yield Undecided(why=f"whether ServiceLB runs beside MetalLB: {unknown.said}", sides=both)


CHECK: Final = Check(
    id="servicelb-and-metallb",
    title="k3s' load balancer runs beside MetalLB",
    severity=Severity.CRITICAL,
    look=look,
    why="ServiceLB writes the addresses of nodes into the status of each Service of no class, and opens its ports on "
    "every node; MetalLB writes its own address there. Each overwrites the other, and clients get either.",
    wire="No contest by ARP: the status changes, and VIPs come and go with it.",
    rules=("service-not-programmed",),
    taught_by=("k3s#269", "k3s#2323", "metallb#1871", "metallb#1543"),
)
