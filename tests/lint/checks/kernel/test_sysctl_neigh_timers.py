"""How long a neighbor is believed."""

import pytest

from tests.lint.checks.kernel.hosts import PROXY
from tests.lint.linting import faults, linted

ID = "sysctl-neigh-timers"


@pytest.mark.parametrize("line", ["default.base_reachable_time_ms = 1800000", "eth0.base_reachable_time = 1800"])
def test_half_an_hour_is_told(line: str) -> None:
    texts = PROXY | {"proxy1/sysctl.conf": f"net.ipv4.neigh.{line}\n"}
    assert faults(texts, ID) == [["proxy1/sysctl.conf:1"]]
    (told,) = [each for each in linted(texts).faults if each.check.id == ID]
    assert "up to 2700 s" in told.fault.summary
    assert told.fault.fix.endswith("base_reachable_time_ms = 30000")


def test_the_default_and_other_keys_are_well() -> None:
    text = "net.ipv4.neigh.default.base_reachable_time_ms = 30000\nnet.ipv4.neigh.default.gc_stale_time = 3600\n"
    assert faults(PROXY | {"proxy1/sysctl.conf": text}, ID) == []
