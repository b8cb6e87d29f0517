"""kubevip-one-ip-two-services."""

from tests.lint.kube_vip import pod
from tests.lint.linting import faults, undecided
from tests.lint.objects import service

CHECK = "kubevip-one-ip-two-services"
ELECTING = pod(vip_arp="true", svc_enable="true", svc_election="true")


def asking(name: str, address: str = "192.0.2.1", more: str = "") -> str:
    """A Service that asks kube-vip for an address, on line 5."""
    return service(name, annotations=f"{{kube-vip.io/loadbalancerIPs: {address}{more}}}")


def told(one: str, other: str, kube_vip: str = ELECTING) -> list[list[str]]:
    """Of two Services and a kube-vip."""
    return faults({"vip.yaml": kube_vip, "a.yaml": one, "b.yaml": other}, CHECK)


def test_two_services_of_one_address_are_told_with_what_gives_it_to_them() -> None:
    assert told(asking("d/a"), asking("d/b")) == [["a.yaml:5", "b.yaml:5", "vip.yaml:10"]]
    legacy = service("e/b", "loadBalancerIP: 192.0.2.1")
    assert told(asking("d/a"), legacy) == [["a.yaml:5", "b.yaml:10", "vip.yaml:10"]]


def test_one_leader_for_all_or_an_address_for_each_is_fine() -> None:
    assert told(asking("d/a"), asking("d/b"), pod(vip_arp="true", svc_enable="true")) == []
    assert told(asking("d/a"), asking("d/b", "192.0.2.2")) == []


def test_services_that_ask_for_an_address_of_dhcp_share_none() -> None:
    assert told(asking("d/a", "0.0.0.0"), asking("d/b", "0.0.0.0")) == []


def test_services_of_one_lease_are_elected_together() -> None:
    lease = ", kube-vip.io/leaseName: web"
    assert told(asking("d/a", more=lease), asking("d/b", more=lease)) == []
    assert len(told(asking("d/a", more=lease), asking("e/b", more=lease))) == 1


def test_an_election_that_is_filled_in_later_leaves_it_open() -> None:
    later = pod(vip_arp="true", svc_enable="true", svc_election="${ELECTION}")
    assert told(asking("d/a"), asking("d/b"), later) == []
    assert len(undecided({"vip.yaml": later, "a.yaml": asking("d/a"), "b.yaml": asking("d/b")}, CHECK)) == 1
