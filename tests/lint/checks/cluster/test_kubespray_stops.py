"""kubespray that refuses its settings."""

from __future__ import annotations

from arpwatch_k8s.grades import Severity
from tests.lint.linting import faults, linted, undecided

CHECK = "kubespray-stops"
ALL = "i/group_vars/all.yml"
STRICT = "metallb_enabled: true\nkube_proxy_strict_arp: true\n"


def test_its_defaults_are_told_where_metallb_is_asked_for() -> None:
    assert faults({ALL: "metallb_enabled: true\n"}, CHECK) == [[f"{ALL}:1"] * 3]


def test_strict_arp_or_another_mode_is_not() -> None:
    for text in (STRICT, "metallb_enabled: true\nkube_proxy_mode: nftables\n"):
        assert (faults({ALL: text}, CHECK), undecided({ALL: text}, CHECK)) == ([], [])


def test_a_value_that_is_not_known_leaves_it_open() -> None:
    text = 'metallb_enabled: true\nkube_proxy_strict_arp: "{{ strict }}"\n'
    assert undecided({ALL: text}, CHECK) == [
        "whether kubespray will stop here: kube_proxy_strict_arp is {{ strict }}, and nothing that was read sets that"
    ]


def test_an_inventory_with_metallb_alone_has_nothing_above_info() -> None:
    text = STRICT + (
        'kube_proxy_mode: ipvs\nmetallb_speaker_enabled: "{{ metallb_enabled }}"\nkube_vip_enabled: false\n'
        "metallb_config:\n  address_pools: {p: {ip_range: [192.0.2.0/28], auto_assign: true}}\n  layer2: [p]\n"
    )
    assert [each.check.id for each in linted({ALL: text}).faults if each.check.severity.rank > Severity.INFO.rank] == []
