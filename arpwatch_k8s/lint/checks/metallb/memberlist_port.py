"""A node's firewall drops what its speaker is told by those of other nodes: it takes them for gone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.kernel.roles import Roles
from arpwatch_k8s.lint.checks.metallb.firewalls import Packet, drops
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.firewall import Firewall
from arpwatch_k8s.lint.facts.hosts import own_name
from arpwatch_k8s.lint.facts.metallb import MetalLb
from arpwatch_k8s.lint.facts.span import Address, address
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.wording.counts import listed
from arpwatch_k8s.wording.plain import plain

PROTOCOLS: Final = ("tcp", "udp")
"""memberlist asks by UDP whether another lives, and goes on by TCP."""
MOST_NODES: Final = 64
"""Nodes whose addresses a rule is held against."""


def look(facts: Facts) -> Iterator[Told]:
    """Each MetalLB in layer 2 whose speakers know of each other, with each firewall that a node may have."""
    roles = Roles(facts)
    nodes = set(islice(own_addresses(facts), MOST_NODES))
    for metallb in facts.metallb:
        if metallb.speaker.is_on is False or metallb.memberlist.is_on is False or metallb.is_layer2 is False:
            continue
        for firewall in facts.firewalls:
            if roles.is_proxy(firewall.host) and not firewall.is_of_nodes:
                continue
            is_node = firewall.is_of_nodes or roles.is_node(firewall.host)
            yield from held_against(metallb, firewall, nodes, is_node=is_node)


def own_addresses(facts: Facts) -> Iterator[Address]:
    """The nodes' own addresses of IPv4."""
    for node in facts.nodes:
        for each in node.addresses:
            found = address(each.text)
            if found is not None and found.version == 4:
                yield found


def held_against(metallb: MetalLb, firewall: Firewall, nodes: set[Address], *, is_node: bool) -> Iterator[Told]:
    """Whether a firewall lets memberlist's packets in."""
    port = metallb.memberlist_port
    whose = plain(own_name(firewall.host)) if firewall.host else "each node"
    here = Side(place=metallb.place, says=f"MetalLB, by {metallb.made_by}")
    if port.number is None:
        yield Undecided(why=f"whether {whose} lets the speakers' memberlist in: {port.said}", sides=(here,))
        return
    number = int(port.number)
    answers = {each: drops(firewall, Packet(protocol=each, port=number, nodes=nodes)) for each in PROTOCOLS}
    closed = [each for each, (answer, _) in answers.items() if answer]
    sides = tuple(dict.fromkeys(side for answer, side in answers.values() if answer is not False and side is not None))
    names = listed([f"{number}/{each}" for each in closed])
    if closed and metallb.is_layer2 and not firewall.unless:
        yield Fault(
            summary=f"{firewall.made_by} of {whose} drops {names} of other nodes"
            + ("" if is_node else ", if it is a node of the cluster")
            + ": the speakers take each other for gone, and several announce one address",
            sides=(*sides, here),
            fix=f"a rule that accepts {number}/tcp and {number}/udp from the nodes",
            severity_is_less=not is_node,
        )
    elif closed or any(answer is None for answer, _ in answers.values()):
        missing = (
            f"{firewall.unless} has to be on for that, which was not among what was read"
            if closed and firewall.unless
            else "whether MetalLB announces in layer 2 was not among what was read"
            if closed
            else "its rules have conditions that files do not tell"
        )
        yield Undecided(
            why=f"whether {plain(firewall.made_by)} of {whose} drops {number}/tcp and {number}/udp of other nodes: "
            f"{missing}",
            sides=(*sides, here),
        )


CHECK: Final = Check(
    id="memberlist-port",
    title="a firewall between the speakers",
    severity=Severity.WARNING,
    look=look,
    why="Speakers tell each other by memberlist, port 7946 of TCP and UDP, who is alive, and elect among those. What "
    "cannot hear the others takes itself for the only one left, and announces every address. NetworkPolicies as a rule "
    "do not reach speakers, which are in their node's own network.",
    wire="Several nodes that answer who-has for one VIP, for all VIPs alike.",
    rules=("split-brain",),
    taught_by=("metallb#740",),
)
