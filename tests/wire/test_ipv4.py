"""IPv4 packets: lengths, fragments, what stands behind."""

import struct
from pathlib import Path

import pytest
from scapy.layers.inet import IP, TCP, UDP

from tests.oracle.link_frames import SYN, SYN6, ethernet
from tests.oracle.packet_frames import AH, TCP_BYTES, TCP_NUMBER, ipv4
from tests.savefiles import CLIENT, MAC_A, MAC_CLIENT, NODE_A, VIP, ether, segment
from tests.wire.decoding import reasons, rows

IPV4 = 0x0800
CONTRADICTION = "IPv4 lengths contradict each other"


def test_addresses_and_ttl_are_the_packet_s(tmp_path: Path) -> None:
    row = rows(tmp_path, segment("S", port=40000, seq=1, ttl=63)).iloc[0]
    assert (row["ip_src"], row["ip_dst"], row["ttl"]) == (CLIENT, VIP, 63)


def test_another_protocol_is_no_evidence(tmp_path: Path) -> None:
    query = ether(IP(src=CLIENT, dst=VIP) / UDP(sport=5000, dport=53), MAC_CLIENT, MAC_A)
    assert (len(rows(tmp_path, query)), reasons(tmp_path, query)) == (0, {})


def test_a_later_fragment_has_no_ports_and_is_no_evidence(tmp_path: Path) -> None:
    fragment = IP(src=CLIENT, dst=VIP, frag=100, proto=6) / TCP(sport=1, dport=2, flags="S")
    assert rows(tmp_path, ether(fragment, MAC_CLIENT, MAC_A)).empty


def test_a_first_fragment_has_its_ports(tmp_path: Path) -> None:
    fragment = IP(src=CLIENT, dst=VIP, flags="MF") / TCP(sport=1, dport=2, flags="S")
    assert rows(tmp_path, ether(fragment, MAC_CLIENT, MAC_A))["sport"].tolist() == [1]


@pytest.mark.parametrize(
    "packet",
    [SYN[:2] + b"\0\x0a" + SYN[4:], b"\x44" + SYN[1:], SYN6],
    ids=["shorter than its header", "a header of 16 bytes", "version 6"],
)
def test_lengths_that_contradict_each_other_are_counted_not_skipped(tmp_path: Path, packet: bytes) -> None:
    assert reasons(tmp_path, ethernet(IPV4, packet)) == {CONTRADICTION: 1}


def test_a_length_left_to_the_card_is_that_of_the_frame(tmp_path: Path) -> None:
    """Segmentation offload: the total length is 0."""
    packet = SYN[:2] + b"\0\0" + SYN[4:] + b"x" * 7
    assert rows(tmp_path, ethernet(IPV4, packet))["payload_len"].tolist() == [7]


def test_an_authentication_header_is_looked_behind(tmp_path: Path) -> None:
    header = struct.pack(">BBHII", TCP_NUMBER, 4, 0, 1, 2) + bytes(12)
    row = rows(tmp_path, ethernet(IPV4, ipv4(AH, header + TCP_BYTES))).iloc[0]
    assert (row["ip_src"], row["kind"], row["sport"]) == (NODE_A, "tcp_syn", 40000)
    beyond = struct.pack(">BBHII", TCP_NUMBER, 255, 0, 1, 2)
    assert reasons(tmp_path, ethernet(IPV4, ipv4(AH, beyond + TCP_BYTES))) == {CONTRADICTION: 1}


@pytest.mark.parametrize("kept", [0, 19])
def test_a_header_cut_short_is_counted(tmp_path: Path, kept: int) -> None:
    assert reasons(tmp_path, ethernet(IPV4, SYN[:kept])) == {"IPv4 header cut short": 1}
