"""ARP frames to rows."""

from pathlib import Path

import pytest
from scapy.layers.l2 import ARP, Ether

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.evidence import KINDS
from arpwatch_k8s.evidence.frame import to_frame
from tests.savefiles import BROADCAST, CLIENT, MAC_A, MAC_B, MAC_CLIENT, VIP, ZERO, arp, ether, pcap, save

FORMS = [
    ("arp_request", arp(1, MAC_CLIENT, CLIENT, ZERO, VIP)),
    ("arp_request", arp(1, MAC_CLIENT, CLIENT, BROADCAST, VIP)),
    ("arp_reply", arp(2, MAC_A, VIP, MAC_CLIENT, CLIENT, dst=MAC_CLIENT)),
    ("arp_reply", arp(2, MAC_A, VIP, MAC_B, VIP, dst=MAC_B)),
    ("arp_probe", arp(1, MAC_A, "0.0.0.0", ZERO, VIP)),
    ("arp_announcement", arp(1, MAC_A, VIP, BROADCAST, VIP)),
    ("arp_announcement", arp(1, MAC_A, VIP, ZERO, VIP)),
    ("arp_announcement", arp(1, MAC_A, VIP, MAC_A, VIP)),
    ("arp_announcement", arp(2, MAC_A, VIP, BROADCAST, VIP)),
    ("arp_announcement", arp(2, MAC_A, VIP, MAC_A, VIP)),
    ("arp_announcement", arp(2, MAC_A, VIP, ZERO, VIP)),
    ("arp_other", arp(8, MAC_A, VIP, ZERO, VIP)),
    ("arp_other", bytes(Ether(type=0x8035) / ARP(op=3, hwsrc=MAC_A, psrc="0.0.0.0"))),
    ("arp_other", ether(ARP(hwtype=32, hwlen=20, op=1, hwsrc=b"\1" * 20, hwdst=b"\0" * 20), MAC_A, BROADCAST)),
]


@pytest.mark.parametrize(("kind", "frame"), FORMS, ids=range(len(FORMS)))
def test_each_form_of_arp_has_its_kind(tmp_path: Path, kind: str, frame: bytes) -> None:
    loaded = load([save(tmp_path / "x.pcap", pcap([(0, frame)]))])
    assert [KINDS[k] for k in loaded.evidence["kind"]] == [kind]


def test_a_reply_row_holds_every_field_of_the_packet(tmp_path: Path) -> None:
    frame = arp(2, MAC_A, VIP, MAC_CLIENT, CLIENT, src=MAC_B, dst=MAC_CLIENT)
    loaded = load([save(tmp_path / "x.pcap", pcap([(1_500_000_007, frame)]))])
    row = to_frame(loaded.evidence, ["x.pcap"]).iloc[0]
    assert row["time"].value == 1_500_000_007
    assert (row["eth_src"], row["eth_dst"]) == (MAC_B, MAC_CLIENT)
    assert (row["sender_mac"], row["sender_ip"], row["target_mac"], row["target_ip"]) == (
        MAC_A,
        VIP,
        MAC_CLIENT,
        CLIENT,
    )
    assert (row["opcode"], row["frame"], row["offset"], row["frame_len"]) == (2, 1, 24, len(frame))
    assert row.isna()["ip_src"]


@pytest.mark.parametrize("kept", range(42))
def test_an_arp_frame_cut_at_any_length_is_a_row_or_counted(tmp_path: Path, kept: int) -> None:
    frame = arp(1, MAC_A, VIP, BROADCAST, VIP)
    assert len(frame) == 42
    loaded = load([save(tmp_path / "x.pcap", pcap([(0, frame)], snaplen=kept or 1))])
    assert len(loaded.evidence) == 0
    assert sum(loaded.captures[0].undecoded.values()) == 1
