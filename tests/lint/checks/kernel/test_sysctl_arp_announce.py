"""Nodes that ask in the name of VIPs."""

from __future__ import annotations

from arpwatch_k8s.grades import Severity
from tests.lint.checks.kernel.hosts import NODE, PROXY, conf
from tests.lint.linting import faults, linted, undecided
from tests.lint.objects import advertisement, pool

CHECK = "sysctl-arp-announce"
CONFIGMAP = """apiVersion: v1
kind: ConfigMap
metadata: {name: kube-proxy, namespace: kube-system}
data:
  config.conf: |-
    apiVersion: kubeproxy.config.k8s.io/v1alpha1
    kind: KubeProxyConfiguration
    ipvs:
      strictARP: false
    mode: ipvs
"""
METALLB = {"pool.yaml": pool("lan", "192.0.2.128/28"), "l2.yaml": advertisement("lan")}
CLUSTER = {**METALLB, "cm.yaml": CONFIGMAP}
LOW = conf("all.arp_ignore = 1", "all.arp_announce = 0", "eth0.arp_announce = 1")


def test_a_node_that_only_answers_for_none_is_told_with_kube_proxys_settings() -> None:
    (told,) = [each for each in linted({**CLUSTER, "n1/sysctl-a.txt": NODE + LOW}).faults if each.check.id == CHECK]
    assert [str(side.place) for side in told.sides] == ["n1/sysctl-a.txt:4", "cm.yaml:10", "cm.yaml:9"]
    assert told.severity is Severity.WARNING
    assert told.fault.fix.startswith("net.ipv4.conf.all.arp_announce = 2; or ipvs.strictARP: true")


def test_files_of_a_host_that_may_be_a_node_hurt_less() -> None:
    texts = {**CLUSTER, "n1/sysctl.d/arp.conf": conf("all.arp_ignore = 1", "all.arp_announce = 1")}
    (told,) = [each for each in linted(texts).faults if each.check.id == CHECK]
    assert (told.severity, str(told.sides[0].place)) == (Severity.INFO, "n1/sysctl.d/arp.conf:2")


def test_the_greater_of_all_and_the_interfaces_own_counts() -> None:
    for values in (
        conf("all.arp_announce = 2", "eth0.arp_announce = 0"),
        conf("all.arp_announce = 0", "eth0.arp_announce = 2"),
        conf("eth0.arp_announce = 0"),
        conf("all.arp_ignore = 1"),
    ):
        assert faults({**CLUSTER, "n1/sysctl-a.txt": NODE + values}, CHECK) == []


def test_without_vips_at_every_node_nothing_is_told() -> None:
    node = {"n1/sysctl-a.txt": NODE + LOW}
    for other in ("mode: iptables", "mode: nftables"):
        assert faults({**METALLB, "cm.yaml": CONFIGMAP.replace("mode: ipvs", other), **node}, CHECK) == []
    strict = CONFIGMAP.replace("strictARP: false", "strictARP: true")
    assert faults({**METALLB, "cm.yaml": strict, **node}, CHECK) == []
    assert faults({"cm.yaml": CONFIGMAP, **node}, CHECK) == []
    assert faults({**CLUSTER, **PROXY, "proxy1/sysctl-a.txt": LOW}, CHECK) == []


def test_a_value_that_a_template_sets_leaves_it_open() -> None:
    texts = {**CLUSTER, "n1/sysctl.d/arp.conf": conf("all.arp_announce = {{ announce }}")}
    assert faults(texts, CHECK) == []
    assert len(undecided(texts, CHECK)) == 1
