"""An election for each Service, and two Services with one address: two leaders, and both announce it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.kube_vip.serving import open_setting, served
from arpwatch_k8s.lint.facts.cluster import Service
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.facts.span import Address, address
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.wording.plain import plain

DECIDE: Final = ("svc_enable", "vip_arp", "svc_election", "lb_class_only", "lb_class_legacy_handling")
LEASE: Final = "kube-vip.io/leaseName"
"""Services of one namespace with the same value have one election (kube-vip 1.0.1 and later)."""


def look(facts: Facts) -> Iterator[Told]:
    """Each kube-vip with an election for each Service."""
    for kube_vip in facts.kube_vip:
        if kube_vip.setting("svc_election").is_on is not False:
            yield from told(facts, kube_vip)


def told(facts: Facts, kube_vip: KubeVip) -> Iterator[Told]:
    """Addresses that several of its Services have or ask for."""
    election = kube_vip.setting("svc_election")
    by_address: dict[Address, list[tuple[Service, bool | None]]] = {}
    for service, is_served in served(facts, kube_vip):
        for found in service.addresses:
            by_address.setdefault(found, []).append((service, is_served))
    there = Side(place=election.place or kube_vip.place, says=election.said)
    told_of: set[tuple[str, str]] = set()
    for found, several in sorted(by_address.items(), key=lambda each: (each[0].version, int(each[0]))):
        first, is_first = several[0]
        second = next(((each, answer) for each, answer in several[1:] if lease(each) != lease(first)), None)
        if second is None or (first.name, second[0].name) in told_of:
            continue
        told_of.add((first.name, second[0].name))
        sides = (side(first, found), side(second[0], found), there)
        if is_first and second[1] and election.is_on:
            yield Fault(
                summary=f"{plain(first.name)} and {plain(second[0].name)} have {found}, and kube-vip elects "
                "a node for each of them: two nodes may announce it",
                sides=sides,
                fix=f"one Service with all ports in place of the two; or the same {LEASE} on both (from kube-vip 1.0.1 "
                f"on, in one namespace); or {election.written('false')}",
            )
        else:
            unknown = open_setting(kube_vip, *DECIDE) or first.load_balancer_class
            yield Undecided(
                why=f"whether kube-vip elects a node for each of the Services with {found}: {unknown.said}", sides=sides
            )


def lease(service: Service) -> tuple[str, str]:
    """Which election a Service takes part in: its own, or that of its annotation."""
    named = service.annotations.get(LEASE)
    if named is None or not named.text:
        return service.name, ""
    return ("", named.text) if "/" in named.text else (service.namespace, named.text)


def side(service: Service, found: Address) -> Side:
    """A Service with what gives it an address."""
    setting = next((each for each in (*service.asked, *service.given) if address(each.text) == found), None)
    place = setting.place if setting is not None and setting.place is not None else service.place
    return Side(place=place, says=f"the Service {plain(service.name)}: {found}")


CHECK: Final = Check(
    id="kubevip-one-ip-two-services",
    title="one address of two Services that are elected by themselves",
    severity=Severity.CRITICAL,
    look=look,
    why="With svc_election every Service has a lease of its own. Two Services with one address have two leaders, which "
    "are as a rule two nodes, and both announce it.",
    wire="Two nodes that answer who-has for one VIP, for as long as both Services are there.",
    rules=("one-address-two-services", "split-brain"),
    taught_by=("kube-vip#1479", "kube-vip#879", "kube-vip#577"),
)
