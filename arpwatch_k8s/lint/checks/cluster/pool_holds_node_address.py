"""A pool with an address that somebody has: a node, a proxy, the control plane's VIP."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.span import Address, Span, address
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.lint.setting import Setting
from arpwatch_k8s.wording.counts import listed
from arpwatch_k8s.wording.plain import plain

MOST_SHOWN: Final = 3
"""Addresses of a pool that are named; of more, how many there are."""
OF_VIPS: Final = frozenset({"lo", "kube-ipvs0", "dummy0"})
"""Interfaces that hold VIPs, and nothing that a host is reached by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An address that somebody has."""

    address: Address
    by: str
    """As in `the node n1`."""
    setting: Setting


def look(facts: Facts) -> Iterator[Told]:
    """Each pool with the addresses that are taken: sorted, so that no pool is held against each."""
    taken = sorted(addresses(facts), key=lambda each: key(each.address))
    keys = [key(each.address) for each in taken]
    pools = [(pool.name, pool.spans) for metallb in facts.metallb for pool in metallb.pools]
    pools += [(pool.name, pool.spans) for cilium in facts.cilium for pool in cilium.pools]
    for name, spans in pools:
        for span in spans:
            held = taken[bisect_left(keys, key(span.first)) : bisect_right(keys, key(span.last))]
            if held:
                yield fault(name, span, held)
    for pool in (pool for metallb in facts.metallb for pool in metallb.pools if taken):
        unknown = next((each for each in pool.unread if not each.is_known and each.place is not None), None)
        if unknown is not None and unknown.place is not None:
            side = Side(place=unknown.place, says=unknown.said)
            yield Undecided(why=f"whether the pool {plain(pool.name)} holds an address of a node", sides=(side,))


def key(found: Address) -> tuple[int, int]:
    """What addresses of both families are sorted by."""
    return found.version, int(found)


def addresses(facts: Facts) -> Iterator[Taken]:
    """Addresses of nodes, of hosts' interfaces, and of the control plane's VIP; VIPs of Services are none of them."""
    vips = {found for service in facts.services for found in service.addresses}
    vips |= {found for instance in facts.keepalived for each in instance.addresses if (found := address(each.text))}
    seen: set[Address] = set()
    for node in facts.nodes:
        for setting in node.addresses:
            found = address(setting.text)
            if found is not None and found not in seen:
                seen.add(found)
                yield Taken(address=found, by=f"the node {plain(node.name)}", setting=setting)
    for interface in facts.addresses:
        text = interface.address.text
        found, length = address(text), text.partition("/")[2]
        is_own = length.isdecimal() and found is not None and int(length[:3]) < found.max_prefixlen
        if found is not None and is_own and interface.interface not in OF_VIPS and found not in vips | seen:
            seen.add(found)
            by = f"the host {plain(interface.host)} on {plain(interface.interface)}"
            yield Taken(address=found, by=by, setting=interface.address)
    for kube_vip in facts.kube_vip:
        for name in ("address", "vip_address"):
            setting = kube_vip.setting(name)
            found = address(setting.text)
            if found is not None and kube_vip.setting("cp_enable").is_on and setting.place is not None:
                yield Taken(address=found, by="the control plane's VIP of kube-vip", setting=setting)


def fault(name: str, span: Span, held: list[Taken]) -> Fault:
    """One span of a pool, and who has addresses of it."""
    names = [f"{each.address} of {each.by}" for each in held[:MOST_SHOWN]]
    more = [f"{len(held) - MOST_SHOWN} more"] if len(held) > MOST_SHOWN else []
    sides = [Side(place=span.setting.place, says=span.setting.said)] if span.setting.place is not None else []
    sides += [
        Side(place=each.setting.place, says=f"{each.by}: {each.address}")
        for each in held[:MOST_SHOWN]
        if each.setting.place is not None
    ]
    alone = span.first == span.last
    return Fault(
        summary=f"the pool {plain(name)} holds {listed([*names, *more])}: a Service that gets it has two owners",
        sides=tuple(sides),
        fix="a range without addresses of nodes, proxies, routers and the control plane",
        severity_is_less=alone,
    )


CHECK: Final = Check(
    id="pool-holds-node-address",
    title="a pool that holds an address that somebody has",
    severity=Severity.CRITICAL,
    look=look,
    why="MetalLB and Cilium do not look whether an address of a pool is free. One that a node, a proxy or the control "
    "plane has is given to a Service some day, and two answer for it. A pool of just that one address may be meant so; "
    "it stays a risk.",
    wire="Two MACs that answer for one address: the speaker's, and that of the host itself.",
    rules=("foreign-host", "vip-is-node-address", "one-address-two-services"),
    taught_by=("metallb#2585", "metallb#2780"),
)
