"""Variables that a version of kube-vip does not know."""

from __future__ import annotations

import pytest

from arpwatch_k8s.lint.checks.kube_vip.names import NAMES
from tests.lint.linting import faults, linted, undecided
from tests.lint.pods import FIRST, kube_vip

CHECK = "kubevip-unknown-env"


@pytest.mark.parametrize(
    ("version", "name", "value", "fix", "is_less"),
    [
        ("v0.9.0", "vip_cidr", '"24"', "vip_subnet in its place", False),
        ("v1.0.3", "vip_cidr", '"32"', "vip_subnet in its place", True),
        ("v1.0.0", "enable_endpointslices", '"true"', "enable_endpoints in its place", True),
        ("v0.8.0", "enableServicesElection", '"true"', "the name svc_election, if that is meant", False),
        ("v1.0.3", "svc_enabled", '"true"', "the name svc_enable, if that is meant", False),
        ("v0.6.4", "disable_service_updates", '"true"', "kube-vip 0.7.0 or newer, or leave ", False),
        ("v1.2.2", "vip_skipdad", '"false"', "kube-vip 1.2.3 or newer, or leave ", True),
    ],
)
def test_a_name_that_is_not_known_is_told(version: str, name: str, value: str, fix: str, is_less: bool) -> None:
    found = linted({"p.yaml": kube_vip(version, svc_enable='"true"', **{name: value})})
    (fault,) = [each.fault for each in found.faults if each.check.id == CHECK]
    assert [str(side.place) for side in fault.sides] == [f"p.yaml:{FIRST + 1}"]
    assert fault.fix.startswith(fix)
    assert fault.severity_is_less == is_less


@pytest.mark.parametrize(
    ("version", "name"),
    [
        ("v0.8.9", "vip_cidr"),
        ("v0.9.0", "vip_subnet"),
        ("v1.0.3", "HTTPS_PROXY"),
        ("v1.0.3", "my_own"),
        ("v1.3.0", "svc_enable"),
    ],
)
def test_a_name_that_is_known_or_meant_for_others_is_not(version: str, name: str) -> None:
    texts = {"p.yaml": kube_vip(version, **{name: '"32"'})}
    assert faults(texts, CHECK) == []
    assert undecided(texts, CHECK) == []


def test_a_version_that_is_not_known_leaves_it_open() -> None:
    texts = {"p.yaml": kube_vip("latest", svc_enable='"true"', vip_cidr='"24"')}
    assert faults(texts, CHECK) == []
    assert undecided(texts, CHECK) == [
        "whether this kube-vip, whose version is not known, knows vip_cidr: it does from 0.4.0 on until 0.9.0"
    ]


def test_a_newer_version_may_know_a_new_name() -> None:
    texts = {"p.yaml": kube_vip("v1.4.0", vip_new='"1"')}
    assert faults(texts, CHECK) == []
    assert undecided(texts, CHECK) == ["whether kube-vip 1.4.0 knows vip_new: none up to 1.2.3 does"]


VARIABLES = "kube_vip_enabled: true\nkube_vip_enableServicesElection: true\n"


def test_old_kubesprays_write_a_name_that_kube_vip_never_knew() -> None:
    texts = {"i/group_vars/all.yml": VARIABLES + "kubespray_version: v2.22.1\n"}
    found = linted(texts)
    (fault,) = [each.fault for each in found.faults if each.check.id == CHECK]
    assert [str(side.place) for side in fault.sides] == ["i/group_vars/all.yml:2"]
    assert fault.fix == "a kubespray from v2.24 on: those before it give kube-vip this name"
    assert faults({"i/group_vars/all.yml": VARIABLES + "kubespray_version: v2.24.0\n"}, CHECK) == []


def test_which_kubespray_it_is_decides_it() -> None:
    (why,) = undecided({"i/group_vars/all.yml": VARIABLES}, CHECK)
    assert why.endswith("which kubespray this is was not read")


def test_names_stand_once_and_go_after_they_came() -> None:
    assert len(NAMES) > 90
    assert all(known.gone is None or known.since < known.gone for known in NAMES.values())


def test_names_of_the_oldest_version_that_was_read_may_be_older() -> None:
    assert faults({"p.yaml": kube_vip("v0.3.9", svc_enable='"true"')}, CHECK) == []
    assert faults({"p.yaml": kube_vip("v0.3.9", svc_election='"true"')}, CHECK) == [[f"p.yaml:{FIRST}"]]


def test_an_argument_is_no_variable() -> None:
    text = kube_vip("v0.3.9", svc_enable='"true"').replace("[manager]", "[manager, --servicesElection]")
    assert faults({"p.yaml": text}, CHECK) == []
