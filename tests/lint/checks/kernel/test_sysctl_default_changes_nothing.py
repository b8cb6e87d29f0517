"""`default` without `all`."""

import pytest

from tests.lint.checks.kernel.hosts import conf
from tests.lint.linting import faults, linted

ID = "sysctl-default-changes-nothing"
ALONE = {"n1/sysctl.d/arp.conf": conf("default.arp_ignore = 1")}


def test_default_alone_is_told() -> None:
    assert faults(ALONE, ID) == [["n1/sysctl.d/arp.conf:1"]]
    assert [each.fault.severity_is_less for each in linted(ALONE).faults if each.check.id == ID] == [True]


def test_a_kernel_that_has_less_proves_it() -> None:
    texts = ALONE | {"n1/sysctl.txt": conf("all.arp_ignore = 0", "eth0.arp_ignore = 0")}
    assert faults(texts, ID) == [["n1/sysctl.d/arp.conf:1", "n1/sysctl.txt:2"]]
    assert [each.fault.severity_is_less for each in linted(texts).faults if each.check.id == ID] == [False]


def test_a_kernel_that_has_it_is_well() -> None:
    assert faults(ALONE | {"n1/sysctl.txt": conf("all.arp_ignore = 0", "eth0.arp_ignore = 1")}, ID) == []


@pytest.mark.parametrize("other", ["all.arp_ignore = 1", "*.arp_ignore = 1", "eth0.arp_ignore = 1"])
def test_with_all_or_an_interface_it_is_well(other: str) -> None:
    assert faults(ALONE | {"n1/sysctl.d/b.conf": conf(other)}, ID) == []


def test_a_value_that_the_kernel_has_anyway_is_well() -> None:
    assert faults({"n1/sysctl.conf": conf("default.arp_ignore = 0", "default.rp_filter = 2")}, ID) == []
