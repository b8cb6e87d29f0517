"""Rows and connections picked by kind, by address, by time."""

from pathlib import Path

import pytest
from scapy.layers.inet import IP
from scapy.layers.vrrp import VRRP

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.capture.parts import Loaded
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT, TCP_SYN
from arpwatch_k8s.evidence.selection import Selection
from tests.savefiles import CLIENT, MAC_A, NODE_A, NS, VIP, announcement, ether, exchange, icmp, pcap, save, segment

ADVERT = ether(IP(src=NODE_A, dst="224.0.0.18", proto=112) / VRRP(vrid=1, addrlist=[VIP]), MAC_A, MAC_A)


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    data = segment("PA", port=40000, seq=1001, ack=9001, data=b"GET /")  # of its connection alone, no row
    frames = [(0, announcement(MAC_A)), *exchange(NS, 40000), (2 * NS, data)]
    frames += [(3 * NS, icmp(3, 1, port=40001, seq=5)), (4 * NS, ADVERT)]
    return load([save(tmp_path / "x.pcap", pcap(frames))], vips=[address_number(VIP)])


@pytest.mark.parametrize(
    ("selection", "frames"),
    [
        (Selection(), [1, 2, 3, 4, 5, 7, 8]),
        (Selection(kinds=[ARP_ANNOUNCEMENT, TCP_SYN]), [1, 2]),
        (Selection(addresses=[CLIENT]), [2, 3, 4, 5, 7]),
        (Selection(addresses=[VIP]), [1, 2, 3, 4, 5, 7, 8]),
        (Selection(addresses=["192.0.2.199"]), []),
        (Selection(start=NS, end=3 * NS), [2, 3, 4, 5, 7]),
        (Selection(addresses=[NODE_A], start=4 * NS), [8]),
    ],
)
def test_each_part_keeps_what_it_says_and_all_parts_must(
    loaded: Loaded, selection: Selection, frames: list[int]
) -> None:
    rows, _ = selection.pick(loaded.evidence, loaded.flows)
    assert rows["frame"].tolist() == frames


def test_a_connection_goes_by_its_last_segment(loaded: Loaded) -> None:
    for selection, kept in (
        (Selection(end=2 * NS - 1), 0),
        (Selection(start=2 * NS), 1),
        (Selection(kinds=[TCP_SYN]), 0),
    ):
        assert len(selection.pick(loaded.evidence, loaded.flows)[1]) == kept


def test_what_is_no_address_is_refused(loaded: Loaded) -> None:
    with pytest.raises(ValueError, match="ingress"):
        Selection(addresses=["ingress"]).mask(loaded.evidence)
