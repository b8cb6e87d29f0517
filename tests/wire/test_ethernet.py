"""Ethernet frames: tags and LLC in front of what they carry."""

from pathlib import Path

import pytest

from tests.oracle.link_frames import ARP_BYTES, DOT1AD, DOT1Q, QINQ, SYN, ethernet, snap, tagged
from tests.savefiles import MAC_B, MAC_CLIENT, VIP
from tests.wire.decoding import reasons, rows

ARP, IPV4 = 0x0806, 0x0800


def test_a_frame_has_its_two_macs(tmp_path: Path) -> None:
    row = rows(tmp_path, ethernet(ARP, ARP_BYTES, src=MAC_B, dst=MAC_CLIENT)).iloc[0]
    assert (row["eth_src"], row["eth_dst"], row["vlan"]) == (MAC_B, MAC_CLIENT, "")


@pytest.mark.parametrize(
    ("tags", "vlan"),
    [
        ([(DOT1Q, 200)], "200"),
        ([(DOT1AD, 100), (DOT1Q, 200)], "100.200"),
        ([(QINQ, 100), (DOT1Q, 200)], "100.200"),
        ([(DOT1Q, 1), (DOT1Q, 2), (DOT1Q, 3), (DOT1Q, 4094)], "1.2.3.4094"),
        ([(DOT1Q, 7 << 13 | 1 << 12 | 200)], "200"),
        ([(DOT1Q, 7 << 13)], "0"),
    ],
)
def test_tags_are_told_outer_first(tmp_path: Path, tags: list[tuple[int, int]], vlan: str) -> None:
    row = rows(tmp_path, tagged(tags, ARP, ARP_BYTES)).iloc[0]
    assert (row["vlan"], row["sender_ip"]) == (vlan, VIP)


def test_a_fifth_tag_and_a_tag_cut_short_are_counted(tmp_path: Path) -> None:
    five = tagged([(DOT1Q, n) for n in range(1, 6)], ARP, ARP_BYTES)
    assert reasons(tmp_path, five, tagged([(DOT1Q, 1)], ARP, b"")[:17]) == {
        "more than 4 VLAN tags": 1,
        "VLAN tag cut short": 1,
    }


@pytest.mark.parametrize("oui", [0x000000, 0x0000F8])
def test_snap_names_a_type(tmp_path: Path, oui: int) -> None:
    body = snap(oui, ARP, ARP_BYTES)
    assert rows(tmp_path, ethernet(len(body), body + bytes(20)))["kind"].tolist() == ["arp_announcement"]


def test_ip_has_an_access_point_of_its_own(tmp_path: Path) -> None:
    body = b"\x06\x06\x03" + SYN
    assert rows(tmp_path, ethernet(len(body), body))["kind"].tolist() == ["tcp_syn"]


@pytest.mark.parametrize(
    "frame",
    [
        ethernet(38, b"\x42\x42\x03" + bytes(35)),
        ethernet(8 + len(ARP_BYTES), snap(0x080007, ARP, ARP_BYTES)),
        ethernet(0x8847, bytes.fromhex("00064140") + SYN),
    ],
    ids=["spanning tree", "a vendor's own", "MPLS"],
)
def test_what_names_no_type_that_we_read_is_no_evidence(tmp_path: Path, frame: bytes) -> None:
    assert (len(rows(tmp_path, frame)), reasons(tmp_path, frame)) == (0, {})
