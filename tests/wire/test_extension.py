"""Headers between IP and the upper layer are stepped over, however many."""

import struct
from pathlib import Path

import pytest
from scapy.layers.inet6 import IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop, IPv6ExtHdrRouting

from tests.oracle.link_frames import V6_A, V6_VIP, ethernet
from tests.oracle.packet_frames import AH, OPENING, TCP6_BYTES, TCP_NUMBER, ipv6
from tests.wire.decoding import reasons, rows

IPV6, DESTINATION_OPTIONS, FRAGMENT, MOBILITY = 0x86DD, 60, 44, 135
TO = IPv6(src=V6_A, dst=V6_VIP)
ROUTING = IPv6ExtHdrRouting(addresses=["2001:db8::1"])
GENERIC = struct.pack(">BB6x", DESTINATION_OPTIONS, 0)

STEPPED_OVER = {
    "hop by hop": bytes(TO / IPv6ExtHdrHopByHop() / OPENING),
    "destination options": bytes(TO / IPv6ExtHdrDestOpt() / OPENING),
    "routing, of 24 bytes": bytes(TO / ROUTING / OPENING),
    "first fragment": bytes(TO / IPv6ExtHdrFragment(m=1, id=7) / OPENING),
    "AH, counted in 4 bytes": ipv6(AH, struct.pack(">BBHII", TCP_NUMBER, 4, 0, 1, 2) + bytes(12) + TCP6_BYTES),
    "all of them": bytes(TO / IPv6ExtHdrHopByHop() / IPv6ExtHdrDestOpt() / ROUTING / IPv6ExtHdrFragment(m=1) / OPENING),
    "twelve": ipv6(DESTINATION_OPTIONS, GENERIC * 11 + struct.pack(">BB6x", TCP_NUMBER, 0) + TCP6_BYTES),
}


@pytest.mark.parametrize("packet", STEPPED_OVER.values(), ids=STEPPED_OVER.keys())
def test_the_segment_behind_is_found(tmp_path: Path, packet: bytes) -> None:
    row = rows(tmp_path, ethernet(IPV6, packet)).iloc[0]
    assert (row["kind"], row["sport"], row["seq"]) == ("tcp_syn", 40000, 0x01020304)


def test_a_later_fragment_has_no_upper_layer(tmp_path: Path) -> None:
    frame = ethernet(IPV6, ipv6(FRAGMENT, struct.pack(">BBHI", TCP_NUMBER, 0, 8 << 3, 7) + TCP6_BYTES))
    assert (len(rows(tmp_path, frame)), reasons(tmp_path, frame)) == (0, {})


def test_a_header_of_another_kind_is_an_upper_layer_of_its_own(tmp_path: Path) -> None:
    frame = ethernet(IPV6, ipv6(MOBILITY, struct.pack(">BBBBHH", TCP_NUMBER, 0, 0, 0, 0, 0) + TCP6_BYTES))
    assert (len(rows(tmp_path, frame)), reasons(tmp_path, frame)) == (0, {})


def test_a_header_that_does_not_fit_is_counted(tmp_path: Path) -> None:
    frame = ethernet(IPV6, ipv6(DESTINATION_OPTIONS, b"\6\0\0"))
    assert reasons(tmp_path, frame) == {"IPv6 lengths contradict each other": 1}
