"""Networks and interfaces of hosts, as listings of their addresses tell them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from arpwatch_k8s.lint.checks.kernel.roles import VIRTUAL, Roles
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import InterfaceAddress, Network
from arpwatch_k8s.lint.facts.metallb import Pool
from arpwatch_k8s.lint.facts.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The hosts that may announce, as far as they were listed."""

    by_host: dict[str, list[InterfaceAddress]]
    """What each has."""
    are_nodes: bool
    """Whether something says that they are nodes of the cluster; else they are whoever was listed."""


def links(facts: Facts) -> Links:
    """Nodes, where any host is known to be one; else all hosts that are no proxies."""
    roles = Roles(facts)
    by_host: dict[str, list[InterfaceAddress]] = {}
    for each in facts.addresses:
        by_host.setdefault(each.host, []).append(each)
    nodes = {host: several for host, several in by_host.items() if roles.is_node(host)}
    others = {host: several for host, several in by_host.items() if not roles.is_proxy(host)}
    return Links(by_host=nodes or others, are_nodes=bool(nodes))


def networks(listed: Iterable[InterfaceAddress]) -> dict[Network, InterfaceAddress]:
    """Networks at interfaces to the outside, each with the first address in it; without those of one address."""
    found: dict[Network, InterfaceAddress] = {}
    for each in listed:
        network = each.network
        if network is None or network.num_addresses == 1 or network.is_link_local:
            continue
        if not VIRTUAL.fullmatch(each.interface):
            found.setdefault(network, each)
    return found


class Spans:
    """Spans of pools, of which one is looked for that meets a network."""

    def __init__(self, pools: Iterable[Pool]) -> None:
        self._firsts: dict[int, list[int]] = {4: [], 6: []}
        self._farthest: dict[int, list[tuple[int, Pool]]] = {4: [], 6: []}
        spans = [(span, pool) for pool in pools for span in pool.spans]
        for span, pool in sorted(spans, key=lambda each: (each[0].first.version, int(each[0].first))):
            farthest = self._farthest[span.first.version]
            reach = int(span.last), pool
            self._firsts[span.first.version].append(int(span.first))
            farthest.append(reach if not farthest or farthest[-1][0] < reach[0] else farthest[-1])

    def meeting(self, network: Network) -> Pool | None:
        """A pool with an address in a network; None where there is none."""
        at = bisect_right(self._firsts[network.version], int(network[-1])) - 1
        reach = self._farthest[network.version][at] if at >= 0 else None
        return reach[1] if reach is not None and reach[0] >= int(network[0]) else None


class Ranges:
    """Networks, in which a span is looked for: however many there are, in the time that their order takes."""

    def __init__(self, networks: Iterable[Network]) -> None:
        self._merged: dict[int, tuple[list[int], list[int]]] = {4: ([], []), 6: ([], [])}
        for net in sorted(set(networks), key=lambda net: (net.version, int(net[0]))):
            firsts, lasts = self._merged[net.version]
            if lasts and int(net[0]) <= lasts[-1]:
                lasts[-1] = max(lasts[-1], int(net[-1]))
            else:
                firsts.append(int(net[0]))
                lasts.append(int(net[-1]))

    def meets(self, span: Span) -> bool:
        """Whether a network and a span have an address in common."""
        firsts, lasts = self._merged[span.first.version]
        at = bisect_right(firsts, int(span.last)) - 1
        return at >= 0 and lasts[at] >= int(span.first)

    def has(self, version: int) -> bool:
        """Whether there is any of a family."""
        return bool(self._merged[version][0])
