"""kube-vip of versions that stay up and do nothing after they lost a lease."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided


def look(facts: Facts) -> Iterator[Told]:
    """Each kube-vip that holds a lease for its VIPs."""
    for kube_vip in facts.kube_vip:
        version, holds = kube_vip.version, kube_vip.holds_leases
        if holds is False:
            continue
        if version.from_on(1, 2, 0) is False or version.from_on(1, 2, 4):
            continue
        setting = version.setting
        place = kube_vip.place if setting is None or setting.place is None else setting.place
        says = f"kube-vip, by {kube_vip.made_by}" if setting is None or setting.place is None else setting.said
        side = (Side(place=place, says=says),)
        if version.number is None or holds is None:
            missing = "its version is not known" if version.number is None else "whether it holds one is not known"
            why = f"whether kube-vip stops for good when it loses a lease: 1.2.0 to 1.2.3 do; {missing}"
            yield Undecided(why=why, sides=side, version_of="kube-vip" if holds is not None else "")
        else:
            yield Fault(
                summary=f"kube-vip {version} may stay up and do nothing after it lost a lease",
                sides=side,
                fix="kube-vip 1.1.2, or one newer than 1.2.3",
            )


CHECK: Final = Check(
    id="kubevip-silent-death",
    title="This kube-vip may stop without an end",
    severity=Severity.WARNING,
    look=look,
    why="After a lost lease the process neither tries again nor ends, so nothing starts it anew. When that has "
    "happened on all nodes, nobody holds the VIPs.",
    wire="The owner falls silent and no other takes over.",
    rules=("owner-silent",),
    taught_by=("kube-vip#1747", "kube-vip#1748", "harvester#11584"),
    versions="kube-vip 1.2.0 to 1.2.3",
)
