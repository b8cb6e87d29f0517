"""MetalLB before 0.13.10, which announces from every interface."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.lint.setting import Place, Setting

NOT_BY_KUBESPRAY: Final = ", by its Helm chart or manifests: kubespray brings 0.13.9 up to v2.31"


def look(facts: Facts) -> Iterator[Told]:
    """Each MetalLB."""
    for metallb in facts.metallb:
        old = metallb.version.below(0, 13, 10)
        setting = metallb.version.setting
        place = metallb.place if setting is None or setting.place is None else setting.place
        says = metallb.says_so
        if old is not False and says is not None and says.is_on is None:
            yield Undecided(why=f"whether a MetalLB older than 0.13.10 runs: {says.said}", sides=(at(place, says),))
        elif old is None:
            why = "whether MetalLB is older than 0.13.10: its version is not known"
            side = Side(place=place, says=f"MetalLB, by {metallb.made_by}")
            yield Undecided(why=why, sides=(side,), version_of="metallb")
        elif old:
            yield Fault(
                summary=f"MetalLB {metallb.version} has no list of interfaces to leave out",
                sides=(at(place, setting),),
                fix=f"MetalLB 0.13.10 or newer{NOT_BY_KUBESPRAY if metallb.made_by == 'kubespray' else ''}",
            )


def at(place: Place, setting: Setting | None) -> Side:
    """A setting as a side."""
    return Side(place=place, says="MetalLB" if setting is None else setting.said)


CHECK: Final = Check(
    id="metallb-old",
    title="MetalLB is older than 0.13.10",
    severity=Severity.INFO,
    look=look,
    why="From 0.13.10 on the speaker leaves out interfaces of a list (docker, cbr, tunnels of the CNI), and later "
    "versions say which node announces a Service (ServiceL2Status) and leave out nodes by a label.",
    wire="",
    taught_by=("metallb 0.13.10, metallb-excludel2",),
    versions="MetalLB before 0.13.10",
)
