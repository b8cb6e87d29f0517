"""kube-proxy in IPVS mode without strict ARP: every node answers for every Service's address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.cluster.announcing import announcers
from arpwatch_k8s.lint.facts.cluster import KubeProxy
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided

ARP_IGNORE: Final = "net.ipv4.conf.all.arp_ignore"


def look(facts: Facts) -> Iterator[Told]:
    """Each kube-proxy with those that announce; where its installer stops at it, that is kubespray-stops."""
    for proxy in facts.kube_proxy:
        found = [
            each
            for each in announcers(facts)
            if each.announces is not False and not (proxy.is_refused and each.made_by == proxy.made_by)
        ]
        if not found or proxy.strict_arp.is_on or (proxy.mode.is_known and proxy.mode.text != "ipvs"):
            continue
        sides = (*sides_of(proxy), *(each.side for each in found))
        sure = [each for each in found if each.announces]
        kernel = quiet(facts)
        if kernel is not None and proxy.strict_arp.is_on is False:
            why = f"whether every node answers for Services' addresses: those with {kernel.says} do not"
            yield Undecided(why=why, sides=(*sides, kernel))
            continue
        if proxy.mode.is_known and proxy.strict_arp.is_on is False and sure:
            yield Fault(
                summary=f"every node answers ARP for the addresses that {sure[0].name} announces: kube-proxy has them "
                "all on kube-ipvs0",
                sides=(*sides_of(proxy), *(each.side for each in sure)),
                fix=f"{proxy.strict_arp.written('true')}, and restart kube-proxy; or {proxy.mode.written('nftables')}, "
                "or iptables",
            )
        else:
            unknown = next((each for each in (proxy.mode, proxy.strict_arp) if each.is_on is None), None)
            what = unknown.said if unknown is not None and not unknown.is_known else ""
            what = what or f"whether {found[0].name} announces by ARP is not known"
            yield Undecided(why=f"whether every node answers for Services' addresses: {what}", sides=sides)


def quiet(facts: Facts) -> Side | None:
    """A setting of a kernel that does what strict ARP does, on whichever nodes have it."""
    for each in facts.sysctls:
        setting = each.setting
        if each.key == ARP_IGNORE and setting.place is not None and setting.number in {1, 2}:
            return Side(place=setting.place, says=setting.said)
    return None


def sides_of(proxy: KubeProxy) -> tuple[Side, ...]:
    """kube-proxy's two settings."""
    return tuple(Side(place=each.place or proxy.place, says=each.said) for each in (proxy.strict_arp, proxy.mode))


CHECK: Final = Check(
    id="ipvs-without-strictarp",
    title="IPVS without strict ARP",
    severity=Severity.CRITICAL,
    look=look,
    why="In IPVS mode each node has every Service's address on its interface kube-ipvs0, and Linux answers ARP for "
    "any address that it has, on any interface. strictARP sets arp_ignore and arp_announce so that it does not.",
    wire="Answers for one VIP from every node; which of them a proxy takes is chance.",
    rules=("every-node-answers",),
    taught_by=("metallb#153", "metallb#1853", "kubernetes#59976"),
)
