"""ICMP errors to rows."""

from pathlib import Path

import pytest
from scapy.layers.inet import ICMP, IP

from tests.oracle.link_frames import SYN, ethernet
from tests.oracle.packet_frames import quoting
from tests.savefiles import CLIENT, MAC_A, MAC_CLIENT, NODE_A, VIP, ether, icmp
from tests.wire.decoding import reasons, rows

IPV4 = 0x0800


@pytest.mark.parametrize(("type_", "kind"), [(3, "icmp_unreachable"), (5, "icmp_redirect"), (11, "icmp_time_exceeded")])
def test_an_error_s_type_decides_its_kind(tmp_path: Path, type_: int, kind: str) -> None:
    row = rows(tmp_path, ethernet(IPV4, quoting(type_, 1, SYN))).iloc[0]
    assert (row["kind"], row["icmp_type"], row["icmp_code"], row["ip_src"]) == (kind, type_, 1, NODE_A)


def test_redirect_keeps_its_gateway(tmp_path: Path) -> None:
    row = rows(tmp_path, icmp(5, 1, port=40000, seq=77, gateway=VIP)).iloc[0]
    assert (row["kind"], row["gateway"]) == ("icmp_redirect", VIP)


def test_an_echo_is_no_evidence(tmp_path: Path) -> None:
    ping = ether(IP(src=CLIENT, dst=VIP) / ICMP(type=8), MAC_CLIENT, MAC_A)
    assert (len(rows(tmp_path, ping)), reasons(tmp_path, ping)) == (0, {})


@pytest.mark.parametrize(("kept", "kinds"), [(0, []), (5, []), (6, ["icmp_unreachable"]), (8, ["icmp_unreachable"])])
def test_a_message_cut_short_is_counted_until_its_header_shows(tmp_path: Path, kept: int, kinds: list[str]) -> None:
    packet = quoting(3, 1, SYN)[: 20 + kept]
    frame = ethernet(IPV4, packet[:2] + len(packet).to_bytes(2, "big") + packet[4:])
    assert rows(tmp_path, frame)["kind"].tolist() == kinds
    assert reasons(tmp_path, frame) == ({} if kinds else {"ICMP header cut short": 1})
