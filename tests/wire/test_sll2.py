"""Linux cooked frames, version 2."""

from pathlib import Path

from arpwatch_k8s.wire.link import SLL2
from tests.oracle.link_frames import ARP_BYTES, DOT1Q, SYN, cooked_2
from tests.savefiles import MAC_A
from tests.wire.decoding import given, reasons, rows

ARP, IPV4 = 0x0806, 0x0800
ETHERNET_HARDWARE = 1


def test_a_frame_names_its_interface_and_its_sender(tmp_path: Path) -> None:
    row = rows(tmp_path, cooked_2(ETHERNET_HARDWARE, ARP, ARP_BYTES), linktype=SLL2).iloc[0]
    assert (row["kind"], row["ifindex"], row["eth_src"]) == ("arp_announcement", 7, MAC_A)
    assert "eth_dst" not in given(row)


def test_an_address_of_another_length_is_no_mac(tmp_path: Path) -> None:
    row = rows(tmp_path, cooked_2(ETHERNET_HARDWARE, IPV4, SYN, halen=0), linktype=SLL2).iloc[0]
    assert "eth_src" not in given(row)


def test_a_tag_stands_behind_the_header(tmp_path: Path) -> None:
    frame = cooked_2(ETHERNET_HARDWARE, DOT1Q, b"\0\xc8\x08\x06" + ARP_BYTES)
    assert rows(tmp_path, frame, linktype=SLL2)["vlan"].tolist() == ["200"]


def test_a_header_cut_short_is_counted(tmp_path: Path) -> None:
    frame = cooked_2(ETHERNET_HARDWARE, ARP, b"")[:19]
    assert reasons(tmp_path, frame, linktype=SLL2) == {"link header cut short": 1}
