"""cilium-etp-local."""

import pytest

from tests.lint.cilium import agent, config, policy
from tests.lint.linting import faults, undecided
from tests.lint.objects import listing, node, service

CHECK = "cilium-etp-local"
LOCAL = service("d/web", "externalTrafficPolicy: Local", labels="{color: blue}")


OLD = agent("1.16.5")


def test_a_service_of_local_traffic_that_a_policy_picks_is_told() -> None:
    for picking in (policy("lan"), policy("lan", "{color: blue}")):
        assert faults({"a.yaml": picking, "b.yaml": LOCAL, "v.yaml": OLD}, CHECK) == [["b.yaml:10", "a.yaml:4"]]


def test_one_of_all_traffic_or_that_no_policy_picks_is_fine() -> None:
    assert faults({"a.yaml": policy("lan"), "b.yaml": LOCAL.replace("Local", "Cluster"), "v.yaml": OLD}, CHECK) == []
    assert faults({"a.yaml": policy("lan", "{color: red}"), "b.yaml": LOCAL, "v.yaml": OLD}, CHECK) == []
    assert faults({"a.yaml": policy("lan", announces="externalIPs"), "b.yaml": LOCAL, "v.yaml": OLD}, CHECK) == []


def test_one_of_another_class_is_not_ciliums() -> None:
    other = service("d/web", "externalTrafficPolicy: Local", "loadBalancerClass: metallb")
    assert faults({"a.yaml": policy("lan"), "b.yaml": other, "v.yaml": OLD}, CHECK) == []
    own = other.replace("metallb", "io.cilium/l2-announcer")
    assert len(faults({"a.yaml": policy("lan"), "b.yaml": own, "v.yaml": OLD}, CHECK)) == 1


def test_where_l2_announcements_are_off_policies_do_nothing() -> None:
    off = config('enable-l2-announcements: "false"')
    assert faults({"a.yaml": policy("lan"), "b.yaml": LOCAL, "c.yaml": off, "v.yaml": OLD}, CHECK) == []


def test_what_is_filled_in_later_leaves_it_open() -> None:
    for found in (
        {"a.yaml": policy("lan", "{color: '${COLOR}'}"), "b.yaml": LOCAL, "v.yaml": OLD},
        {"a.yaml": policy("lan"), "b.yaml": LOCAL.replace("Local", "'${POLICY}'"), "v.yaml": OLD},
    ):
        assert faults(found, CHECK) == []
        assert len(undecided(found, CHECK)) == 1


@pytest.mark.parametrize(("version", "faulty", "open_"), [("1.20.1", 1, 0), ("1.20.2", 0, 0), ("1.19.4", 0, 1)])
def test_only_nodes_with_pods_stand_for_election_since_1_20_2(version: str, faulty: int, open_: int) -> None:
    found = {"a.yaml": policy("lan"), "b.yaml": LOCAL, "v.yaml": agent(version)}
    assert (len(faults(found, CHECK)), len(undecided(found, CHECK))) == (faulty, open_)


def test_of_a_version_that_is_not_known_it_is_open() -> None:
    found = {"a.yaml": policy("lan"), "b.yaml": LOCAL}
    assert faults(found, CHECK) == []
    (why,) = undecided(found, CHECK)
    assert "1.20.1" in why


def test_a_single_node_has_all_pods() -> None:
    found = {"a.yaml": policy("lan"), "b.yaml": LOCAL, "v.yaml": OLD, "n.yaml": listing(node("n1"))}
    assert faults(found, CHECK) == []
