"""kubevip-etp-local."""

from tests.lint.kube_vip import pod
from tests.lint.linting import faults, undecided
from tests.lint.objects import service

CHECK = "kubevip-etp-local"
LOCAL = service("d/web", "externalTrafficPolicy: Local")
ONE_LEADER = pod(vip_arp="true", svc_enable="true", svc_election="false")


def told(kube_vip: str, services: str = LOCAL) -> list[list[str]]:
    """Of a kube-vip and Services."""
    return faults({"vip.yaml": kube_vip, "web.yaml": services}, CHECK)


def test_a_service_of_local_traffic_with_one_leader_is_told() -> None:
    assert told(ONE_LEADER) == [["web.yaml:10", "vip.yaml:10"]]
    assert told(pod(vip_arp="true", svc_enable="true")) == [["web.yaml:10", "vip.yaml:1"]]


def test_an_election_for_each_service_or_traffic_to_all_pods_is_fine() -> None:
    assert told(ONE_LEADER.replace('svc_election, value: "false"', 'svc_election, value: "true"')) == []
    assert told(ONE_LEADER, LOCAL.replace("Local", "Cluster")) == []


def test_services_that_it_does_not_take_or_does_not_announce_by_arp_are_fine() -> None:
    assert told(pod(vip_arp="true", cp_enable="true")) == []
    assert told(pod(bgp_enable="true", svc_enable="true")) == []
    assert told(ONE_LEADER, service("d/web", "externalTrafficPolicy: Local", "loadBalancerClass: other")) == []
    ignored = service("d/web", "externalTrafficPolicy: Local", annotations="{kube-vip.io/ignore: 'true'}")
    assert told(ONE_LEADER, ignored) == []


def test_what_is_filled_in_later_leaves_it_open() -> None:
    later = pod(vip_arp="true", svc_enable="${SERVICES}")
    assert told(later) == []
    assert len(undecided({"vip.yaml": later, "web.yaml": LOCAL}, CHECK)) == 1
