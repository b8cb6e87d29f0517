"""Linux cooked frames, version 1."""

from pathlib import Path

import pytest

from arpwatch_k8s.wire.link import SLL
from tests.oracle.link_frames import ARP_BYTES, SYN, cooked_1, snap
from tests.savefiles import MAC_A
from tests.wire.decoding import given, reasons, rows

ARP, IPV4 = 0x0806, 0x0800
ETHERNET_HARDWARE, NETLINK = 1, 824
LLC = 4


def test_the_sender_s_mac_is_there_and_the_receiver_s_is_not(tmp_path: Path) -> None:
    row = rows(tmp_path, cooked_1(ETHERNET_HARDWARE, ARP, ARP_BYTES), linktype=SLL).iloc[0]
    assert (row["kind"], row["eth_src"]) == ("arp_announcement", MAC_A)
    assert "eth_dst" not in given(row)


def test_an_address_of_another_length_is_no_mac(tmp_path: Path) -> None:
    row = rows(tmp_path, cooked_1(ETHERNET_HARDWARE, IPV4, SYN, halen=8), linktype=SLL).iloc[0]
    assert "eth_src" not in given(row)


def test_llc_has_a_number_of_linux_s_own(tmp_path: Path) -> None:
    frame = cooked_1(ETHERNET_HARDWARE, LLC, snap(0, ARP, ARP_BYTES))
    assert rows(tmp_path, frame, linktype=SLL)["kind"].tolist() == ["arp_announcement"]


@pytest.mark.parametrize(("hardware", "protocol"), [(NETLINK, IPV4), (ETHERNET_HARDWARE, 1), (ETHERNET_HARDWARE, 100)])
def test_what_is_no_frame_of_the_network_is_no_evidence(tmp_path: Path, hardware: int, protocol: int) -> None:
    frame = cooked_1(hardware, protocol, SYN)
    assert (len(rows(tmp_path, frame, linktype=SLL)), reasons(tmp_path, frame, linktype=SLL)) == (0, {})


def test_a_header_cut_short_is_counted(tmp_path: Path) -> None:
    frame = cooked_1(ETHERNET_HARDWARE, ARP, b"")[:15]
    assert reasons(tmp_path, frame, linktype=SLL) == {"link header cut short": 1}
