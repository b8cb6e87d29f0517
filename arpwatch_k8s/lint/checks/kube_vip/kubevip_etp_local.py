"""One kube-vip leader for all Services, and Services whose traffic goes to local pods only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.kube_vip.serving import open_setting, served
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.wording.plain import plain

DECIDE: Final = ("svc_enable", "vip_arp", "svc_election", "lb_class_only", "lb_class_legacy_handling")


def look(facts: Facts) -> Iterator[Told]:
    """Each kube-vip without an election for each Service."""
    for kube_vip in facts.kube_vip:
        if kube_vip.setting("svc_election").is_on is not True:
            yield from told(facts, kube_vip)


def told(facts: Facts, kube_vip: KubeVip) -> Iterator[Told]:
    """Its Services with `Local`."""
    election = kube_vip.setting("svc_election")
    there = Side(place=election.place or kube_vip.place, says=election.said)
    for service, is_served in served(facts, kube_vip):
        local = service.external_traffic_policy
        if local.is_known and local.text != "Local":
            continue
        here = Side(place=local.place or service.place, says=local.said)
        if is_served and local.is_known and election.is_on is False:
            yield Fault(
                summary=f"{plain(service.name)} has externalTrafficPolicy: Local, and kube-vip announces all Services "
                "from one leader: where that has no pod of it, it drops what comes",
                sides=(here, there),
                fix=f"{election.written('true')}, so that a node with pods is elected for each Service; or "
                f"{local.written('Cluster')}",
            )
        else:
            unknown = open_setting(kube_vip, *DECIDE) or (local if not local.is_known else service.load_balancer_class)
            yield Undecided(
                why=f"whether kube-vip announces {plain(service.name)} from a node without its pods: {unknown.said}",
                sides=(here, there),
            )


CHECK: Final = Check(
    id="kubevip-etp-local",
    title="one leader for Services with externalTrafficPolicy: Local",
    severity=Severity.CRITICAL,
    look=look,
    why="Without svc_election the leader announces every Service, whether it has pods of it or not. With Local a node "
    "without pods drops what comes.",
    wire="The owner answers who-has and takes SYNs, and nothing comes back, or resets do.",
    rules=("no-local-endpoint",),
    taught_by=("kube-vip: usage, externalTrafficPolicy", "kubespray: docs/ingress/kube-vip.md"),
)
