"""cilium-l2-and-metallb."""

from tests.lint.cilium import config, policy
from tests.lint.linting import faults, undecided
from tests.lint.objects import advertisement, listing, pool, service, speaker

CHECK = "cilium-l2-and-metallb"
LAYER2 = pool("lan", "192.0.2.0/28") + "---\n" + advertisement("all")
ALL = listing(
    service("default/kubernetes").replace("LoadBalancer", "ClusterIP"),
    service("web/web", labels="{color: blue}"),
)


def test_a_policy_of_all_services_is_told_with_what_it_announces() -> None:
    assert faults({"c.yaml": policy("lan"), "m.yaml": LAYER2}, CHECK) == [["c.yaml:6", "m.yaml:4"]]


def test_a_policy_of_some_is_told_where_it_picks_one() -> None:
    found = {"c.yaml": policy("lan", "{color: blue}"), "m.yaml": LAYER2, "s.yaml": ALL}
    assert faults(found, CHECK) == [["c.yaml:6", "m.yaml:4", "s.yaml:16"]]
    found["c.yaml"] = policy("lan", "{color: red}")
    assert faults(found, CHECK) == []
    assert undecided(found, CHECK) == []


def test_external_addresses_are_none_of_metallbs() -> None:
    assert faults({"c.yaml": policy("lan", announces="externalIPs"), "m.yaml": LAYER2}, CHECK) == []


def test_a_metallb_with_a_class_of_its_own_or_by_bgp_is_fine() -> None:
    classed = {"c.yaml": policy("lan"), "m.yaml": LAYER2, "s.yaml": speaker("0.14.9", arguments="--lb-class=metallb")}
    assert faults(classed, CHECK) == []
    bgp = LAYER2.replace("L2Advertisement", "BGPAdvertisement")
    assert faults({"c.yaml": policy("lan"), "m.yaml": bgp}, CHECK) == []


def test_policies_do_nothing_where_l2_announcements_are_off() -> None:
    off = config('enable-l2-announcements: "false"')
    assert faults({"c.yaml": policy("lan"), "m.yaml": LAYER2, "o.yaml": off}, CHECK) == []


def test_without_services_or_advertisements_it_is_open() -> None:
    for found in (
        {"c.yaml": policy("lan", "{color: blue}"), "m.yaml": LAYER2},
        {"c.yaml": policy("lan"), "m.yaml": speaker("0.14.9")},
    ):
        assert faults(found, CHECK) == []
        assert len(undecided(found, CHECK)) == 1
