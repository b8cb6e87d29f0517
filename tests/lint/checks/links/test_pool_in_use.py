"""Pools and who has their addresses."""

from dataclasses import replace

from arpwatch_k8s.lint.checks.links.pool_in_use import look
from arpwatch_k8s.lint.facts.cluster import Service
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault
from arpwatch_k8s.lint.setting import Place, Setting
from tests.lint.checks.keepalived.conf import MASTER, instance
from tests.lint.checks.links.metallbs import metallb, places, pool, read

POOL = metallb(pool("192.0.2.80-192.0.2.90"))
KEEPALIVED = read({"lb1/keepalived.conf": instance(*MASTER)})
NGINX = read({"p1/nginx.conf": "upstream a {\n    server 192.0.2.81:80;\n}\n"})
PLACE = Place(file="services.json", line=3)
SERVICE = Service(
    name="default/a",
    place=PLACE,
    load_balancer_class=Setting(name="loadBalancerClass", value=None),
    external_traffic_policy=Setting(name="externalTrafficPolicy", value="Cluster"),
    given=(Setting(name="status", value="192.0.2.81", place=PLACE),),
)


def test_what_keepalived_holds_is_told() -> None:
    assert places(list(look(POOL + KEEPALIVED))) == [["pools.yaml:5", "lb1/keepalived.conf:9"]]


def test_a_range_without_it_is_well() -> None:
    assert list(look(metallb(pool("192.0.2.81-192.0.2.90")) + KEEPALIVED)) == []


def test_a_pool_of_that_one_address_is_told_by_another_check() -> None:
    assert list(look(metallb(pool("192.0.2.80/32")) + KEEPALIVED)) == []


def test_a_server_of_a_proxy_is_a_vip_unless_all_services_are_known() -> None:
    assert list(look(POOL + NGINX)) == []
    listed = Facts(services=(SERVICE,), services_read=True)
    assert list(look(POOL + NGINX + listed)) == []
    (told,) = look(POOL + NGINX + replace(listed, services=()))
    assert isinstance(told, Fault)
    assert told.severity_is_less
    assert [str(side.place) for side in told.sides] == ["pools.yaml:5", "p1/nginx.conf:2"]
