"""kube-vip's leases."""

from __future__ import annotations

from tests.lint.linting import faults, linted, undecided
from tests.lint.pods import FIRST, kube_vip

CHECK = "kubevip-nervous-lease"


def lease(duration: str, deadline: str, retry: str, elects: str = '"true"') -> dict[str, str]:
    """A kube-vip with a lease."""
    return {
        "p.yaml": kube_vip(
            "v1.0.3",
            cp_enable='"true"',
            vip_leaderelection=elects,
            vip_leaseduration=duration,
            vip_renewdeadline=deadline,
            vip_retryperiod=retry,
        )
    }


def test_a_lease_of_5_seconds_is_told() -> None:
    assert faults(lease('"5"', '"3"', '"1"'), CHECK) == [[f"p.yaml:{FIRST + 2}", f"p.yaml:{FIRST + 3}"]]


def test_a_calm_lease_is_not() -> None:
    assert faults(lease('"15"', '"10"', '"2"'), CHECK) == []


def test_without_an_election_there_is_no_lease() -> None:
    assert faults(lease('"5"', '"3"', '"1"', elects='"false"'), CHECK) == []


def test_a_lease_that_client_go_refuses_is_told() -> None:
    found = linted(lease('"10"', '"10"', '"2"'))
    (fault,) = [each.fault for each in found.faults if each.check.id == CHECK]
    assert fault.summary.startswith("kube-vip starts no election")
    assert len(fault.sides) == 3


def test_kubesprays_own_lease_hurts_less() -> None:
    text = "kube_vip_enabled: true\nkube_vip_arp_enabled: true\nkube_vip_controlplane_enabled: true\n"
    found = linted({"i/group_vars/all.yml": text})
    (fault,) = [each.fault for each in found.faults if each.check.id == CHECK]
    assert fault.severity_is_less
    assert fault.fix == "kube_vip_leaseduration: 15, kube_vip_renewdeadline: 10, kube_vip_retryperiod: 2"
    calm = text + "kube_vip_leaseduration: 15\nkube_vip_renewdeadline: 10\nkube_vip_retryperiod: 2\n"
    assert faults({"i/group_vars/all.yml": calm}, CHECK) == []


def test_a_lease_that_is_not_known_leaves_it_open() -> None:
    taken = "valueFrom: {configMapKeyRef: {name: l, key: long}}"
    assert undecided(lease(taken, '"3"', '"1"'), CHECK) == [
        "how long kube-vip's lease is: vip_leaseduration comes from configMapKeyRef l, which was not read"
    ]


def test_an_election_that_is_not_known_leaves_it_open() -> None:
    assert undecided(lease('"5"', '"3"', '"1"', elects="valueFrom: {configMapKeyRef: {name: l, key: on}}"), CHECK) == [
        "whether kube-vip, which may hold an election, does so with vip_leaseduration: 5"
    ]
