"""kubespray that will stop: it refuses MetalLB, or kube-vip by ARP, with IPVS and without strict ARP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.cluster.ipvs_without_strictarp import sides_of
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided


def look(facts: Facts) -> Iterator[Told]:
    """Each kube-proxy that an inventory sets, with what the inventory has beside it."""
    for proxy in facts.kube_proxy:
        asked = list(asking(facts, proxy.made_by)) if proxy.is_refused else []
        if not asked or proxy.strict_arp.is_on or (proxy.mode.is_known and proxy.mode.text != "ipvs"):
            continue
        sides = (*sides_of(proxy), *asked)
        unknown = next((each for each in (proxy.mode, proxy.strict_arp) if not each.is_known), None)
        if unknown is not None:
            yield Undecided(why=f"whether kubespray will stop here: {unknown.said}", sides=sides)
        elif proxy.strict_arp.is_on is False:
            yield Fault(
                summary=f"kubespray will stop here: {asked[0].says} asks for kube_proxy_strict_arp in IPVS mode",
                sides=sides,
                fix=f"{proxy.strict_arp.written('true')}, or {proxy.mode.written('nftables')}",
            )


def asking(facts: Facts, maker: str) -> Iterator[Side]:
    """What in the inventory asks for strict ARP."""
    for metallb in facts.metallb:
        says = metallb.says_so
        if metallb.made_by == maker and says is not None and says.is_on:
            yield Side(place=says.place or metallb.place, says=says.said)
    for kube_vip in facts.kube_vip:
        arp = kube_vip.setting("vip_arp")
        if kube_vip.made_by == maker and arp.is_on:
            yield Side(place=arp.place or kube_vip.place, says=arp.said)


CHECK: Final = Check(
    id="kubespray-stops",
    title="kubespray refuses these settings",
    severity=Severity.INFO,
    look=look,
    why="With MetalLB since v2.12, with kube-vip by ARP since v2.20, its play fails where kube_proxy_mode is ipvs and "
    "kube_proxy_strict_arp is not set; both are so by default. Nothing breaks, for nothing is installed.",
    wire="",
    taught_by=("kubespray#5180", "kubespray#9223"),
    versions="kubespray from v2.20 on",
)
