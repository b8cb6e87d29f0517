"""MetalLB and kube-vip that take the same Services."""

from __future__ import annotations

import pytest

from tests.lint.linting import faults, linted, undecided

CHECK = "two-service-controllers"
VARIABLES = """kube_vip_enabled: true
kube_vip_arp_enabled: true
kube_vip_services_enabled: true
metallb_enabled: true
"""


def test_both_lines_are_told_and_the_variable_to_set() -> None:
    found = linted({"k8s-cluster.yml": VARIABLES})
    (fault,) = [each.fault for each in found.faults if each.check.id == CHECK]
    assert [str(side.place) for side in fault.sides] == ["k8s-cluster.yml:3", "k8s-cluster.yml:4"]
    assert fault.fix.startswith("kube_vip_services_enabled: false")


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("kube_vip_services_enabled: true", "kube_vip_services_enabled: false"),
        ("kube_vip_services_enabled: true\n", ""),
        ("kube_vip_enabled: true", "kube_vip_enabled: false"),
        ("metallb_enabled: true", "metallb_enabled: false"),
        ("metallb_enabled: true", "metallb_enabled: true\nmetallb_loadbalancer_class: metallb"),
    ],
)
def test_one_setting_other_nothing_of_it_is_told(line: str, other: str) -> None:
    text = VARIABLES.replace(line, other)
    assert text != VARIABLES
    assert faults({"v.yml": text}, CHECK) == []
    assert undecided({"v.yml": text}, CHECK) == []


@pytest.mark.parametrize("name", ["kube_vip_services_enabled", "kube_vip_enabled", "metallb_enabled"])
def test_a_switch_that_is_not_known_leaves_it_open(name: str) -> None:
    text = VARIABLES.replace(f"{name}: true", f'{name}: "{{{{ from_elsewhere }}}}"')
    assert faults({"v.yml": text}, CHECK) == []
    assert undecided({"v.yml": text}, CHECK) == [
        f"whether MetalLB and kube-vip take the same Services: {name} is {{{{ from_elsewhere }}}}, and nothing that "
        "was read sets that"
    ]
