"""Open questions that a version would decide: each names the program, and naming its version closes it."""

from __future__ import annotations

from arpwatch_k8s.lint.assuming import PROGRAMS, parsed
from arpwatch_k8s.lint.linted import Linted
from arpwatch_k8s.lint.linting import lint
from tests.lint.linting import files_of

TEXTS = {
    "inventory/group_vars/all.yml": """metallb_enabled: true
kube_vip_enabled: true
kube_vip_arp_enabled: true
kube_vip_services_enabled: true
kube_proxy_mode: ipvs
kube_proxy_strict_arp: true
"""
}


def asked_of(linted: Linted) -> set[str]:
    """Programs whose versions would decide something."""
    return {each.undecided.version_of for each in linted.undecided} - {""}


def test_programs_are_those_that_can_be_assumed() -> None:
    assert asked_of(lint(files_of(TEXTS))) == {"metallb", "kube-vip", "kubernetes"}
    assert asked_of(lint(files_of(TEXTS))) <= set(PROGRAMS)


def test_a_version_that_is_named_closes_what_it_decides() -> None:
    versions = parsed(["metallb=0.13.9", "kube-vip=0.8.9", "kubernetes=1.30.0"])
    assert asked_of(lint(files_of(TEXTS), versions=versions)) == set()
