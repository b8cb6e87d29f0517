"""Which Services a CiliumL2AnnouncementPolicy picks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.lint.facts.cilium import Cilium, Policy
from arpwatch_k8s.lint.facts.cluster import Service
from arpwatch_k8s.lint.facts.selector import Selector

OWN_CLASS: Final = "io.cilium/l2-announcer"
NAMESPACE: Final = "io.kubernetes.service.namespace"
NAME: Final = "io.kubernetes.service.name"


def announcing(cilium: Cilium) -> Iterator[Policy]:
    """The policies that announce addresses of load balancers, as far as that is known; none where L2 is off."""
    off = cilium.has_configuration and cilium.l2_announcements.is_on is False
    if not off:
        yield from (each for each in cilium.policies if each.load_balancer_ips.is_on is not False)


def picks(policy: Policy, service: Service) -> bool | None:
    """Whether a policy announces a Service's addresses; None where that cannot be known."""
    named = service.load_balancer_class
    if named.is_known and named.text not in ("", OWN_CLASS):
        return False
    answer = meets(policy.service_selector, service)
    if answer is False:
        return False
    return None if answer is None or not named.is_known or policy.load_balancer_ips.is_on is None else True


def meets(selector: Selector | None, service: Service) -> bool | None:
    """Whether a selector picks a Service: by its labels, its name and its namespace."""
    if selector is None:
        return True
    namespace, _, name = service.name.partition("/")
    if not namespace and any(each.key == NAMESPACE for each in selector.requirements):
        return None
    return selector.meets({**service.labels, NAMESPACE: namespace, NAME: name})
