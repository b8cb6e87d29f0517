"""kube-vip's log level, whose meaning changed."""

from __future__ import annotations

import pytest

from tests.lint.linting import faults, undecided
from tests.lint.pods import FIRST, kube_vip

CHECK = "kubevip-loglevel"


@pytest.mark.parametrize("level", ["4", "5", "1"])
def test_a_level_above_info_is_told(level: str) -> None:
    assert faults({"p.yaml": kube_vip("v0.8.10", vip_loglevel=f'"{level}"')}, CHECK) == [[f"p.yaml:{FIRST}"]]


@pytest.mark.parametrize(("version", "level"), [("v0.8.9", "4"), ("v0.8.10", "0"), ("v1.0.3", "-4")])
def test_a_level_that_shows_info_is_not(version: str, level: str) -> None:
    texts = {"p.yaml": kube_vip(version, vip_loglevel=f'"{level}"')}
    assert (faults(texts, CHECK), undecided(texts, CHECK)) == ([], [])


def test_a_version_or_a_level_that_is_not_known_leaves_it_open() -> None:
    assert undecided({"p.yaml": kube_vip("main", vip_loglevel='"4"')}, CHECK) == [
        "whether kube-vip logs what it does: with vip_loglevel: 4 it does not from 0.8.10 on, and its version is not "
        "known"
    ]
    taken = kube_vip("v1.0.3", vip_loglevel="valueFrom: {configMapKeyRef: {name: levels, key: log}}")
    assert undecided({"p.yaml": taken}, CHECK) == [
        "whether kube-vip logs what it does: vip_loglevel comes from configMapKeyRef levels, which was not read"
    ]
