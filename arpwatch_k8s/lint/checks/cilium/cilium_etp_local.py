"""Cilium's L2 announcements and Services whose traffic goes to local pods only.

From 1.20.2 on only nodes with pods stand for election (cilium#46399, cilium#48550). Which patch releases of 1.18 and
1.19 do so as well is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.cilium.picking import announcing, picks
from arpwatch_k8s.lint.facts.cilium import Policy
from arpwatch_k8s.lint.facts.cluster import Service
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.version import Versioned
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.wording.plain import plain


def look(facts: Facts) -> Iterator[Told]:
    """Each Service with `Local`, with the first policy that picks it."""
    if facts.nodes_read and len(facts.nodes) == 1:
        return
    for cilium in facts.cilium:
        policies = list(announcing(cilium))
        is_so = drops(cilium.version)
        missing = "cilium" if cilium.version.number is None else ""
        for service in facts.services if is_so is not False else ():
            policy = service.external_traffic_policy
            if policy.text == "Local" or (policies and not policy.is_known):
                yield from told(service, policies, is_so=is_so, missing=missing)


def drops(version: Versioned) -> bool | None:
    """Whether nodes without pods announce in a version; None where that is not known."""
    if version.from_on(1, 20, 2):
        return False
    return True if version.below(1, 18, 0) or version.from_on(1, 20, 0) else None


def told(service: Service, policies: list[Policy], *, is_so: bool | None, missing: str) -> Iterator[Told]:
    """A Service whose traffic goes to local pods only, or may. `missing`: whose version would say whether it is so."""
    local = service.external_traffic_policy
    answers = [(each, picks(each, service)) for each in policies]
    picking = next((each for each, answer in answers if answer), None)
    here = Side(place=local.place or service.place, says=local.said)
    name = plain(service.name)
    if picking is not None and local.is_known and is_so:
        yield Fault(
            summary=f"{name} has externalTrafficPolicy: Local, and Cilium announces it by {plain(picking.name)}, also "
            "from nodes without a pod of it: they drop what comes",
            sides=(here, Side(place=picking.place, says=f"the policy {plain(picking.name)}")),
            fix=local.written("Cluster"),
        )
    elif picking is not None or None in {answer for _, answer in answers}:
        which = next(each for each, answer in answers if answer is not False)
        why = local.said if not local.is_known else f"whether the policy {plain(which.name)} picks it"
        if picking is not None and local.is_known:
            why = (
                "it does up to 1.17 and with 1.20.0 and 1.20.1, it may with 1.18 and 1.19; Cilium's version would tell"
            )
        yield Undecided(
            why=f"whether Cilium announces {name} from nodes without its pods: {why}",
            sides=(here, Side(place=which.place, says=f"the policy {plain(which.name)}")),
            version_of=missing if picking is not None and local.is_known else "",
        )


CHECK: Final = Check(
    id="cilium-etp-local",
    title="L2 announcements of a Service with externalTrafficPolicy: Local",
    severity=Severity.CRITICAL,
    look=look,
    why="The node that announces a Service is whichever takes its lease first, whether it has pods of it or not. With "
    "Local a node without pods drops what comes. From 1.20.2 on only nodes with pods stand for election.",
    wire="The owner answers who-has and takes SYNs, and nothing comes back, or resets do.",
    rules=("no-local-endpoint",),
    taught_by=("cilium#27800", "cilium#46399", "Cilium: L2 announcements, limitations"),
    versions="Cilium up to 1.20.1",
)
