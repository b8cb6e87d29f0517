"""cilium-etp-local."""

from tests.lint.cilium import config, policy
from tests.lint.linting import faults, undecided
from tests.lint.objects import service

CHECK = "cilium-etp-local"
LOCAL = service("d/web", "externalTrafficPolicy: Local", labels="{color: blue}")


def test_a_service_of_local_traffic_that_a_policy_picks_is_told() -> None:
    for picking in (policy("lan"), policy("lan", "{color: blue}")):
        assert faults({"a.yaml": picking, "b.yaml": LOCAL}, CHECK) == [["b.yaml:10", "a.yaml:4"]]


def test_one_of_all_traffic_or_that_no_policy_picks_is_fine() -> None:
    assert faults({"a.yaml": policy("lan"), "b.yaml": LOCAL.replace("Local", "Cluster")}, CHECK) == []
    assert faults({"a.yaml": policy("lan", "{color: red}"), "b.yaml": LOCAL}, CHECK) == []
    assert faults({"a.yaml": policy("lan", announces="externalIPs"), "b.yaml": LOCAL}, CHECK) == []


def test_one_of_another_class_is_not_ciliums() -> None:
    other = service("d/web", "externalTrafficPolicy: Local", "loadBalancerClass: metallb")
    assert faults({"a.yaml": policy("lan"), "b.yaml": other}, CHECK) == []
    assert (
        len(faults({"a.yaml": policy("lan"), "b.yaml": other.replace("metallb", "io.cilium/l2-announcer")}, CHECK)) == 1
    )


def test_where_l2_announcements_are_off_policies_do_nothing() -> None:
    off = config('enable-l2-announcements: "false"')
    assert faults({"a.yaml": policy("lan"), "b.yaml": LOCAL, "c.yaml": off}, CHECK) == []


def test_what_is_filled_in_later_leaves_it_open() -> None:
    for found in (
        {"a.yaml": policy("lan", "{color: '${COLOR}'}"), "b.yaml": LOCAL},
        {"a.yaml": policy("lan"), "b.yaml": LOCAL.replace("Local", "'${POLICY}'")},
    ):
        assert faults(found, CHECK) == []
        assert len(undecided(found, CHECK)) == 1
