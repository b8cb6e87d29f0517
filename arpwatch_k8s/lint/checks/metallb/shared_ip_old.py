"""MetalLB up to 0.10 elects a node by the Service's name: Services that share an address have several owners."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.metallb.sharing import shared, side
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.wording.counts import listed
from arpwatch_k8s.wording.plain import plain

MOST_SHOWN: Final = 4
"""Services of one address that are shown."""


def look(facts: Facts) -> Iterator[Told]:
    """Each address that several Services share."""
    for metallb in facts.metallb:
        old = metallb.version.below(0, 11, 0)
        if old is False or metallb.is_layer2 is False:
            continue
        for address, services in shared(facts, metallb):
            names = listed([plain(service.name) for service in services[:MOST_SHOWN]])
            sides = [side(service) for service in services[:MOST_SHOWN]]
            if old is None or metallb.is_layer2 is None:
                missing = (
                    "MetalLB's version (it is so up to 0.10)" if old is None else "whether it announces in layer 2"
                )
                yield Undecided(
                    why=f"whether {names} have two owners of {address}: {missing}",
                    sides=tuple(sides),
                    version_of="metallb" if metallb.is_layer2 is not None else "",
                )
                break
            image = metallb.version.setting
            if image is not None and image.place is not None:
                sides.append(Side(place=image.place, says=image.said))
            yield Fault(
                summary=f"{names} share {address}, and MetalLB {metallb.version} elects a node for each of them: "
                "several nodes answer for it",
                sides=tuple(sides),
                fix="MetalLB 0.11.0 or later, which elects by address; or one Service for the address",
            )


CHECK: Final = Check(
    id="shared-ip-old",
    title="a shared address with an election for each Service",
    severity=Severity.CRITICAL,
    look=look,
    why="Up to 0.10 the node is chosen by a hash of the Service's name. Two Services of one address have as a rule "
    "two nodes, and both answer for it. From 0.11.0 on the address is hashed.",
    wire="Two nodes that answer who-has for one VIP, for as long as both Services are there.",
    rules=("one-address-two-services", "split-brain"),
    taught_by=("metallb#598", "metallb#805", "metallb#968"),
    versions="MetalLB up to 0.10",
)
