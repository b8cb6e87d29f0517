"""IPv6 packets: lengths, jumbograms, what stands behind."""

import struct
from pathlib import Path

import pytest
from scapy.layers.inet import UDP
from scapy.layers.inet6 import IPv6

from tests.oracle.link_frames import SYN, SYN6, V6_A, V6_VIP, ethernet
from tests.oracle.packet_frames import TCP6_BYTES, TCP_NUMBER, ipv6
from tests.wire.decoding import reasons, rows

IPV6 = 0x86DD
CONTRADICTION = "IPv6 lengths contradict each other"


def jumbo(length: int, payload: bytes) -> bytes:
    """A packet whose length stands in a hop-by-hop option (RFC 2675)."""
    return ipv6(0, struct.pack(">BBBBI", TCP_NUMBER, 0, 0xC2, 4, length) + payload, plen=0)


def test_addresses_and_hop_limit_are_the_packet_s(tmp_path: Path) -> None:
    row = rows(tmp_path, ethernet(IPV6, ipv6(TCP_NUMBER, TCP6_BYTES, hlim=61))).iloc[0]
    assert (row["ip_src"], row["ip_dst"], row["ttl"], row["kind"]) == (V6_A, V6_VIP, 61, "tcp_syn")


def test_another_protocol_is_no_evidence(tmp_path: Path) -> None:
    query = ethernet(IPV6, bytes(IPv6(src=V6_A, dst=V6_VIP) / UDP(sport=5000, dport=53)))
    assert (len(rows(tmp_path, query)), reasons(tmp_path, query)) == (0, {})


def test_padding_is_not_payload(tmp_path: Path) -> None:
    assert rows(tmp_path, ethernet(IPV6, SYN6 + bytes(10)))["payload_len"].tolist() == [0]


def test_a_length_left_to_the_card_is_that_of_the_frame(tmp_path: Path) -> None:
    packet = ipv6(TCP_NUMBER, TCP6_BYTES + b"x" * 7, plen=0)
    assert rows(tmp_path, ethernet(IPV6, packet))["payload_len"].tolist() == [7]


def test_a_jumbogram_has_the_length_of_its_option(tmp_path: Path) -> None:
    packet = jumbo(8 + 70_000, TCP6_BYTES.ljust(70_000, b"j"))
    assert rows(tmp_path, ethernet(IPV6, packet))["payload_len"].tolist() == [70_000 - len(TCP6_BYTES)]


@pytest.mark.parametrize(
    "packet",
    [jumbo(8 + len(TCP6_BYTES), TCP6_BYTES), SYN, ipv6(60, struct.pack(">BB6x", TCP_NUMBER, 40) + TCP6_BYTES)],
    ids=["a jumbogram below 64 KiB", "version 4", "an extension header beyond the packet"],
)
def test_lengths_that_contradict_each_other_are_counted_not_skipped(tmp_path: Path, packet: bytes) -> None:
    assert reasons(tmp_path, ethernet(IPV6, packet)) == {CONTRADICTION: 1}


@pytest.mark.parametrize("kept", [0, 39])
def test_a_header_cut_short_is_counted(tmp_path: Path, kept: int) -> None:
    assert reasons(tmp_path, ethernet(IPV6, SYN6[:kept])) == {"IPv6 header cut short": 1}
