"""Who made a MAC."""

import pytest

from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.evidence.virtual import is_virtual_mac
from arpwatch_k8s.inventory.vendor import vendor


@pytest.mark.parametrize(
    ("mac", "maker"),
    [
        ("00:00:0c:12:34:56", "Cisco Systems, Inc"),
        ("52:54:00:12:34:56", None),
        ("00:00:5e:00:01:33", "VRRP or CARP group 51"),
        ("00:00:5e:00:02:33", "VRRP group, IPv6 51"),
        ("00:00:0c:07:ac:0a", "HSRP group 10"),
    ],
)
def test_a_maker_is_the_registered_one_or_the_protocol(mac: str, maker: str | None) -> None:
    assert vendor(parse_mac(mac)) == maker


@pytest.mark.parametrize(
    ("mac", "virtual"),
    [
        ("00:00:5e:00:01:33", True),
        ("00:00:5e:00:02:01", True),
        ("00:00:0c:07:ac:0a", True),
        ("00:00:0c:9f:f0:0a", True),
        ("00:00:0c:9f:10:0a", False),
        ("00:05:73:a0:00:0a", True),
        ("00:00:6c:11:22:33", True),
        ("00:00:0c:12:34:56", False),
        ("52:54:00:12:34:56", False),
    ],
)
def test_virtual_macs_are_those_that_move_between_nodes(mac: str, virtual: bool) -> None:
    assert is_virtual_mac(parse_mac(mac)) is virtual
