"""Cilium's objects."""

from arpwatch_k8s.lint.facts.cilium import seconds
from tests.lint.linting import facts

RESOURCES = """\
apiVersion: cilium.io/v2alpha1
kind: CiliumL2AnnouncementPolicy
metadata: {name: lan}
spec:
  loadBalancerIPs: true
  serviceSelector:
    matchLabels: {color: blue}
  interfaces: [^eth0$]
---
apiVersion: cilium.io/v2alpha1
kind: CiliumLoadBalancerIPPool
metadata: {name: lan}
spec:
  blocks:
  - cidr: 192.0.2.0/28
  - {start: 192.0.2.100, stop: 192.0.2.110}
  - {start: 192.0.2.200}
"""
CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: cilium-config, namespace: kube-system}
data:
  enable-l2-announcements: "true"
  default-lb-service-ipam: none
  k8s-client-qps: "20"
  l2-announcements-renew-deadline: 500ms
"""
AGENT = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: cilium, namespace: kube-system}
spec:
  template:
    spec:
      containers: [{name: agent, image: "quay.io/cilium/cilium:v1.16.5@sha256:00"}]
"""


def test_policies_pools_configuration_and_image_are_one_cilium() -> None:
    (cilium,) = facts({"a.yaml": RESOURCES, "b.yaml": CONFIG, "c.yaml": AGENT}).cilium
    assert str(cilium.version) == "1.16.5"
    assert cilium.has_configuration
    assert cilium.l2_announcements.is_on
    assert cilium.default_lb_service_ipam.text == "none"
    assert cilium.lb_ipam.is_on
    assert cilium.renew_deadline_s is not None
    assert seconds(cilium.renew_deadline_s) == 0.5


def test_a_policy_says_what_it_picks_and_announces() -> None:
    (policy,) = facts({"a.yaml": RESOURCES}).cilium[0].policies
    assert (policy.load_balancer_ips.is_on, policy.external_ips.is_on) == (True, False)
    assert policy.service_selector is not None
    assert policy.service_selector.meets({"color": "blue"})
    assert [each.text for each in policy.interfaces] == ["^eth0$"]


def test_a_pool_has_blocks_of_each_form() -> None:
    (pool,) = facts({"a.yaml": RESOURCES}).cilium[0].pools
    assert [(str(each.first), str(each.last)) for each in pool.spans] == [
        ("192.0.2.0", "192.0.2.15"),
        ("192.0.2.100", "192.0.2.110"),
        ("192.0.2.200", "192.0.2.200"),
    ]


def test_resources_alone_say_nothing_of_the_configuration() -> None:
    assert not facts({"a.yaml": RESOURCES}).cilium[0].has_configuration
