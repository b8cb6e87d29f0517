"""A virtual MAC with unicast peers, and advertisements that leave from the virtual MAC's interface."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.keepalived.words import named, side, sides
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Told, Undecided


def look(facts: Facts) -> Iterator[Told]:
    """Each instance with a virtual MAC and peers."""
    for each in facts.keepalived:
        if not each.setting("use_vmac").is_on or not each.peers:
            continue
        base = each.setting("vmac_xmit_base")
        told = (*sides(each, "use_vmac"), side(each, each.peers[0]))
        if base.is_on is None or (not base.is_on and each.unread):
            unknown = base if base.is_on is None else each.unread[0]
            yield Undecided(
                why=f"whether {named(each)} sends from its own interface: {unknown.said}",
                sides=(*told, side(each, unknown)),
            )
        elif not base.is_on:
            yield Fault(
                summary=f"{named(each)} has a virtual MAC and unicast peers, and no vmac_xmit_base: what it sends to "
                "its peers leaves from an interface that has no address of its own",
                sides=told,
                fix="vmac_xmit_base, in the instance",
            )


CHECK: Final = Check(
    id="keepalived-vmac",
    title="a virtual MAC with unicast peers needs vmac_xmit_base",
    severity=Severity.WARNING,
    look=look,
    why="With use_vmac the advertisements leave from the virtual interface. To unicast peers they then carry the "
    "virtual MAC, or find no way out, and the peers take the addresses too. keepalived's man page asks for "
    "vmac_xmit_base there. (The arp_ignore that virtual MACs need keepalived sets by itself.)",
    wire="No advertisements from one of the hosts, or ordinary traffic from the MAC 00:00:5e:00:01:VRID.",
    rules=("split-brain", "two-interfaces"),
    taught_by=("keepalived.conf(5): use_vmac, note 2", "vyos/vyos-build#458"),
)
