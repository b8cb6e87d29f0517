"""A pool with addresses that others hold or send to: keepalived's, or servers of a proxy that are no Service's."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import own_name
from arpwatch_k8s.lint.facts.span import Address, Span, address
from arpwatch_k8s.lint.fault import Fault, Side, Told
from arpwatch_k8s.lint.setting import Setting
from arpwatch_k8s.wording.plain import plain

MOST: Final = 3
"""Addresses that are told of a span."""
Held = tuple[Address, str, Setting, bool]
"""An address, whose it is, what says so, and whether that is certain."""


def look(facts: Facts) -> Iterator[Told]:
    """Each pool with what others have: sorted, so that no pool is held against each address."""
    held = sorted(others(facts), key=lambda each: key(each[0]))
    keys = [key(each[0]) for each in held]
    pools = [(pool.name, pool.spans) for metallb in facts.metallb for pool in metallb.pools]
    pools += [(pool.name, pool.spans) for cilium in facts.cilium for pool in cilium.pools if not pool.disabled.is_on]
    for name, spans in pools:
        for span in spans:
            inside = held[bisect_left(keys, key(span.first)) : bisect_right(keys, key(span.last))]
            for is_certain in (True, False):
                found = [each for each in inside if each[3] is is_certain]
                if found and span.setting.place is not None and (span.first != span.last or not is_certain):
                    yield fault(name, span, found, is_certain=is_certain)


def fault(name: str, span: Span, found: list[Held], *, is_certain: bool) -> Fault:
    """One span with what is in it."""
    addresses = ", ".join(str(each[0]) for each in found[:MOST]) + (" and more" if len(found) > MOST else "")
    assert span.setting.place is not None
    whose = found[0][1]
    return Fault(
        summary=f"the pool {plain(name)} holds {addresses}, which {whose}: a Service may be given an address that "
        + ("is held already" if is_certain else "may be somebody else's"),
        sides=(
            Side(place=span.setting.place, says=span.setting.said),
            *(Side(place=each[2].place, says=each[2].said) for each in found[:MOST] if each[2].place is not None),
        ),
        fix="a range without it; `arpwatch-k8s probe` each address of a range before it becomes a pool",
        severity_is_less=not is_certain,
    )


def others(facts: Facts) -> Iterator[Held]:
    """Addresses that somebody has who is no controller of the cluster."""
    ours = {found for service in facts.services for found in service.addresses}
    ours |= {
        found
        for kube_vip in facts.kube_vip
        for name in ("address", "vip_address")
        if (found := address(kube_vip.setting(name).text)) is not None
    }
    seen: set[Address] = set()
    for instance in facts.keepalived:
        for found, setting in instance.held.items():
            if found not in seen and found not in ours:
                seen.add(found)
                yield found, f"keepalived holds on {plain(own_name(instance.host))}", setting, True
    if facts.services_read:
        for upstream in facts.upstreams:
            server = address(upstream.server.text)
            if server is not None and server not in seen and server not in ours:
                seen.add(server)
                host = plain(own_name(upstream.host))
                yield server, f"{host} sends to, and which no Service of the cluster has", upstream.server, False


def key(found: Address) -> tuple[int, int]:
    """What addresses of both families are sorted by."""
    return found.version, int(found)


CHECK: Final = Check(
    id="pool-in-use",
    title="a pool holds addresses that others have",
    severity=Severity.WARNING,
    look=look,
    why="Neither MetalLB nor Cilium looks whether an address is free before it gives it to a Service. One that another "
    "host holds is answered by both, from the day on which a Service gets it.",
    wire="Answers for a new VIP from two MACs, one of which had the address before.",
    rules=("foreign-host", "duplicate-address"),
    taught_by=("metallb#306", "metallb#157", "metallb#772", "metallb#519"),
)
