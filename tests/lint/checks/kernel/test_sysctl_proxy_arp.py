"""proxy_arp."""

from tests.lint.checks.kernel.hosts import NODE, conf
from tests.lint.linting import faults, linted, undecided

ID = "sysctl-proxy-arp"


def test_all_and_an_interface_outside_are_told() -> None:
    live = NODE + conf("all.proxy_arp = 0", "eth0.proxy_arp = 1", "cali1234.proxy_arp = 1", "lo.proxy_arp = 1")
    assert faults({"n1/sysctl.txt": live}, ID) == [["n1/sysctl.txt:3"]]


def test_calicos_own_interfaces_are_well() -> None:
    assert faults({"n1/sysctl.txt": conf("all.proxy_arp = 0", "cali1234.proxy_arp = 1")}, ID) == []


def test_a_router_may_mean_it() -> None:
    (told,) = [each for each in linted({"r1/sysctl.conf": conf("all.proxy_arp = 1")}).faults if each.check.id == ID]
    assert told.fault.severity_is_less
    assert "on some routers" in told.fault.summary


def test_a_value_that_is_not_known_is_undecided() -> None:
    assert len(undecided({"n1/sysctl.conf": conf("all.proxy_arp = ${X}")}, ID)) == 1
