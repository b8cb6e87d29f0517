"""MACs behind ports."""

from datetime import UTC

import pytest

from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.listed import MacPort
from arpwatch_k8s.logs.event import LogEvent, Undated
from arpwatch_k8s.logs.tables.mac_table import SOURCE, parse

MAC = parse_mac("52:54:00:00:02:16")
CISCO = """\
          Mac Address Table
-------------------------------------------

Vlan    Mac Address       Type        Ports
----    -----------       --------    -----
 All    0100.0ccc.cccc    STATIC      CPU
 200    5254.0000.0216    DYNAMIC     Gi1/0/5
Total Mac Addresses for this criterion: 2
"""


def port(line: str) -> MacPort:
    (item,) = parse([line], ZoneClock(UTC))
    assert isinstance(item, Undated)
    assert isinstance(item.detail, MacPort)
    return item.detail


@pytest.mark.parametrize(
    ("line", "name", "vlan", "learned"),
    [
        (" 200    5254.0000.0216    DYNAMIC     Gi1/0/5", "Gi1/0/5", 200, True),
        ("* 200      5254.0000.0216    dynamic   0          F    F  Eth1/5", "Eth1/5", 200, True),
        (" All    5254.0000.0216    STATIC      CPU", "CPU", None, False),
        ("52:54:00:00:02:16 dev eth3 vlan 200 master br0", "eth3", 200, True),
        ("52:54:00:00:02:16 dev eth3 master br0 permanent", "eth3", None, False),
        ("52:54:00:00:02:16 dev vxlan0 dst 192.0.2.5 self extern_learn", "vxlan0 dst 192.0.2.5", None, True),
    ],
)
def test_every_form_gives_mac_port_and_vlan(line: str, name: str, vlan: int | None, learned: bool) -> None:
    assert port(line) == MacPort(mac=MAC, port=name, vlan=vlan, learned=learned)


def test_a_whole_table_is_understood() -> None:
    assert not any(isinstance(item, tuple) for item in parse(CISCO.splitlines(), ZoneClock(UTC)))
    assert SOURCE.recognize(CISCO.encode()) == 1


def test_a_mac_at_another_port_later_is_of_the_same_listing_until_it_is_listed_again() -> None:
    lines = ["52:54:00:00:02:16 dev eth3 master br0", "52:54:00:00:02:16 dev eth4 master br0"]
    items = [item for item in parse([*lines, lines[0]], ZoneClock(UTC)) if isinstance(item, Undated)]
    assert [item.listing for item in items] == [1, 1, 2]


def test_a_heading_gives_the_time() -> None:
    assert all(isinstance(item, LogEvent) for item in parse(["1795348800", *CISCO.splitlines()], ZoneClock(UTC)))


@pytest.mark.parametrize("line", ["200 5254.0000.021 DYNAMIC Gi1", "52:54:00:00:02:16 via eth0", "-" * 1_000_000])
def test_what_is_no_row_is_told(line: str) -> None:
    assert list(parse([line], ZoneClock(UTC))) == [(1, line)]
