"""proxy_arp on a node: it answers for every address that it has a route to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.kernel.kernels import MOST_SHOWN, kernels, named, side, switched_on
from arpwatch_k8s.lint.checks.kernel.roles import Roles
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Told, Undecided
from arpwatch_k8s.wording.plain import plain

NAME: Final = "proxy_arp"


def look(facts: Facts) -> Iterator[Told]:
    """Each host."""
    roles = Roles(facts)
    for kernel in kernels(facts):
        for unknown in kernel.values.unknown(NAME):
            yield Undecided(
                why=f"whether {named(kernel.host)} answers for others: {unknown.said}", sides=(side(unknown),)
            )
        found = switched_on(kernel.values, NAME)
        if found:
            is_node = roles.is_node(kernel.host)
            for_whom = "" if is_node else ". That is so on a node of the cluster, and as it should be on some routers"
            yield Fault(
                summary=f"{named(kernel.host)} answers ARP questions for every address that it has a route to, "
                f"VIPs of the cluster among them{for_whom}",
                sides=tuple(side(each) for each in found[:MOST_SHOWN]),
                fix=f"{plain(found[0].name)} = 0",
                severity_is_less=not is_node,
            )


CHECK: Final = Check(
    id="sysctl-proxy-arp",
    title="a node answers ARP for addresses that are not its own",
    severity=Severity.WARNING,
    look=look,
    why="With proxy_arp a host answers for what it would forward to another interface. A node of a cluster has "
    "routes to pods, and to more where routes are distributed; it then answers beside the node that holds the VIP. "
    "`all` switches it on at every interface. (Calico sets it at its own cali interfaces, which is well.)",
    wire="Answers for the VIP from a MAC that never announces it, and for many other addresses from the same MAC.",
    rules=("proxy-arp",),
    taught_by=("Documentation/networking/ip-sysctl.rst: proxy_arp",),
)
