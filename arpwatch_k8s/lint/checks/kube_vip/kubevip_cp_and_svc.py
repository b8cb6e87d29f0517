"""One kube-vip for the control plane and for Services: two leases, which two nodes may hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided

ASKED: Final = ("cp_enable", "svc_enable", "vip_arp")


def look(facts: Facts) -> Iterator[Told]:
    """Each kube-vip that does both by ARP, without an election for each Service."""
    for kube_vip in facts.kube_vip:
        settings = [kube_vip.setting(name) for name in ASKED]
        election = kube_vip.setting("svc_election")
        if any(each.is_on is False for each in settings) or election.is_on:
            continue
        sides = tuple(Side(place=each.place or kube_vip.place, says=each.said) for each in settings[:2])
        unknown = next((each for each in (*settings, election) if each.is_on is None), None)
        if unknown is not None:
            why = f"whether one kube-vip serves the control plane and Services with a lease each: {unknown.said}"
            yield Undecided(why=why, sides=sides)
        else:
            yield Fault(
                summary="one kube-vip announces the control plane's address and all Services', with a lease for each",
                sides=sides,
                fix="keep the control plane's address off Services and out of pools; "
                f"{election.written('true')} spreads Services over nodes",
            )


CHECK: Final = Check(
    id="kubevip-cp-and-svc",
    title="One kube-vip for the control plane and Services",
    severity=Severity.INFO,
    look=look,
    why="The control plane's address has one lease and all Services' together another: two nodes may hold them. A "
    "Service that has the control plane's address is then announced by both; and all Services' traffic comes in by one "
    "node.",
    wire="Where a Service has the control plane's address: two nodes answer for it.",
    rules=("split-brain",),
    taught_by=("kube-vip#665", "kube-vip#1243", "kube-vip#947"),
)
