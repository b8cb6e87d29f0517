"""IPVS without strict ARP."""

from __future__ import annotations

import pytest

from arpwatch_k8s.lint.checks.cluster.ipvs_without_strictarp import look
from arpwatch_k8s.lint.facts.cluster import KubeProxy
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import Sysctl
from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.fault import Fault, Undecided
from arpwatch_k8s.lint.setting import Place, Setting
from tests.lint.linting import faults, linted, undecided
from tests.lint.pods import FIRST, kube_vip

CHECK = "ipvs-without-strictarp"
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
VIP = kube_vip("v1.0.3", svc_enable='"true"', vip_arp='"true"')


def test_both_lines_of_the_configmap_are_told_and_who_announces() -> None:
    assert faults({"cm.yaml": CONFIGMAP, "p.yaml": VIP}, CHECK) == [["cm.yaml:9", "cm.yaml:10", f"p.yaml:{FIRST}"]]


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("strictARP: false", "strictARP: true"),
        ("mode: ipvs", "mode: iptables"),
        ("mode: ipvs", 'mode: ""'),
        ("    mode: ipvs\n", ""),
    ],
)
def test_one_setting_other_nothing_is_told(line: str, other: str) -> None:
    texts = {"cm.yaml": CONFIGMAP.replace(line, other), "p.yaml": VIP}
    assert (faults(texts, CHECK), undecided(texts, CHECK)) == ([], [])


@pytest.mark.parametrize("off", [{"svc_enable": '"false"'}, {"vip_arp": '"false"'}])
def test_without_an_announcer_of_services_nothing_is_told(off: dict[str, str]) -> None:
    pod = kube_vip("v1.0.3", **({"cp_enable": '"true"', "svc_enable": '"true"', "vip_arp": '"true"'} | off))
    texts = {"cm.yaml": CONFIGMAP, "p.yaml": pod}
    assert (faults(texts, CHECK), undecided(texts, CHECK)) == ([], [])


def test_how_metallb_announces_leaves_it_open() -> None:
    metallb = "metallb_enabled: true\nkube_proxy_mode: ipvs\nkube_proxy_strict_arp: true\n"
    (why,) = undecided({"cm.yaml": CONFIGMAP, "m.yml": metallb}, CHECK)
    assert why == "whether every node answers for Services' addresses: whether MetalLB announces by ARP is not known"


def test_pools_of_bgp_alone_are_not_told() -> None:
    pools = (
        "metallb_enabled: true\nmetallb_config:\n  address_pools:\n    p: {ip_range: [192.0.2.0/28]}\n"
        "  layer3:\n    metallb_peers: {a: {address_pool: [p]}}\n"
    )
    assert (faults({"cm.yaml": CONFIGMAP, "m.yml": pools}, CHECK)) == []
    layer2 = pools.partition("  layer3")[0] + "  layer2: [p]\n"
    assert faults({"cm.yaml": CONFIGMAP, "m.yml": layer2}, CHECK) == [["cm.yaml:9", "cm.yaml:10", "m.yml:1"]]


def test_kubespray_stops_by_itself_at_what_it_makes() -> None:
    inventory = (
        "kube_proxy_mode: ipvs\nkube_proxy_strict_arp: false\nkube_vip_enabled: true\nkube_vip_arp_enabled: true\n"
        "kube_vip_services_enabled: true\n"
    )
    assert faults({"i/group_vars/all.yml": inventory}, CHECK) == []
    assert faults({"i/group_vars/all.yml": inventory}, "kubespray-stops") == [
        [f"i/group_vars/all.yml:{line}" for line in (2, 1, 4)]
    ]


def test_it_does_not_stop_at_what_others_make() -> None:
    inventory = "kube_proxy_mode: ipvs\nkube_proxy_strict_arp: false\n"
    assert faults({"i/group_vars/all.yml": inventory, "p.yaml": VIP}, CHECK) == [
        ["i/group_vars/all.yml:2", "i/group_vars/all.yml:1", f"p.yaml:{FIRST}"]
    ]


def test_k3s_says_it_by_arguments() -> None:
    name = "etc/rancher/k3s/config.yaml"
    texts = {name: "disable: [servicelb]\nkube-proxy-arg: [proxy-mode=ipvs]\n", "p.yaml": VIP}
    assert faults(texts, CHECK) == [[f"{name}:2", f"{name}:2", f"p.yaml:{FIRST}"]]
    (fault,) = [each.fault for each in linted(texts).faults if each.check.id == CHECK]
    assert fault.fix.startswith("kube-proxy-arg: ipvs-strict-arp=true")


def test_a_kernel_that_does_the_same_leaves_it_open() -> None:
    place = Place(file="f", line=1)
    proxy = KubeProxy(
        place=place,
        mode=Setting(name="mode", value="ipvs", place=place),
        strict_arp=Setting(name="ipvs.strictARP", value=False),
        made_by="its ConfigMap",
    )
    on = {name: Setting(name=name, value="true", place=place) for name in ("svc_enable", "vip_arp")}
    facts = Facts(kube_proxy=(proxy,), kube_vip=(KubeVip(place=place, made_by="a static pod", environment=on),))
    assert [type(each) for each in look(facts)] == [Fault]
    ignore = Setting(name="net.ipv4.conf.all.arp_ignore", value=1, place=Place(file="99.conf", line=3))
    facts += Facts(sysctls=(Sysctl(key="net.ipv4.conf.all.arp_ignore", setting=ignore, live=False),))
    (told,) = look(facts)
    assert isinstance(told, Undecided)
    assert [str(side.place) for side in told.sides] == ["f:1", "f:1", "f:1", "99.conf:3"]
