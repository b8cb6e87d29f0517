"""kube-vip that leaves VIPs on nodes."""

from __future__ import annotations

import pytest

from tests.lint.linting import faults, undecided
from tests.lint.pods import FIRST, kube_vip

CHECK = "kubevip-preserve"


def text(version: str, value: str) -> dict[str, str]:
    return {"p.yaml": kube_vip(version, vip_preserve_on_leadership_loss=value)}


def test_a_vip_that_stays_is_told() -> None:
    assert faults(text("v1.1.2", '"true"'), CHECK) == [[f"p.yaml:{FIRST}"]]


@pytest.mark.parametrize(("version", "value"), [("v1.1.2", '"false"'), ("v1.0.1", '"true"')])
def test_one_that_goes_is_not(version: str, value: str) -> None:
    assert (faults(text(version, value), CHECK), undecided(text(version, value), CHECK)) == ([], [])


def test_a_value_that_is_not_known_leaves_it_open() -> None:
    assert undecided(text("v1.1.2", "valueFrom: {configMapKeyRef: {name: c, key: k}}"), CHECK) == [
        "whether kube-vip leaves VIPs on nodes: vip_preserve_on_leadership_loss comes from configMapKeyRef c, which "
        "was not read"
    ]
