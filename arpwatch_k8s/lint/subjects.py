"""What a fault is about, told by where its settings stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from arpwatch_k8s.lint.facts.cilium import Cilium
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.metallb import Advertisement, MetalLb
from arpwatch_k8s.lint.facts.ranges import Ranges, ranges
from arpwatch_k8s.lint.facts.span import Span, address, span
from arpwatch_k8s.lint.fault import Fault
from arpwatch_k8s.lint.setting import Place, Setting
from arpwatch_k8s.lint.subject import Subject

OF_SERVICES: Final = ("svc_", "lb_")
"""How variables of kube-vip's begin that are for Services alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose a setting is."""

    program: str = ""
    """Empty where it is no program's that announces."""
    addresses: tuple[Span, ...] = ()
    """Those that it is for; none where it is for all."""
    of_services: bool = False
    """Whether it is for Services, and not for the API server."""


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
