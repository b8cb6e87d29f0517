"""Versions of kube-vip that stop without an end."""

from __future__ import annotations

import pytest

from tests.lint.linting import faults, undecided
from tests.lint.pods import kube_vip

CHECK = "kubevip-silent-death"
WORKS = {"cp_enable": '"true"', "vip_leaderelection": '"true"'}


@pytest.mark.parametrize("version", ["v1.2.0", "v1.2.3"])
def test_the_versions_are_told_by_the_image(version: str) -> None:
    assert faults({"p.yaml": kube_vip(version, **WORKS)}, CHECK) == [["p.yaml:7"]]


@pytest.mark.parametrize("version", ["v1.1.2", "v1.2.4"])
def test_those_before_and_after_are_not(version: str) -> None:
    texts = {"p.yaml": kube_vip(version, **WORKS)}
    assert (faults(texts, CHECK), undecided(texts, CHECK)) == ([], [])


def test_one_that_holds_no_lease_is_not() -> None:
    assert faults({"p.yaml": kube_vip("v1.2.0", cp_enable='"true"', vip_leaderelection='"false"')}, CHECK) == []


def test_a_version_that_is_not_known_leaves_it_open() -> None:
    assert undecided({"p.yaml": kube_vip("latest", **WORKS)}, CHECK) == [
        "whether kube-vip stops for good when it loses a lease: 1.2.0 to 1.2.3 do; its version is not known"
    ]


def test_a_lease_that_is_not_known_leaves_it_open() -> None:
    taken = WORKS | {"vip_leaderelection": "valueFrom: {configMapKeyRef: {name: l, key: on}}"}
    assert faults({"p.yaml": kube_vip("v1.2.0", **taken)}, CHECK) == []
    assert undecided({"p.yaml": kube_vip("v1.2.0", **taken)}, CHECK) == [
        "whether kube-vip stops for good when it loses a lease: 1.2.0 to 1.2.3 do; whether it holds one is not known"
    ]
