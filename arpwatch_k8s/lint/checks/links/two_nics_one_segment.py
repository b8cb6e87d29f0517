"""Announcements at all interfaces of a node that has two in the pool's network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.kernel.sysctl_arp_filter_two_nics import shared
from arpwatch_k8s.lint.checks.links.announced import announced
from arpwatch_k8s.lint.checks.links.links import Spans, links
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import own_name
from arpwatch_k8s.lint.fault import Fault, Side, Told
from arpwatch_k8s.wording.plain import plain


def look(facts: Facts) -> Iterator[Told]:
    """Each node with two interfaces in a network of a pool that is announced at all of them."""
    wide = Spans(pool for pool, by in announced(facts) if not by or any(not each.interfaces for each in by))
    of_nodes = links(facts)
    for (host, network), members in shared(facts.addresses).items():
        pool = wide.meeting(network)
        if pool is None or host not in of_nodes.by_host:
            continue
        first = [members[name] for name in sorted(members)][:2]
        names = " and ".join(plain(each.interface) for each in first)
        yield Fault(
            summary=f"{plain(own_name(host))} has {names} in the network of the pool {plain(pool.name)}, which is "
            "announced at all interfaces: each question gets two answers with two MACs",
            sides=(
                Side(place=pool.place, says=f"pool {plain(pool.name)}"),
                *(Side(place=each.address.place, says=each.address.said) for each in first if each.address.place),
            ),
            fix="interfaces: with one of them, in the L2Advertisement of the pool; or a bond of both",
            severity_is_less=not of_nodes.are_nodes,
        )


CHECK: Final = Check(
    id="two-nics-one-segment",
    title="a pool is announced at two interfaces of one network",
    severity=Severity.WARNING,
    look=look,
    why="Without interfaces in its L2Advertisement MetalLB answers at every interface at which it is asked. Two in one "
    "network both hear each question: two MACs for one address, of which switches and hosts keep whichever came last.",
    wire="Pairs of announcements and answers of two MACs of one node.",
    rules=("two-interfaces",),
    taught_by=("metallb#531", "metallb#277", "metallb#1299", "metallb#597"),
)
