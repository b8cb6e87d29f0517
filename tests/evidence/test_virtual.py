"""Which MACs move between nodes without changing."""

import pytest

from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.evidence.virtual import is_virtual_mac


@pytest.mark.parametrize(
    ("mac", "virtual"),
    [
        ("00:00:5e:00:01:33", True),
        ("00:00:5e:00:02:33", True),
        ("00:00:5e:00:03:33", False),
        ("00:00:0c:07:ac:01", True),
        ("00:00:0c:9f:f0:01", True),
        ("00:05:73:a0:00:01", True),
        ("00:05:73:a0:10:01", False),
        ("00:00:6c:12:34:56", True),
        ("52:54:00:00:00:0a", False),
        ("00:00:00:00:00:00", False),
        ("ff:ff:ff:ff:ff:ff", False),
    ],
)
def test_macs_of_redundancy_protocols_are_virtual(mac: str, virtual: bool) -> None:
    assert is_virtual_mac(parse_mac(mac)) == virtual
