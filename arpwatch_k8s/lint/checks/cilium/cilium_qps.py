"""More renewals of leases than the agent may send to the API server: leases run out, and addresses move."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.cilium.picking import announcing, picks
from arpwatch_k8s.lint.facts.cilium import Cilium, seconds
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided

RENEW_DEADLINE_S: Final = 5.0
"""l2announcements.leaseRenewDeadline by default (cilium: Documentation/network/l2-announcements.rst)."""
LEAST_QPS, MOST_QPS = 5.0, 10.0
"""k8sClientRateLimit.qps by default: 5 up to Kubernetes 1.26, 10 from 1.27 on (cilium's chart)."""


def look(facts: Facts) -> Iterator[Told]:
    """Each Cilium with policies, by the formula of its documentation: Services divided by the deadline."""
    for cilium in facts.cilium:
        policies = list(announcing(cilium))
        if policies:
            picked = sum(any(picks(each, service) for each in policies) for service in facts.services)
            yield from told(cilium, picked, is_all=facts.services_read) if picked else ()


def told(cilium: Cilium, services: int, *, is_all: bool) -> Iterator[Told]:
    """What so many Services come to; more than were read only make it worse."""
    deadline = RENEW_DEADLINE_S if cilium.renew_deadline_s is None else seconds(cilium.renew_deadline_s)
    least, most = (LEAST_QPS, MOST_QPS) if cilium.qps is None else (cilium.qps.number, cilium.qps.number)
    sides = tuple(
        Side(place=each.place, says=each.said)
        for each in (cilium.qps, cilium.renew_deadline_s)
        if each is not None and each.place is not None
    ) or (Side(place=cilium.place, says="neither a rate nor a deadline is set: both are as by default"),)
    if deadline is None or deadline <= 0 or least is None or most is None:
        unread = deadline is None or deadline <= 0
        setting = cilium.renew_deadline_s if unread else cilium.qps
        said = "" if setting is None else f": {setting.said}"
        yield Undecided(why=f"whether the agent's rate suffices for its leases{said}", sides=sides)
        return
    needed = services / deadline
    if needed > most:
        count = f"{services} Services" if is_all else f"the {services} Services that were read"
        yield Fault(
            summary=f"{count} with a renewal every {deadline:g} s need {needed:g} requests per second where one node "
            f"has all leases, and the agent may send {most:g}",
            sides=sides,
            fix=f"k8sClientRateLimit.qps: {ceil(needed)} or more, and a burst above it; or a longer leaseRenewDeadline",
        )
    elif needed > least:
        yield Undecided(
            why=f"whether {needed:g} requests per second are allowed: without a rate of its own the agent may send "
            f"{least:g} up to Kubernetes 1.26, and {most:g} from 1.27 on",
            sides=sides,
        )


CHECK: Final = Check(
    id="cilium-qps",
    title="more leases than the agent may renew",
    severity=Severity.WARNING,
    look=look,
    why="Each announced Service has a lease, which its node renews. The agent sends no more requests per second to the "
    "API server than its rate: renewals wait, leases run out, and other nodes take the addresses.",
    wire="Addresses that move between healthy nodes, again and again.",
    rules=("flapping",),
    taught_by=("cilium#26586", "Cilium: L2 announcements, sizing the client rate limit"),
)
