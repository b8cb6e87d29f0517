"""Who announces Services' addresses by ARP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.facts.metallb import MetalLb
from arpwatch_k8s.lint.fault import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcer:
    """One program."""

    name: str
    made_by: str
    side: Side
    announces: bool | None
    """None where that cannot be known."""


def announcers(facts: Facts) -> Iterator[Announcer]:
    """All that announce, or may."""
    for metallb in facts.metallb:
        says = metallb.says_so
        side = Side(place=metallb.place, says=f"MetalLB, by {metallb.made_by}" if says is None else says.said)
        yield Announcer(name="MetalLB", made_by=metallb.made_by, side=side, announces=by_metallb(metallb))
    for kube_vip in facts.kube_vip:
        enabled = kube_vip.setting("svc_enable")
        side = Side(place=enabled.place or kube_vip.place, says=enabled.said)
        yield Announcer(name="kube-vip", made_by=kube_vip.made_by, side=side, announces=by_kube_vip(kube_vip))


def by_metallb(metallb: MetalLb) -> bool | None:
    """Whether its speakers announce by ARP: as its advertisements say, or the pools of old ones."""
    runs = True if metallb.says_so is None else metallb.says_so.is_on
    if runs is False or metallb.speaker.is_on is False:
        return False
    layer2 = any(each.layer2 for each in metallb.advertisements)
    layer2 |= any(pool.protocol == "layer2" for pool in metallb.pools)
    if layer2:
        return True if runs and metallb.speaker.is_on else None
    return False if metallb.resources_read else None


def by_kube_vip(kube_vip: KubeVip) -> bool | None:
    """Whether it announces Services by ARP."""
    answers = [kube_vip.setting(name).is_on for name in ("svc_enable", "vip_arp")]
    return False if False in answers else None if None in answers else True
