"""A pool in layer 2 mode that is in no network of any node.

It is good to know and no more: a router with an address of the pool's network on the nodes' link makes it well, and
routers are not among what is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.links.announced import announced
from arpwatch_k8s.lint.checks.links.links import Ranges, links, networks
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.wording.plain import plain


def look(facts: Facts) -> Iterator[Told]:
    """Each span of each pool."""
    pools = [pool for pool, _ in announced(facts)]
    of_nodes = links(facts)
    known = {net: each for several in of_nodes.by_host.values() for net, each in networks(several).items()}
    ranges = Ranges(known)
    open_pools = [pool for pool in pools if any(not ranges.has(span.first.version) for span in pool.spans)]
    if open_pools:
        why = f"whether the pool {plain(open_pools[0].name)} is in a network of the nodes: no `ip addr` tells it"
        yield Undecided(why=why, sides=tuple(Side(place=pool.place, says=plain(pool.name)) for pool in open_pools[:3]))
    elsewhere = Ranges(networks(each for each in facts.addresses if each.host not in of_nodes.by_host))
    for pool in pools:
        for span in pool.spans:
            if not ranges.has(span.first.version) or ranges.meets(span) or elsewhere.meets(span):
                continue
            near = next(each for net, each in known.items() if net.version == span.first.version)
            yield Fault(
                summary=f"the pool {plain(pool.name)} ({plain(span.setting.text)}) is in no network of the nodes that "
                "were listed: whoever has no route to it onto their link asks nobody for it",
                sides=tuple(
                    Side(place=each.place, says=each.said)
                    for each in (span.setting, near.address)
                    if each.place is not None
                ),
                fix="a range of the nodes' own network; or BGP; or a route for it onto that link, at every router and "
                "proxy that sends to it",
            )


CHECK: Final = Check(
    id="pool-off-link",
    title="a pool of layer 2 is on no link of the nodes",
    severity=Severity.INFO,
    look=look,
    why="In layer 2 mode a VIP is found by ARP, and a host asks only for what its routes say is on the link. Of a "
    "range outside of the nodes' network that is so only where a router or a proxy has a route or an address for it "
    "there.",
    wire="No question for the VIP, on a link where it is announced.",
    rules=("not-visible-here",),
    taught_by=("metallb#322",),
)
