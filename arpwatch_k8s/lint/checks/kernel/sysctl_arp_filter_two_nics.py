"""Two interfaces in one network, and each answers for the addresses of both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.kernel.kernels import greatest, kernels, key, named, side
from arpwatch_k8s.lint.checks.kernel.roles import VIRTUAL, Roles
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import InterfaceAddress, Network, is_same_host
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.wording.plain import plain

NAMES: Final = ("arp_filter", "arp_ignore")


def look(facts: Facts) -> Iterator[Told]:
    """Each host with two interfaces in a network."""
    roles = Roles(facts)
    known = kernels(facts)
    for (host, network), members in shared(facts.addresses).items():
        values = next((each.values for each in known if is_same_host(each.host, host)), None)
        first = [members[name] for name in sorted(members)][:2]
        names = " and ".join(plain(each.interface) for each in first)
        sides = tuple(
            Side(place=each.address.place, says=each.address.said) for each in first if each.address.place is not None
        )
        if values is None or not any(values.of(name, "all") for name in NAMES):
            why = (
                f"whether {names} of {named(host)}, both in {network}, answer for each other: its sysctls were not read"
            )
            yield Undecided(why=why, sides=sides)
        elif all((greatest(values, name, each.interface) or 0) == 0 for name in NAMES for each in first):
            found = [found for name in NAMES if (found := values.of(name, "all")) is not None]
            yield Fault(
                summary=f"{names} of {named(host)} are both in {network}, and each answers ARP for both",
                sides=(*sides, *(side(each) for each in found)),
                fix=f"{key('arp_filter')} = 1 with a route for each interface, or {key('arp_ignore')} = 1; or a bond",
                severity_is_less=not roles.is_node(host) and not roles.is_proxy(host),
            )


def shared(addresses: tuple[InterfaceAddress, ...]) -> dict[tuple[str, Network], dict[str, InterfaceAddress]]:
    """IPv4 networks of hosts in which they have several interfaces, each with one address of it."""
    found: dict[tuple[str, Network], dict[str, InterfaceAddress]] = {}
    for each in addresses:
        network = each.network
        is_one = network is not None and network.version == 4 and network.prefixlen < 31
        if network is not None and is_one and not VIRTUAL.fullmatch(each.interface):
            found.setdefault((each.host, network), {}).setdefault(each.interface, each)
    return {key: members for key, members in found.items() if len(members) > 1}


CHECK: Final = Check(
    id="sysctl-arp-filter-two-nics",
    title="two interfaces in one network answer for each other",
    severity=Severity.WARNING,
    look=look,
    why="A Linux host answers for all of its addresses at every interface. With two interfaces in one network a "
    "question gets two answers with two MACs, and which one counts is chance, each time.",
    wire="One question, two answers from two MACs of one host.",
    rules=("two-interfaces",),
    taught_by=("Documentation/networking/ip-sysctl.rst: arp_filter", "metallb#277"),
)
