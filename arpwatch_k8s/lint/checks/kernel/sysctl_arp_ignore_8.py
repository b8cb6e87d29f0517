"""arp_ignore 8 answers no ARP question at all; 2 answers only who asks from the address's own network.

An address with the length 32 is a network of its own: with 2 nobody who asks is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.kernel.kernels import MOST_SHOWN, Kernel, greatest, kernels, key, named, shown, side
from arpwatch_k8s.lint.checks.kernel.roles import Roles
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import is_same_host
from arpwatch_k8s.lint.fault import Fault, Told, Undecided
from arpwatch_k8s.lint.setting import Setting
from arpwatch_k8s.wording.counts import listed
from arpwatch_k8s.wording.plain import plain

NAME: Final = "arp_ignore"
NONE: Final = 8
OWN_NETWORK: Final = 2


def look(facts: Facts) -> Iterator[Told]:
    """Each host."""
    roles = Roles(facts)
    for kernel in kernels(facts):
        for unknown in kernel.values.unknown(NAME):
            yield Undecided(why=f"whether {named(kernel.host)} answers ARP: {unknown.said}", sides=(side(unknown),))
        counting = [
            (interface, found)
            for interface in ("all", *kernel.values.outside(NAME))
            if (found := kernel.values.of(NAME, interface)) is not None
            and greatest(kernel.values, NAME, interface) == found.number
        ]
        silent = [(interface, found) for interface, found in counting if found.number == NONE]
        if silent:
            where = "" if silent[0][0] == "all" else f", at {listed(shown([plain(each) for each, _ in silent]))}"
            yield Fault(
                summary=f"{named(kernel.host)} answers no ARP question for addresses that its kernel holds{where}",
                sides=tuple(side(found) for _, found in silent[:MOST_SHOWN]),
                fix=f"{key(NAME, silent[0][0])} = 1",
                severity_is_less=not roles.is_node(kernel.host) and not roles.is_proxy(kernel.host),
            )
        own = {interface: found for interface, found in counting if found.number == OWN_NETWORK}
        if own:
            yield from of_lone_addresses(facts, kernel, own)


def of_lone_addresses(facts: Facts, kernel: Kernel, own: dict[str, Setting]) -> Iterator[Told]:
    """Virtual addresses of a host that are networks of their own, where 2 counts."""
    for instance in facts.keepalived:
        if not is_same_host(instance.host, kernel.host):
            continue
        at = instance.setting("interface").text
        interface = "all" if "all" in own else at
        lone = [each for each in instance.held.values() if each.text.partition("/")[2] in ("", "32")]
        if lone and ":" not in lone[0].text and interface in own:
            yield Fault(
                summary=f"{named(kernel.host)} answers ARP only for who asks from the address's own network, and "
                f"{plain(lone[0].text)} is a network of its own: nobody gets an answer for it",
                sides=(side(own[interface]), side(lone[0])),
                fix=f"{key(NAME, interface)} = 1, or the length of the network at the address",
            )


CHECK: Final = Check(
    id="sysctl-arp-ignore-8",
    title="arp_ignore leaves questions for the VIP unanswered",
    severity=Severity.WARNING,
    look=look,
    why="With 8 a kernel answers for none of its addresses, with 2 only for who asks from within the address's "
    "network. Of `all` and an interface's own value the greater counts. keepalived's and kube-vip's addresses are "
    "answered by the kernel, MetalLB's by its speaker, which does not look at arp_ignore.",
    wire="The VIP is announced, and questions for it are never answered: clients reach it until their entry ends.",
    rules=("vip-unanswered",),
    taught_by=("Documentation/networking/ip-sysctl.rst: arp_ignore",),
)
