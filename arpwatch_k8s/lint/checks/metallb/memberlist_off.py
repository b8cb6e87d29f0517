"""Speakers that do not know of each other: none of them learns that another is gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.metallb import MetalLb
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided

SILENT: Final = "takes no node for one with a speaker: none announces in layer 2"
STAYS: Final = "elects among all nodes, those that are down among them: addresses of a dead node stay with it"
STAYS_A_WHILE: Final = "learns that a node is gone only when its pods leave the endpoints, some 40 s later"


def look(facts: Facts) -> Iterator[Told]:
    """Each MetalLB."""
    for metallb in facts.metallb:
        if metallb.speaker.is_on is False:
            continue
        if metallb.memberlist.is_on is not True:
            yield from told(metallb)


def told(metallb: MetalLb) -> Iterator[Told]:
    """A MetalLB whose memberlist is off, or may be."""
    setting = metallb.memberlist
    sides = [Side(place=setting.place or metallb.place, says=said(metallb))]
    image = metallb.version.setting
    if image is not None and image.place is not None and metallb.version.number is not None:
        sides.append(Side(place=image.place, says=image.said))
    layer2 = metallb.is_layer2
    if setting.is_on is None:
        yield Undecided(why=f"whether the speakers know of each other: {setting.said}", sides=tuple(sides))
    elif layer2 is None:
        yield Undecided(
            why="memberlist is off: whether MetalLB announces in layer 2, which matters, was not among what was read",
            sides=tuple(sides),
        )
    elif layer2:
        version = metallb.version
        if version.number is None:
            yield Undecided(
                why="memberlist is off: with MetalLB from 0.11.0 to 0.14.9 no node announces anything in layer 2, with "
                "others a node that is gone keeps its addresses; which of them runs was not read",
                sides=tuple(sides),
                version_of="metallb",
            )
            return
        silent = bool(version.from_on(0, 11, 0) and version.below(0, 15, 0))
        effect = SILENT if silent else STAYS if version.from_on(0, 15, 0) else STAYS_A_WHILE
        yield Fault(
            summary=f"memberlist is off, and MetalLB {metallb.version} then " + effect,
            sides=tuple(sides),
            fix=remedy(metallb),
            severity_is_less=not silent,
        )


def said(metallb: MetalLb) -> str:
    """The setting as it stands, or that a variable is missing."""
    name = metallb.memberlist.name
    return f"the speaker without {name}" if name.startswith("METALLB_") else metallb.memberlist.said


def remedy(metallb: MetalLb) -> str:
    """The setting to write, as its file writes it."""
    name = metallb.memberlist.name
    if name.startswith("METALLB_"):
        return f"{name} in the speaker's environment, as MetalLB's own manifests have it"
    return metallb.memberlist.written("true")


CHECK: Final = Check(
    id="memberlist-off",
    title="speakers that do not know of each other",
    severity=Severity.CRITICAL,
    look=look,
    why="Speakers tell each other by memberlist who is alive, and elect among those. Without it 0.11.0 to 0.14.9 elect "
    "among none. From 0.15.0 on they elect among all nodes that Kubernetes has, also those that are down or have no "
    "speaker; up to 0.10 among those with ready pods.",
    wire="Who-has for VIPs without any reply: for all of them, or for those of a node that is gone.",
    rules=("owner-silent", "vip-unanswered"),
    taught_by=("metallb#2549", "metallb#2005", "metallb#2425"),
    versions="worst from MetalLB 0.11.0 to 0.14.9",
)
