"""An L2Advertisement names interfaces, and a node that may be elected has none of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.links.links import links
from arpwatch_k8s.lint.facts.cluster import Node
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import InterfaceAddress, own_name
from arpwatch_k8s.lint.facts.metallb import Advertisement
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.wording.counts import listed
from arpwatch_k8s.wording.plain import plain

MOST_SHOWN: Final = 3
"""Nodes that are named; of more, how many there are."""


def look(facts: Facts) -> Iterator[Told]:
    """Each advertisement that names interfaces."""
    of_nodes = links(facts)
    nodes = {each.name: each for each in facts.nodes}
    for advertisement in (each for metallb in facts.metallb for each in metallb.advertisements if each.interfaces):
        sides = tuple(
            Side(place=each.place, says=each.said) for each in advertisement.interfaces if each.place is not None
        ) or (Side(place=advertisement.place, says=plain(advertisement.name)),)
        unknown = next((each.said for each in advertisement.interfaces if not each.is_known), None)
        what = f"whether every node has an interface of {plain(advertisement.name)}"
        if not advertisement.layer2:
            continue
        if unknown is not None or not of_nodes.by_host:
            yield Undecided(why=f"{what}: {unknown or 'no `ip addr` of a node was read'}", sides=sides)
            continue
        without, open_ones = lacking(advertisement, of_nodes.by_host, nodes)
        if without:
            yield fault(advertisement, without, sides, less=not of_nodes.are_nodes)
        elif open_ones:
            yield Undecided(why=f"{what}: which labels {plain(own_name(open_ones[0]))} has was not read", sides=sides)


def lacking(
    advertisement: Advertisement, by_host: dict[str, list[InterfaceAddress]], nodes: dict[str, Node]
) -> tuple[dict[str, InterfaceAddress], list[str]]:
    """Hosts that have none of its interfaces, and may be elected; and those of which that is not known."""
    wanted = {each.text for each in advertisement.interfaces}
    without: dict[str, InterfaceAddress] = {}
    open_ones: list[str] = []
    for host, several in by_host.items():
        if not wanted.isdisjoint(each.interface for each in several):
            continue
        node = nodes.get(own_name(host))
        answers = [selector.meets(node.labels) if node else None for selector in advertisement.node_selectors]
        if not answers or True in answers:
            without[host] = several[0]
        elif None in answers:
            open_ones.append(host)
    return without, open_ones


def fault(
    advertisement: Advertisement, without: dict[str, InterfaceAddress], sides: tuple[Side, ...], *, less: bool
) -> Fault:
    """Hosts that have none of its interfaces."""
    names = [plain(own_name(host)) for host in list(without)[:MOST_SHOWN]]
    more = [f"{len(without) - MOST_SHOWN} more"] if len(without) > MOST_SHOWN else []
    theirs = tuple(
        Side(place=each.address.place, says=f"{plain(own_name(host))} has {plain(each.interface)}")
        for host, each in list(without.items())[:MOST_SHOWN]
        if each.address.place is not None
    )
    verb = "has" if len(without) == 1 else "have"
    return Fault(
        summary=f"{listed([*names, *more])} {verb} no interface that the L2Advertisement {plain(advertisement.name)} "
        "names: elected, it announces nothing, and no other node steps in",
        sides=(*sides, *theirs),
        fix="nodeSelectors of the nodes that have the interface, or an L2Advertisement for each kind of node",
        severity_is_less=less,
    )


CHECK: Final = Check(
    id="interface-missing",
    title="a node that may announce has none of the interfaces",
    severity=Severity.WARNING,
    look=look,
    why="MetalLB elects the node first and looks for the interface then. A node without one of those that the "
    "L2Advertisement names announces nothing and answers nothing, with an event announceFailed, for as long as it is "
    "elected.",
    wire="Questions for the VIP that nobody answers, from a failover on, until the next.",
    rules=("vip-unanswered",),
    taught_by=("metallb: design/layer2-bind-interfaces",),
    versions="MetalLB 0.13.6 and newer, which know interfaces",
)
