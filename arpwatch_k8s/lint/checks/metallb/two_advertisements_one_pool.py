"""An advertisement that narrows a pool to some nodes or interfaces, and one that does not: they add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.metallb.choosing import chosen
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.metallb import Advertisement
from arpwatch_k8s.lint.fault import Fault, Side, Told
from arpwatch_k8s.wording.plain import plain


def look(facts: Facts) -> Iterator[Told]:
    """Each pool's advertisements of layer 2 that are for all Services; each pair of advertisements once."""
    told: set[tuple[str, str]] = set()
    for metallb in facts.metallb:
        for each in chosen(metallb):
            plainly = [one for one in each.by if one.layer2 and not one.service_selectors and not one.more]
            for narrow, wide in swallowed(plainly):
                if (narrow.name, wide.name) not in told:
                    told.add((narrow.name, wide.name))
                    yield fault(narrow, wide, each.pool.name)


def swallowed(advertisements: Sequence[Advertisement]) -> Iterator[tuple[Advertisement, Advertisement]]:
    """Advertisements with the first one of all nodes that makes nothing of what they narrow."""
    widest = next((each for each in advertisements if not each.node_selectors and not each.interfaces), None)
    of_all_nodes = [each for each in advertisements if not each.node_selectors and each.interfaces]
    for narrow in advertisements:
        if narrow.node_selectors or narrow.interfaces:
            mine = {each.text for each in narrow.interfaces}
            wide = widest or next(
                (
                    each
                    for each in of_all_nodes[:1]
                    if each is not narrow
                    and narrow.node_selectors
                    and mine
                    and mine <= {i.text for i in each.interfaces}
                ),
                None,
            )
            if wide is not None:
                yield narrow, wide


def fault(narrow: Advertisement, wide: Advertisement, pool: str) -> Fault:
    """One that narrows nothing."""
    what = "nodes" if narrow.node_selectors else "interfaces"
    place = narrow.node_selectors[0].place if narrow.node_selectors else narrow.interfaces[0].place or narrow.place
    return Fault(
        summary=f"{plain(narrow.name)} narrows the {what} that announce the pool {plain(pool)}, and {plain(wide.name)} "
        f"announces it without: the two add up, and {plain(narrow.name)} narrows nothing",
        sides=(
            Side(place=wide.place, says=f"the advertisement {plain(wide.name)}, which chooses the pool as well"),
            Side(place=place, says=f"the advertisement {plain(narrow.name)}, with {what} of its own"),
        ),
        fix=f"take {plain(wide.name)} away, or give it spec.ipAddressPools without {plain(pool)}",
    )


CHECK: Final = Check(
    id="two-advertisements-one-pool",
    title="an advertisement that another one makes void",
    severity=Severity.WARNING,
    look=look,
    why="A node may announce an address when any advertisement of its pool lets it, on all interfaces that any of them "
    "names. One without selectors lets all nodes announce on all interfaces, whatever others say.",
    wire="Announcements from nodes or on segments that were meant to be left out.",
    rules=("foreign-host", "two-interfaces"),
    taught_by=("metallb#3004", "metallb#2909"),
    versions="MetalLB 0.13 and later",
)
