"""accept_redirects."""

from tests.lint.checks.kernel.hosts import PROXY, conf
from tests.lint.linting import faults

ID = "sysctl-accept-redirects"
ON = conf("all.accept_redirects = 1", "eth0.accept_redirects = 1")


def test_a_proxy_that_accepts_redirects_is_told() -> None:
    assert faults(PROXY | {"proxy1/sysctl.txt": ON}, ID) == [["proxy1/sysctl.txt:1", "proxy1/sysctl.txt:2"]]


def test_a_host_that_is_no_proxy_is_none_of_it() -> None:
    assert faults({"x/sysctl.txt": ON}, ID) == []


def test_on_a_host_that_forwards_both_must_be_on() -> None:
    half = conf("all.accept_redirects = 0", "eth0.accept_redirects = 1")
    assert faults(PROXY | {"proxy1/sysctl.txt": half + "net.ipv4.ip_forward = 1\n"}, ID) == []
    assert faults(PROXY | {"proxy1/sysctl.txt": half + "net.ipv4.ip_forward = 0\n"}, ID) == [["proxy1/sysctl.txt:2"]]
