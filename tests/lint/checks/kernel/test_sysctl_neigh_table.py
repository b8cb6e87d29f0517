"""The table of neighbors."""

from tests.lint.linting import faults

ID = "sysctl-neigh-table"


def test_a_table_below_the_default_is_told() -> None:
    text = "net.ipv4.neigh.default.gc_thresh3 = 512\n"
    assert faults({"n1/sysctl.conf": text}, ID) == [["n1/sysctl.conf:1"]]


def test_the_default_and_more_are_well() -> None:
    for most in (1024, 80000):
        assert faults({"n1/sysctl.conf": f"net.ipv4.neigh.default.gc_thresh3 = {most}\n"}, ID) == []
