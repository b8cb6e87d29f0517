"""The Services that a kube-vip announces by ARP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.lint.checks.between.taking import by_kube_vip, takes
from arpwatch_k8s.lint.facts.cluster import Service
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.setting import Setting

IGNORE: Final = "kube-vip.io/ignore"


def served(facts: Facts, kube_vip: KubeVip) -> Iterator[tuple[Service, bool | None]]:
    """Services that it takes, or may take (None); none where it announces no Services by ARP."""
    arp = kube_vip.setting("vip_arp").is_on
    taken = by_kube_vip(kube_vip)
    for service in facts.services if arp is not False else ():
        ignored = service.annotations.get(IGNORE)
        answer = False if ignored is not None and ignored.is_on else takes(taken, service)
        if answer is not False:
            yield service, None if arp is None else answer


def open_setting(kube_vip: KubeVip, *names: str) -> Setting | None:
    """The first of some settings that cannot be known."""
    return next((each for each in map(kube_vip.setting, names) if each.is_on is None), None)
