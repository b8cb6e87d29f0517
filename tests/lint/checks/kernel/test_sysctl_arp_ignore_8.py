"""arp_ignore 8, and 2."""

import pytest

from tests.lint.checks.kernel.hosts import NODE, conf
from tests.lint.linting import faults, linted, undecided

ID = "sysctl-arp-ignore-8"
KEEPALIVED = "vrrp_instance A {\n    interface eth0\n    virtual_ipaddress {\n        192.0.2.80\n    }\n}\n"


def test_8_answers_nothing() -> None:
    assert faults({"n1/sysctl.conf": conf("all.arp_ignore = 8")}, ID) == [["n1/sysctl.conf:1"]]


def test_8_at_an_interface_is_told_for_that_one() -> None:
    live = conf("all.arp_ignore = 1", "eth0.arp_ignore = 8", "lo.arp_ignore = 8", "default.arp_ignore = 8")
    assert faults({"n1/sysctl-a.txt": live}, ID) == [["n1/sysctl-a.txt:2"]]


@pytest.mark.parametrize("value", [0, 1, 3])
def test_other_values_answer(value: int) -> None:
    assert faults({"n1/sysctl.conf": conf(f"all.arp_ignore = {value}")}, ID) == []


def test_what_a_kernel_has_counts_more_than_a_file() -> None:
    texts = {"n1/sysctl.conf": conf("all.arp_ignore = 8"), "n1/sysctl-a.txt": conf("all.arp_ignore = 1")}
    assert faults(texts, ID) == []


def test_it_hurts_less_where_nobody_knows_what_the_host_is() -> None:
    for text, is_less in ((conf("all.arp_ignore = 8"), True), (NODE + conf("all.arp_ignore = 8"), False)):
        (told,) = [each for each in linted({"n1/sysctl.txt": text}).faults if each.check.id == ID]
        assert told.fault.severity_is_less is is_less


def test_2_leaves_an_address_that_is_a_network_of_its_own() -> None:
    texts = {"n1/sysctl.conf": conf("all.arp_ignore = 2"), "n1/keepalived.conf": KEEPALIVED}
    assert faults(texts, ID) == [["n1/sysctl.conf:1", "n1/keepalived.conf:4"]]
    assert faults(texts | {"n1/keepalived.conf": KEEPALIVED.replace(".80", ".80/24")}, ID) == []
    assert faults(texts | {"n1/sysctl.conf": conf("eth1.arp_ignore = 2")}, ID) == []


def test_a_value_that_is_not_known_is_undecided() -> None:
    texts = {"n1/sysctl.conf": conf("all.arp_ignore = {{ arp }}")}
    (why,) = undecided(texts, ID)
    assert why.startswith("whether n1 answers ARP: ")
