"""What ICMP errors quote, as far as it is there."""

from pathlib import Path

import pandas as pd
import pytest
from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import ICMPv6DestUnreach, IPv6, IPv6ExtHdrDestOpt

from tests.oracle.link_frames import SYN, SYN6, V6_A, V6_VIP, ethernet
from tests.oracle.packet_frames import OPENING, quoting
from tests.oracle.packet_frames6 import error6
from tests.savefiles import CLIENT, NODE_A, VIP, icmp
from tests.wire.decoding import given, rows

IPV4, IPV6 = 0x0800, 0x86DD


def quoted(folder: Path, packet: bytes) -> dict[str, object]:
    """What an ICMP error's row has of the packet that it quotes."""
    row = rows(folder, ethernet(IPV4, quoting(3, 1, packet))).iloc[0]
    return {name: value for name, value in given(row).items() if name.startswith("quoted_")}


def test_host_unreachable_keeps_the_quoted_segment(tmp_path: Path) -> None:
    row = rows(tmp_path, icmp(3, 1, port=40000, seq=77)).iloc[0]
    assert (row["kind"], row["icmp_type"], row["icmp_code"]) == ("icmp_unreachable", 3, 1)
    assert (row["ip_src"], row["quoted_src"], row["quoted_dst"], row["quoted_ttl"]) == (NODE_A, CLIENT, VIP, 63)
    assert (row["quoted_sport"], row["quoted_dport"], row["quoted_seq"], row["quoted_flags"]) == (40000, 443, 77, 2)


def test_eight_quoted_bytes_give_ports_and_sequence_but_no_flags(tmp_path: Path) -> None:
    row = rows(tmp_path, icmp(3, 1, port=40000, seq=77, quoted_bytes=28)).iloc[0]
    assert (row["quoted_sport"], row["quoted_seq"]) == (40000, 77)
    assert pd.isna(row["quoted_flags"])


@pytest.mark.parametrize(
    ("kept", "names"),
    [
        (19, set()),
        (20, {"src", "dst", "ttl", "proto"}),
        (24, {"src", "dst", "ttl", "proto", "sport", "dport"}),
        (28, {"src", "dst", "ttl", "proto", "sport", "dport", "seq"}),
        (34, {"src", "dst", "ttl", "proto", "sport", "dport", "seq", "flags"}),
    ],
)
def test_a_longer_quote_says_more(tmp_path: Path, kept: int, names: set[str]) -> None:
    assert quoted(tmp_path, SYN[:kept]).keys() == {f"quoted_{name}" for name in names}


def test_zeros_that_fill_a_short_quote_up_are_no_flags(tmp_path: Path) -> None:
    """RFC 4884 section 5.1."""
    told = quoted(tmp_path, SYN[:28].ljust(128, b"\0"))
    assert "quoted_flags" not in told
    assert told["quoted_seq"] == 77


def test_a_datagram_has_ports_alone(tmp_path: Path) -> None:
    told = quoted(tmp_path, bytes(IP(src=CLIENT, dst=VIP) / UDP(sport=5, dport=53)))
    assert (told["quoted_proto"], told["quoted_sport"], told["quoted_dport"]) == (17, 5, 53)
    assert "quoted_seq" not in told


def test_a_later_fragment_has_no_ports(tmp_path: Path) -> None:
    told = quoted(tmp_path, bytes(IP(src=CLIENT, dst=VIP, frag=100) / OPENING))
    assert told == {"quoted_src": CLIENT, "quoted_dst": VIP, "quoted_ttl": 64, "quoted_proto": 6}


@pytest.mark.parametrize("lying", [b"\x44" + SYN[1:], SYN[:2] + b"\0\x08" + SYN[4:], SYN6, b""])
def test_what_cannot_be_a_packet_of_ipv4_is_not_believed(tmp_path: Path, lying: bytes) -> None:
    assert quoted(tmp_path, lying) == {}


def test_extension_headers_are_looked_behind(tmp_path: Path) -> None:
    packet = bytes(IPv6(src=V6_A, dst=V6_VIP) / IPv6ExtHdrDestOpt() / OPENING)
    row = rows(tmp_path, ethernet(IPV6, error6(ICMPv6DestUnreach(code=3), packet))).iloc[0]
    assert (row["quoted_src"], row["quoted_dst"], row["quoted_proto"]) == (V6_A, V6_VIP, 6)
    assert (row["quoted_sport"], row["quoted_seq"], row["quoted_flags"]) == (40000, 0x01020304, 2)
