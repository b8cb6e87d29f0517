"""drop_gratuitous_arp on a host that sends to VIPs: it ignores the announcement of every failover."""

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

NAME: Final = "drop_gratuitous_arp"


def look(facts: Facts) -> Iterator[Told]:
    """Each host."""
    roles = Roles(facts)
    for kernel in kernels(facts):
        for unknown in kernel.values.unknown(NAME):
            yield Undecided(
                why=f"whether {named(kernel.host)} hears announcements: {unknown.said}", sides=(side(unknown),)
            )
        found = switched_on(kernel.values, NAME)
        if found:
            is_proxy = roles.is_proxy(kernel.host)
            for_whom = "" if is_proxy else ", which matters where it sends to one from within its network"
            yield Fault(
                summary=f"{named(kernel.host)} ignores gratuitous ARP: it does not learn that a VIP moved{for_whom}",
                sides=tuple(side(each) for each in found[:MOST_SHOWN]),
                fix=f"{plain(found[0].name)} = 0",
                severity_is_less=not is_proxy,
            )


CHECK: Final = Check(
    id="sysctl-drop-gratuitous-arp",
    title="a host ignores the announcements of failovers",
    severity=Severity.WARNING,
    look=look,
    why="MetalLB, kube-vip and keepalived tell a network by gratuitous ARP that a VIP has moved. A host that drops "
    "it, as hardening guides for desktops and access points ask, goes on sending to the old node until its own "
    "entry is asked again.",
    wire="The new node announces, and frames of that one sender still go to the old MAC.",
    rules=("stale-cache", "missed-announcement"),
    taught_by=("Documentation/networking/ip-sysctl.rst: drop_gratuitous_arp",),
)
