"""What a fault is about, by where its settings stand: programs, and the addresses that these settings are for.

The diagnosis holds that against a VIP: a fault of another pool, or of a program that was never heard there, explains
nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from ipaddress import ip_address
from typing import Final

from arpwatch_k8s.lint.facts.cilium import Cilium
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.metallb import Advertisement, MetalLb
from arpwatch_k8s.lint.facts.ranges import NO_RANGES, Ranges, ranges
from arpwatch_k8s.lint.facts.span import Address, Span, address, span
from arpwatch_k8s.lint.fault import Fault
from arpwatch_k8s.lint.setting import Place, Setting

OF_SERVICES: Final = ("svc_", "lb_")
"""How variables of kube-vip's begin that are for Services alone."""
MOST_SPANS: Final = 64
"""Spans of one thing that are held against another's."""
MOST_SETS: Final = 16
"""Things with addresses that one fault is held to be about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a fault is about."""

    programs: frozenset[str] = frozenset()
    """Programs whose settings it names, called as families of speakers are: `metallb`, `kube-vip`, `keepalived`."""
    addresses: tuple[tuple[Span, ...], ...] = ()
    """Of each thing that it names and that has addresses of its own (a pool, a Service, an instance): these."""
    served: Ranges = NO_RANGES
    """All addresses that the cluster's files give to Services by these programs, or by any where it names none."""
    all_served: bool = False
    """Whether these are all: what is not among them is not given by these programs."""
    of_services: bool = False
    """Whether it names settings of kube-vip that are for Services alone."""
    control_plane: tuple[Span, ...] = ()
    """Addresses of API servers, which kube-vip holds: no Service's."""

    def is_for(self, vip: str) -> bool | None:
        """Whether an address is one that it is about; None where the files do not say."""
        number = ip_address(vip)
        if self.addresses:
            shared = common(self.addresses[:MOST_SETS])
            return holds(shared, number) if shared else any(holds(each, number) for each in self.addresses[:MOST_SETS])
        if self.programs and holds(self.control_plane, number):
            return self.programs == {"kube-vip"} and not self.of_services
        if number in self.served:
            return True
        return False if self.all_served else None


NO_SUBJECT: Final = Subject()
"""Of a fault of which nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose a setting is."""

    program: str = ""
    """Empty where it is no program's that announces."""
    addresses: tuple[Span, ...] = ()
    """Those that it is for; none where it is for all."""
    of_services: bool = False
    """Whether it is for Services, and not for the API server."""


def holds(spans: Iterable[Span], number: Address) -> bool:
    """Whether some span has an address."""
    return any(number in each for each in spans)


def common(sets: tuple[tuple[Span, ...], ...]) -> tuple[Span, ...]:
    """What all of some sets of spans share."""
    shared = sets[0]
    for other in sets[1:]:
        shared = tuple(
            Span(first=max(one.first, two.first, key=int), last=min(one.last, two.last, key=int), setting=one.setting)
            for one in shared[:MOST_SPANS]
            for two in other[:MOST_SPANS]
            if one.meets(two)
        )
    return shared


def subjects(facts: Facts) -> Callable[[Fault], Subject]:
    """Says of faults in one cluster what they are about; the facts are looked through at the first fault, once."""

    @cache
    def by_place() -> dict[Place, list[Owner]]:
        found: dict[Place, list[Owner]] = {}
        for place, owner in owned(facts):
            found.setdefault(place, []).append(owner)
        return found

    @cache
    def served(programs: frozenset[str]) -> tuple[Ranges, bool]:
        spans, complete = given(facts, programs)
        return ranges(spans), complete

    def subject(fault: Fault) -> Subject:
        named = [owner for side in fault.sides for owner in by_place().get(side.place, ())]
        programs = frozenset(owner.program for owner in named if owner.program)
        ours, complete = served(programs)
        return Subject(
            programs=programs,
            addresses=tuple(dict.fromkeys(owner.addresses for owner in named if owner.addresses)),
            served=ours,
            all_served=complete,
            of_services=any(owner.of_services for owner in named),
            control_plane=spans_of(each.setting("address") for each in facts.kube_vip),
        )

    return subject


