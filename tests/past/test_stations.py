"""Who is new to a VIP."""

from dataclasses import replace

import pytest

from arpwatch_k8s.past import stations
from arpwatch_k8s.past.stations import Sighting, Stations
from tests.savefiles import MAC_A, MAC_B, VIP

VRRP = "00:00:5e:00:01:0a"
ONE = Sighting(vip=VIP, interface="eth0", track="claimed", mac=MAC_A, node="node1", label="node1", first=1, last=2)
TWO = replace(ONE, mac=MAC_B, node="node2", label="node2")


def test_the_first_of_a_vip_is_not_new_the_second_is_and_only_once() -> None:
    known = Stations()
    assert not known.is_new(ONE)
    known.take(ONE)
    assert known.is_new(TWO)
    assert known.others(VIP, MAC_B) == 1
    known.take(TWO)
    assert not known.is_new(TWO)
    assert not known.is_new(replace(TWO, track="serving"))
    assert not known.is_new(replace(TWO, vip="192.0.2.81"))


def test_what_is_remembered_is_not_new() -> None:
    known = Stations()
    known.learn([(VIP, MAC_A, "claimed"), (VIP, MAC_B, "serving")])
    assert not known.is_new(TWO)
    assert known.is_new(replace(TWO, mac="52:54:00:00:00:0c"))


def test_a_node_that_is_named_differently_is_the_same_by_its_mac() -> None:
    known = Stations()
    known.take(ONE)
    known.take(TWO)
    assert not known.is_new(replace(TWO, node="worker-2"))


def test_behind_a_mac_that_moves_between_nodes_the_node_counts_and_nobody_where_none_is_known() -> None:
    known = Stations()
    known.take(replace(ONE, mac=VRRP))
    assert known.is_new(replace(TWO, mac=VRRP))
    assert replace(ONE, mac=VRRP, node=None).who is None
    assert not known.is_new(replace(ONE, mac=VRRP, node=None))
    assert not known.take(replace(ONE, mac=VRRP, node=None))


def test_made_up_macs_are_bounded_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stations, "MOST", 3)
    known = Stations()
    for number in range(6):
        known.take(replace(ONE, mac=f"52:54:00:00:01:{number:02x}"))
    assert known.left_out == 3
    assert not known.is_new(TWO)
    monkeypatch.setattr(stations, "MOST_VIPS", 1)
    assert not known.take(replace(ONE, vip="192.0.2.99"))
    assert known.left_out == 4
