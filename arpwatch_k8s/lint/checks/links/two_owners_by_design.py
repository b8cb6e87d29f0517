"""One address under keepalived and under a controller of the cluster."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import VrrpInstance, own_name
from arpwatch_k8s.lint.facts.span import Address, address
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.lint.setting import Setting
from arpwatch_k8s.wording.plain import plain


def look(facts: Facts) -> Iterator[Told]:
    """Each address of keepalived's that somebody else has."""
    held: dict[Address, tuple[VrrpInstance, Setting]] = {}
    for instance in facts.keepalived:
        for found, setting in instance.held.items():
            held.setdefault(found, (instance, setting))
    told: set[Address] = set()
    for found, by, theirs in claimed(facts):
        if found in held and found not in told and theirs.place is not None:
            told.add(found)
            instance, setting = held[found]
            yield Fault(
                summary=f"{found} is held by keepalived on {plain(own_name(instance.host))} and by {by}: both claim it",
                sides=(
                    Side(place=theirs.place, says=theirs.said),
                    Side(place=setting.place or instance.place, says=setting.said),
                ),
                fix=f"another address in one of the two: {setting.name} of {plain(instance.name)}, or {theirs.name}",
            )
    if facts.keepalived:
        yield from open_questions(facts)


def claimed(facts: Facts) -> Iterator[tuple[Address, str, Setting]]:
    """Addresses that controllers of the cluster announce: Services', the control plane's, those of pools of one."""
    announcers = [by for by, are in (("MetalLB", facts.metallb), ("kube-vip", facts.kube_vip)) if are]
    announcers += ["Cilium"] if any(each.policies for each in facts.cilium) else []
    for service in facts.services if announcers else ():
        for setting in (*service.given, *service.asked):
            found = address(setting.text)
            if found is not None:
                yield found, f"the Service {plain(service.name)}, which {' or '.join(announcers)} announces", setting
    for kube_vip in facts.kube_vip:
        for name in ("address", "vip_address"):
            found = address(kube_vip.setting(name).text)
            if found is not None and kube_vip.setting("cp_enable").is_on:
                yield found, "kube-vip, for the control plane", kube_vip.setting(name)
    pools = [(pool.name, pool.spans) for metallb in facts.metallb for pool in metallb.pools]
    pools += [(pool.name, pool.spans) for cilium in facts.cilium for pool in cilium.pools if not pool.disabled.is_on]
    for name, spans in pools:
        for span in spans:
            if span.first == span.last:
                yield span.first, f"the pool {plain(name)}, whose only address it is", span.setting


def open_questions(facts: Facts) -> Iterator[Undecided]:
    """Addresses of either that cannot be known."""
    for kube_vip in facts.kube_vip:
        setting = kube_vip.setting("address")
        if kube_vip.setting("cp_enable").is_on and not setting.is_known:
            place = setting.place or kube_vip.place
            why = f"whether keepalived holds kube-vip's address: {setting.said}"
            yield Undecided(why=why, sides=(Side(place=place, says=setting.said),))
    for instance in facts.keepalived if facts.metallb or facts.kube_vip or facts.cilium else ():
        unknown = next((each for each in (*instance.addresses, *instance.excluded) if not each.is_known), None)
        if unknown is not None:
            why = f"whether the cluster has an address of {plain(instance.name)} too: {unknown.said}"
            yield Undecided(why=why, sides=(Side(place=unknown.place or instance.place, says=unknown.said),))


CHECK: Final = Check(
    id="two-owners-by-design",
    title="keepalived and the cluster hold one address",
    severity=Severity.CRITICAL,
    look=look,
    why="keepalived knows nothing of the cluster, and the cluster nothing of keepalived: whichever announced last has "
    "the address, until the other does.",
    wire="Announcements of one VIP from two MACs, of which only one sends VRRP.",
    rules=("two-controllers", "split-brain"),
)
