"""What a fault is about, by where its settings stand."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from arpwatch_k8s.lint.facts.cluster import Service
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import VrrpInstance
from arpwatch_k8s.lint.facts.metallb import Pool
from arpwatch_k8s.lint.fault import Fault, Side
from arpwatch_k8s.lint.setting import Place
from arpwatch_k8s.lint.subject import Subject, common, holds
from arpwatch_k8s.lint.subjects import subjects
from tests.diagnosis.configured import facts, place, setting, spans

SERVICE = Service(
    name="web/ingress",
    place=place(50),
    load_balancer_class=setting("spec.loadBalancerClass", "", 51),
    external_traffic_policy=setting("spec.externalTrafficPolicy", "Cluster", 52),
    given=(setting("status", "192.0.2.80", 53),),
)
INSTANCE = VrrpInstance(
    name="VI_1",
    place=place(60),
    settings={"virtual_router_id": setting("virtual_router_id", "51", 61)},
    addresses=(setting("virtual_ipaddress", "192.0.2.90/24", 62),),
)


def subject(known: Facts, *places: Place) -> Subject:
    """What a fault at these places is about."""
    sides = tuple(Side(place=each, says="") for each in places)
    return subjects(known)(Fault(summary="s", sides=sides, fix="f"))


def named(line: int, name: str) -> Place:
    return Place(file="vars.yml", line=line, path=name)


BOTH = (named(2, "kube_vip_services_enabled"), named(11, "metallb_enabled"))


def test_programs_are_those_whose_settings_a_fault_names() -> None:
    assert subject(facts(), *BOTH).programs == {"metallb", "kube-vip"}
    assert subject(facts(), named(11, "metallb_enabled")).programs == {"metallb"}
    assert subject(Facts(keepalived=(INSTANCE,)), named(61, "virtual_router_id")).programs == {"keepalived"}
    assert subject(facts(), named(99, "nobody")).programs == frozenset()


METALLB = named(11, "metallb_enabled")


@pytest.mark.parametrize(
    ("pools", "places", "vip", "about"),
    [
        (["192.0.2.80-192.0.2.99"], BOTH, "192.0.2.80", True),
        (["192.0.2.90-192.0.2.99"], [METALLB], "192.0.2.80", False),
        (["192.0.2.90-192.0.2.99"], BOTH, "192.0.2.80", None),
        ([], BOTH, "192.0.2.80", None),
        (["192.0.2.60-192.0.2.99"], BOTH, "192.0.2.60", False),
        (["2001:db8::/120"], [METALLB], "192.0.2.80", False),
    ],
    ids=["in it", "in none", "kube-vip may give it", "no pool is known", "that of the API server", "another family"],
)
def test_a_fault_of_whole_programs_is_about_what_they_give(
    pools: list[str], places: tuple[Place, ...], vip: str, about: bool | None
) -> None:
    assert subject(facts(*pools), *places).is_for(vip) is about


@pytest.mark.parametrize(("line", "name", "about"), [(2, "kube_vip_services_enabled", False), (4, "lease", True)])
def test_of_kube_vip_alone_what_is_for_services_is_not_about_the_api_server_s_address(
    line: int, name: str, about: bool
) -> None:
    known = facts()
    (kube_vip,) = known.kube_vip
    lease = {"vip_leaseduration": setting("lease", "1", 4)}
    longer = replace(known, kube_vip=(replace(kube_vip, environment={**kube_vip.environment, **lease}),))
    assert subject(longer, named(line, name)).is_for("192.0.2.60") is about


def test_pools_that_could_not_be_read_whole_rule_nothing_out() -> None:
    known = facts("192.0.2.90-192.0.2.99")
    (metallb,) = known.metallb
    odd = Pool(name="odd", place=place(20), unread=(setting("addresses", "{{ pool }}", 40),))
    partly = replace(known, metallb=(replace(metallb, pools=(*metallb.pools, odd)),))
    assert subject(partly, named(11, "metallb_enabled")).is_for("192.0.2.80") is None


def test_a_fault_of_one_pool_is_about_its_addresses_alone() -> None:
    known = facts("192.0.2.80-192.0.2.89", "192.0.2.90-192.0.2.99")
    first = subject(known, named(30, "addresses"))
    assert (first.is_for("192.0.2.85"), first.is_for("192.0.2.95")) == (True, False)


def test_a_fault_of_two_things_that_share_addresses_is_about_those_that_they_share() -> None:
    known = facts("192.0.2.80-192.0.2.89", "192.0.2.85-192.0.2.99")
    overlap = subject(known, named(30, "addresses"), named(31, "addresses"))
    assert [overlap.is_for(f"192.0.2.{n}") for n in (84, 85, 89, 90)] == [False, True, True, False]


def test_a_fault_of_two_things_that_share_none_is_about_both() -> None:
    apart = subject(Facts(services=(SERVICE,), keepalived=(INSTANCE,)), place(50), place(60))
    assert [apart.is_for(f"192.0.2.{n}") for n in (80, 90, 81)] == [True, True, False]


def test_services_that_were_listed_have_their_addresses_whatever_gives_them() -> None:
    listed = replace(facts(), services=(SERVICE,))
    assert subject(listed, *BOTH).is_for("192.0.2.80") is True
    assert subject(listed, *BOTH).is_for("192.0.2.81") is None


def test_what_several_sets_share() -> None:
    shared = common((spans("192.0.2.0/28", "192.0.2.64/28"), spans("192.0.2.8-192.0.2.70")))
    assert [holds(shared, ip_address(f"192.0.2.{n}")) for n in (7, 8, 15, 16, 64, 70, 71)] == [
        False,
        True,
        True,
        False,
        True,
        True,
        False,
    ]
