"""One kube-vip for the control plane and Services."""

from __future__ import annotations

import pytest

from tests.lint.linting import faults, undecided
from tests.lint.pods import FIRST, kube_vip

CHECK = "kubevip-cp-and-svc"
BOTH = {"cp_enable": '"true"', "svc_enable": '"true"', "vip_arp": '"true"'}


def test_both_in_one_are_told() -> None:
    assert faults({"p.yaml": kube_vip("v1.0.3", **BOTH)}, CHECK) == [[f"p.yaml:{FIRST}", f"p.yaml:{FIRST + 1}"]]


@pytest.mark.parametrize(
    "other", [{"svc_election": '"true"'}, {"cp_enable": '"false"'}, {"svc_enable": '"false"'}, {"vip_arp": '"false"'}]
)
def test_one_setting_other_nothing_is_told(other: dict[str, str]) -> None:
    texts = {"p.yaml": kube_vip("v1.0.3", **(BOTH | other))}
    assert (faults(texts, CHECK), undecided(texts, CHECK)) == ([], [])


def test_settings_from_elsewhere_leave_it_open() -> None:
    text = kube_vip("v1.0.3", cp_enable='"true"', vip_arp='"true"') + "    envFrom: [{configMapRef: {name: more}}]\n"
    assert undecided({"p.yaml": text}, CHECK) == [
        "whether one kube-vip serves the control plane and Services with a lease each: svc_enable may come from more "
        "(envFrom), which was not read"
    ]
