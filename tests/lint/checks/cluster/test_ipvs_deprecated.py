"""IPVS mode on a Kubernetes that gives it up."""

from __future__ import annotations

import pytest

from tests.lint.linting import faults, undecided

CHECK = "ipvs-deprecated"
KUBEADM = """apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: ipvs
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.35.0
"""


def test_both_lines_are_told() -> None:
    assert faults({"kubeadm.yaml": KUBEADM}, CHECK) == [["kubeadm.yaml:3", "kubeadm.yaml:7"]]


@pytest.mark.parametrize(("line", "other"), [("v1.35.0", "v1.34.9"), ("mode: ipvs", "mode: nftables")])
def test_one_setting_other_nothing_is_told(line: str, other: str) -> None:
    texts = {"kubeadm.yaml": KUBEADM.replace(line, other)}
    assert (faults(texts, CHECK), undecided(texts, CHECK)) == ([], [])


def test_a_version_that_is_not_known_leaves_it_open() -> None:
    assert undecided({"kubeadm.yaml": KUBEADM.partition("---")[0]}, CHECK) == [
        "whether Kubernetes is 1.35 or newer, which gives IPVS mode up: its version is not known"
    ]
