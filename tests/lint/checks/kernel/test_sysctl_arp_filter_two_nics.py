"""Two interfaces in one network."""

from tests.lint.checks.kernel.hosts import conf
from tests.lint.linting import faults, undecided

ID = "sysctl-arp-filter-two-nics"
TWO = "eth0             UP             192.0.2.22/24 \neth1             UP             192.0.2.23/24 \n"
ONE = "eth0             UP             192.0.2.22/24 \neth1             UP             198.51.100.23/24 \n"
LIST = "n1/ip-br-addr.txt"


def test_two_that_answer_for_each_other_are_told() -> None:
    texts = {LIST: TWO, "n1/sysctl.txt": conf("all.arp_filter = 0", "all.arp_ignore = 0")}
    assert faults(texts, ID) == [[f"{LIST}:1", f"{LIST}:2", "n1/sysctl.txt:1", "n1/sysctl.txt:2"]]


def test_with_arp_filter_or_arp_ignore_they_do_not() -> None:
    for line in ("all.arp_filter = 1", "all.arp_ignore = 1"):
        assert faults({LIST: TWO, "n1/sysctl.txt": conf(line)}, ID) == []


def test_without_the_hosts_sysctls_it_is_undecided() -> None:
    assert undecided({LIST: TWO}, ID) == [
        "whether eth0 and eth1 of n1, both in 192.0.2.0/24, answer for each other: its sysctls were not read"
    ]


def test_two_networks_are_well() -> None:
    assert (faults({LIST: ONE}, ID), undecided({LIST: ONE}, ID)) == ([], [])