def owned(facts: Facts) -> Iterator[tuple[Place, Owner]]:
    """Every place that a fact has, and whose it is."""
    for metallb in facts.metallb:
        yield from of_metallb(metallb)
    for kube_vip in facts.kube_vip:
        here = Owner(program="kube-vip")
        yield kube_vip.place, here
        yield from of(here, kube_vip.version.setting)
        for name, setting in kube_vip.environment.items():
            yield from of(replace(here, of_services=name.startswith(OF_SERVICES)), setting)
    for cilium in facts.cilium:
        yield from of_cilium(cilium)
    for instance in facts.keepalived:
        here = Owner(program="keepalived", addresses=spans_of(instance.addresses))
        yield instance.place, here
        yield from of(here, *instance.settings.values(), *instance.addresses, *instance.peers)
        yield from of(Owner(program="keepalived"), *instance.general.values())
    for service in facts.services:
        here = Owner(addresses=spans_of((*service.asked, *service.given)))
        yield service.place, here
        classes = (service.load_balancer_class, service.external_traffic_policy)
        yield from of(here, *classes, *service.asked, *service.given, *service.annotations.values())
    for node in facts.nodes:
        yield from ((each.place, Owner(addresses=spans_of([each]))) for each in node.addresses if each.place)
    for held in facts.addresses:
        yield from of(Owner(addresses=spans_of([held.address])), held.address)


def of_metallb(metallb: MetalLb) -> Iterator[tuple[Place, Owner]]:
    """Places of MetalLB's settings, pools and advertisements."""
    here = Owner(program="metallb")
    yield metallb.place, here
    alone = (metallb.says_so, metallb.load_balancer_class, metallb.version.setting, metallb.speaker)
    yield from of(here, *alone, metallb.memberlist, metallb.ignore_exclude_lb)
    for pool in metallb.pools:
        own = Owner(program="metallb", addresses=pool.spans)
        if pool.place != metallb.place:
            yield pool.place, own
        yield from of(own, pool.auto_assign, *(each.setting for each in pool.spans), *pool.unread)
    for each in metallb.advertisements:
        own = Owner(program="metallb", addresses=advertised(metallb, each))
        yield each.place, own
        yield from of(own, *each.pools, *each.interfaces)


def advertised(metallb: MetalLb, advertisement: Advertisement) -> tuple[Span, ...]:
    """The addresses of the pools that an advertisement names; none where it picks them otherwise, or takes all."""
    names = {each.text for each in advertisement.pools}
    if advertisement.pool_selectors or not all(each.is_known for each in advertisement.pools):
        return ()
    return tuple(found for pool in metallb.pools if pool.name in names for found in pool.spans)


def of_cilium(cilium: Cilium) -> Iterator[tuple[Place, Owner]]:
    """Places of Cilium's settings, policies and pools."""
    here = Owner(program="cilium")
    yield cilium.place, here
    alone = (cilium.version.setting, cilium.l2_announcements, cilium.lb_ipam, cilium.default_lb_service_ipam)
    yield from of(here, *alone, cilium.qps, cilium.renew_deadline_s, cilium.kube_proxy_replacement)
    for policy in cilium.policies:
        yield policy.place, here
        yield from of(here, policy.load_balancer_ips, policy.external_ips, *policy.interfaces)
    for pool in cilium.pools:
        own = Owner(program="cilium", addresses=pool.spans)
        yield pool.place, own
        yield from of(own, pool.disabled, *(each.setting for each in pool.spans))


def of(owner: Owner, *settings: Setting | None) -> Iterator[tuple[Place, Owner]]:
    """Places of an owner's settings."""
    return ((each.place, owner) for each in settings if each is not None and each.place is not None)


def spans_of(settings: Iterable[Setting]) -> tuple[Span, ...]:
    """Settings that each name an address, as spans of one; without those that name none."""
    found = []
    for each in settings:
        number = address(each.text)
        if number is not None:
            found.append(Span(first=number, last=number, setting=each))
        elif (several := span(each)) is not None:
            found.append(several)
    return tuple(found)


def given(facts: Facts, programs: frozenset[str]) -> tuple[tuple[Span, ...], bool]:
    """The addresses that some programs, or all, give to Services, and whether these are all that they give."""
    spans = [each for service in facts.services for each in spans_of((*service.asked, *service.given))]
    complete = bool(programs) and programs <= {"metallb", "cilium"}
    if not programs or "metallb" in programs:
        pools = [pool for metallb in facts.metallb for pool in metallb.pools]
        spans += [each for pool in pools for each in pool.spans]
        complete &= bool(pools) and not any(pool.unread for pool in pools)
        complete &= all(metallb.resources_read for metallb in facts.metallb)
    if not programs or "cilium" in programs:
        spans += [each for cilium in facts.cilium for pool in cilium.pools for each in pool.spans]
        complete &= any(cilium.pools for cilium in facts.cilium)
    return tuple(spans), complete
