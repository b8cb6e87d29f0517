"""Hosts of one virtual router with equal priorities: both take the addresses at once, and one gives way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.keepalived.routers import Router, one_a_host, routers
from arpwatch_k8s.lint.checks.keepalived.words import host, named, sides
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import VrrpInstance
from arpwatch_k8s.lint.fault import Fault, Told, Undecided
from arpwatch_k8s.wording.counts import listed


def look(facts: Facts) -> Iterator[Told]:
    """Each virtual router of several hosts."""
    for router in routers(facts.keepalived):
        yield from of_router(router)


def of_router(router: Router) -> Iterator[Told]:
    """Hosts with the same priority."""
    hosts = one_a_host(router)
    by_priority: dict[float, list[VrrpInstance]] = {}
    for each in hosts:
        number = each.setting("priority").number
        if number is not None:
            by_priority.setdefault(number, []).append(each)
        elif len(hosts) > 1:
            why = f"whether {named(each)} has a priority of its own: {each.setting('priority').said}"
            yield Undecided(why=why, sides=sides(each, "priority"))
    for number, several in by_priority.items():
        if len(several) > 1:
            stays = len(hosts) == 2 and all(each.setting("nopreempt").is_on for each in hosts)
            yield Fault(
                summary=f"{listed([host(each) for each in several])} have the same priority, {number:g}, in "
                f"{named(several[0])}: where both may take the addresses, both do, until the one with the lower "
                "address gives way",
                sides=tuple(each for instance in several for each in sides(instance, "priority")),
                fix="a priority of its own for each host",
                severity_is_less=stays,
            )


CHECK: Final = Check(
    id="keepalived-equal",
    title="hosts of one virtual router have equal priorities",
    severity=Severity.WARNING,
    look=look,
    why="How long a host waits before it takes over depends on its priority. With equal ones, hosts that start at once "
    "or lose the same master take the addresses at the same moment, and both announce them. The one with the lower "
    "address gives way a second later; neighbor caches keep whichever came last.",
    wire="Announcements of one VIP from two MACs within a second, at each failover.",
    rules=("flapping", "split-brain"),
    taught_by=("keepalived#1528", "keepalived#1515", "keepalived#2323"),
)
