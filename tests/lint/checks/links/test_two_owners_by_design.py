"""keepalived and the cluster with one address."""

from dataclasses import replace

from arpwatch_k8s.lint.checks.links.two_owners_by_design import look
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.setting import Place, Setting, Unknown
from tests.lint.checks.keepalived.conf import MASTER, instance
from tests.lint.checks.links.metallbs import metallb, open_questions, places, pool, read
from tests.lint.checks.links.test_pool_in_use import KEEPALIVED, SERVICE
from tests.lint.linting import faults

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: kube-vip
spec:
  containers:
  - image: ghcr.io/kube-vip/kube-vip:v0.8.0
    env:
    - name: cp_enable
      value: "true"
    - name: address
      value: 192.0.2.80
"""
GIVEN = replace(SERVICE, given=(Setting(name="status", value="192.0.2.80", place=Place(file="services.json", line=3)),))


def test_kube_vips_address_under_keepalived_is_told_with_both_lines() -> None:
    texts = {"kube-vip.yaml": POD, "lb1/keepalived.conf": instance(*MASTER)}
    assert faults(texts, "two-owners-by-design") == [["kube-vip.yaml:12", "lb1/keepalived.conf:9"]]
    assert faults(texts | {"kube-vip.yaml": POD.replace(".80", ".81")}, "two-owners-by-design") == []


def test_a_services_address_and_a_pool_of_one_are_told() -> None:
    metal = metallb(pool("192.0.2.64/28"))
    assert places(list(look(metal + KEEPALIVED + Facts(services=(GIVEN,))))) == [
        ["services.json:3", "lb1/keepalived.conf:9"]
    ]
    assert places(list(look(metallb(pool("192.0.2.80/32")) + KEEPALIVED))) == [
        ["pools.yaml:5", "lb1/keepalived.conf:9"]
    ]


def test_a_service_that_nobody_announces_may_be_keepalived_s_own() -> None:
    assert list(look(KEEPALIVED + Facts(services=(GIVEN,)))) == []


def test_a_pool_around_it_is_told_by_another_check() -> None:
    assert list(look(metallb(pool("192.0.2.64/28")) + KEEPALIVED)) == []


def test_an_address_that_is_not_known_is_undecided() -> None:
    place = Place(file="kube-vip.yaml", line=1)
    unknown = Setting(name="address", value=Unknown(why="comes from a ConfigMap that was not read"), place=place)
    enabled = Setting(name="cp_enable", value="true", place=place)
    kube_vip = KubeVip(place=place, made_by="a static pod", environment={"address": unknown, "cp_enable": enabled})
    told = list(look(KEEPALIVED + Facts(kube_vip=(kube_vip,))))
    assert open_questions(told) == [
        "whether keepalived holds kube-vip's address: address comes from a ConfigMap that was not read"
    ]
    templated = read({"lb1/keepalived.conf": instance(*MASTER, vips=("$VIP",))})
    assert len(open_questions(list(look(metallb(pool("192.0.2.64/28")) + templated)))) == 1
