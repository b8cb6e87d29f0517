"""Which Services a controller takes: those of no class, those of its own, or none."""

from __future__ import annotations

from dataclasses import dataclass

from arpwatch_k8s.lint.facts.cluster import Service
from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.facts.metallb import MetalLb
from arpwatch_k8s.lint.fault import Side
from arpwatch_k8s.lint.setting import Place, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a controller takes; None where that cannot be known."""

    classless: bool | None
    """Whether it takes Services that name no class."""
    own_class: str | None
    """The class that it takes besides, or alone; empty for none."""
    because: tuple[Setting, ...]
    """The settings that say so."""


def by_kube_vip(kube_vip: KubeVip) -> Taken:
    """What kube-vip takes (pkg/manager/watch_services.go, 0.5 to 1.2)."""
    enabled = kube_vip.setting("svc_enable")
    only, legacy, name = (
        kube_vip.setting(each) for each in ("lb_class_only", "lb_class_legacy_handling", "lb_class_name")
    )
    if enabled.is_on is not True:
        return Taken(classless=enabled.is_on, own_class="" if enabled.is_on is False else None, because=(enabled,))
    own = name.text if name.is_known else None
    if only.is_on is None or legacy.is_on is None or own is None:
        unknown = next(each for each in (only, legacy, name) if not each.is_known or each.is_on is None)
        return Taken(classless=None, own_class=own, because=(enabled, unknown))
    if only.is_on:
        return Taken(classless=False, own_class=own, because=(enabled, only))
    if not legacy.is_on and own:
        return Taken(classless=False, own_class=own, because=(enabled, legacy))
    return Taken(classless=True, own_class=own, because=(enabled,))


def by_metallb(metallb: MetalLb) -> Taken:
    """What MetalLB takes: with `--lb-class` that class alone, else Services of no class alone."""
    setting = metallb.load_balancer_class
    says = (metallb.says_so,) if metallb.says_so is not None else ()
    if metallb.says_so is not None and metallb.says_so.is_on is None:
        return Taken(classless=None, own_class=None, because=says)
    if not setting.is_known:
        return Taken(classless=None, own_class=None, because=(*says, setting))
    own = setting.text
    return Taken(classless=not own, own_class=own, because=(*says, setting) if own or not says else says)


def sides(place: Place, settings: tuple[Setting, ...], what: str) -> tuple[Side, ...]:
    """Settings as sides of a fault; what is a default stands where its program is declared."""
    written = tuple(Side(place=each.place, says=each.said) for each in settings if each.place is not None)
    return written or (Side(place=place, says=what),)


def same(one: Taken, other: Taken) -> bool | None:
    """Whether both take some Service; None where that cannot be known."""
    if one.classless and other.classless:
        return True
    if one.own_class and one.own_class == other.own_class:
        return True
    if False in (one.classless, other.classless) and "" in (one.own_class, other.own_class):
        return False
    return None if None in (one.classless, other.classless, one.own_class, other.own_class) else False


def takes(taken: Taken, service: Service) -> bool | None:
    """Whether a controller takes a Service; None where that cannot be known."""
    named = service.load_balancer_class
    if not named.is_known:
        return None
    if not named.text:
        return taken.classless
    return None if taken.own_class is None else named.text == taken.own_class
