"""Leases of kube-vip so short that a slow API server or etcd moves VIPs, or so set that no election starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.lint.setting import Setting

NERVOUS_S: Final = 5
"""kubespray's and old manifests' lease; kube-vip's own is 15 s."""
JITTER: Final = 1.2
"""client-go asks for a deadline above the retry period times this (leaderelection.go, JitterFactor)."""
CALM: Final = {"vip_leaseduration": "15", "vip_renewdeadline": "10", "vip_retryperiod": "2"}


def look(facts: Facts) -> Iterator[Told]:
    """Each kube-vip that holds elections."""
    for kube_vip in facts.kube_vip:
        if kube_vip.holds_leases is not False:
            yield from held_against(kube_vip)


def held_against(kube_vip: KubeVip) -> Iterator[Told]:
    """What is told of its lease."""
    lease, renew, retry = (kube_vip.setting(name) for name in CALM)
    unknown = next((each for each in (lease, renew, retry) if not each.is_known), None)
    if unknown is not None:
        yield Undecided(why=f"how long kube-vip's lease is: {unknown.said}", sides=sides(kube_vip, unknown))
        return
    if lease.number is None or renew.number is None or retry.number is None:
        return
    sound = lease.number > renew.number > JITTER * retry.number
    if kube_vip.holds_leases is None:
        if lease.number <= NERVOUS_S or not sound:
            why = f"whether kube-vip, which may hold an election, does so with {lease.said}"
            yield Undecided(why=why, sides=sides(kube_vip, lease))
        return
    fix = ", ".join(kube_vip.setting(name).written(value) for name, value in CALM.items())
    if not sound:
        yield Fault(
            summary=f"kube-vip starts no election: {lease.said}, {renew.said}, {retry.said}; the lease has to be "
            "longer than the deadline, and that than 1.2 times the retry period",
            sides=sides(kube_vip, lease, renew, retry),
            fix=fix,
        )
    elif lease.number <= NERVOUS_S:
        yield Fault(
            summary=f"kube-vip gives its VIPs up when the API server does not answer for {renew.text} s",
            sides=sides(kube_vip, lease, renew),
            fix=fix,
            severity_is_less=lease.place is None,
        )


def sides(kube_vip: KubeVip, *settings: Setting) -> tuple[Side, ...]:
    """Where they stand; of a default, where kube-vip is declared."""
    return tuple(Side(place=each.place or kube_vip.place, says=each.said) for each in settings)


CHECK: Final = Check(
    id="kubevip-nervous-lease",
    title="kube-vip's lease is short",
    severity=Severity.WARNING,
    look=look,
    why="The node that holds a VIP has to renew its lease in time. With 5, 3 and 1 s, which kubespray and old "
    "manifests set, an API server or an etcd that is slow for 3 s moves every VIP; kube-vip's own are 15, 10 and 2 s.",
    wire="VIPs that move between nodes and back while all nodes are well.",
    rules=("flapping",),
    taught_by=("kube-vip#282", "kube-vip#453", "kube-vip#271"),
)
