"""drop_gratuitous_arp."""

from tests.lint.checks.kernel.hosts import PROXY, conf
from tests.lint.linting import faults, linted, undecided

ID = "sysctl-drop-gratuitous-arp"


def test_a_proxy_that_drops_announcements_is_told() -> None:
    texts = PROXY | {"proxy1/sysctl.conf": conf("all.arp_ignore = 1", "all.drop_gratuitous_arp = 1")}
    assert faults(texts, ID) == [["proxy1/sysctl.conf:2"]]
    assert [each.fault.severity_is_less for each in linted(texts).faults if each.check.id == ID] == [False]


def test_of_another_host_it_is_good_to_know() -> None:
    texts = {"x/sysctl.conf": conf("eth0.drop_gratuitous_arp = 1")}
    assert [each.fault.severity_is_less for each in linted(texts).faults if each.check.id == ID] == [True]


def test_0_and_default_are_well() -> None:
    texts = PROXY | {"proxy1/sysctl.conf": conf("all.drop_gratuitous_arp = 0", "default.drop_gratuitous_arp = 1")}
    assert faults(texts, ID) == []


def test_a_value_that_is_not_known_is_undecided() -> None:
    assert len(undecided({"x/sysctl.conf": conf("all.drop_gratuitous_arp = {{ x }}")}, ID)) == 1
