"""kube-vip that leaves a VIP on a node which no longer holds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided

NAME: Final = "vip_preserve_on_leadership_loss"


def look(facts: Facts) -> Iterator[Told]:
    """Each kube-vip that is told to."""
    for kube_vip in facts.kube_vip:
        setting = kube_vip.setting(NAME)
        if setting.place is None or setting.is_on is False or kube_vip.version.below(1, 0, 2):
            continue
        side = (Side(place=setting.place, says=setting.said),)
        if setting.is_on is None:
            yield Undecided(why=f"whether kube-vip leaves VIPs on nodes: {setting.said}", sides=side)
        else:
            yield Fault(
                summary="kube-vip leaves a VIP on the node that loses it: that node still answers for it",
                sides=side,
                fix=f"{setting.written('false')}, unless connections of the old node are worth that",
            )


CHECK: Final = Check(
    id="kubevip-preserve",
    title="kube-vip leaves VIPs on nodes",
    severity=Severity.INFO,
    look=look,
    why="A node that loses its lease stops to announce, and keeps the address on its interface. Whoever asks for the "
    "VIP gets two answers until the address is taken away.",
    wire="Answers of the old owner after the new one announced.",
    rules=("orphan-address",),
    taught_by=("kube-vip#1583",),
    versions="kube-vip from 1.0.2 on",
)
