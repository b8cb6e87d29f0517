"""ICMP errors, the packets they quote, and TCP segments to rows."""

from pathlib import Path

import pandas as pd
import pytest
from scapy.layers.inet import ICMP, IP, TCP, UDP

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.evidence.frame import to_frame
from tests.savefiles import CLIENT, MAC_A, MAC_CLIENT, NODE_A, VIP, ether, icmp, pcap, save, segment


def rows(tmp_path: Path, *frames: bytes) -> pd.DataFrame:
    """The evidence of some frames."""
    loaded = load([save(tmp_path / "x.pcap", pcap([(i, frame) for i, frame in enumerate(frames)]))])
    return to_frame(loaded.evidence, ["x.pcap"])


def test_host_unreachable_keeps_the_quoted_segment(tmp_path: Path) -> None:
    row = rows(tmp_path, icmp(3, 1, port=40000, seq=77)).iloc[0]
    assert (row["kind"], row["icmp_type"], row["icmp_code"]) == ("icmp_unreachable", 3, 1)
    assert (row["ip_src"], row["quoted_src"], row["quoted_dst"], row["quoted_ttl"]) == (NODE_A, CLIENT, VIP, 63)
    assert (row["quoted_sport"], row["quoted_dport"], row["quoted_seq"], row["quoted_flags"]) == (40000, 443, 77, 2)


def test_redirect_keeps_its_gateway(tmp_path: Path) -> None:
    row = rows(tmp_path, icmp(5, 1, port=40000, seq=77, gateway=VIP)).iloc[0]
    assert (row["kind"], row["gateway"]) == ("icmp_redirect", VIP)


def test_eight_quoted_bytes_give_ports_and_sequence_but_no_flags(tmp_path: Path) -> None:
    row = rows(tmp_path, icmp(3, 1, port=40000, seq=77, quoted_bytes=28)).iloc[0]
    assert (row["quoted_sport"], row["quoted_seq"]) == (40000, 77)
    assert pd.isna(row["quoted_flags"])


@pytest.mark.parametrize(
    ("flags", "kind"),
    [("S", "tcp_syn"), ("SA", "tcp_synack"), ("FA", "tcp_fin"), ("R", "tcp_rst"), ("RA", "tcp_rst"), ("SR", "tcp_rst")],
)
def test_flags_decide_the_kind_of_a_segment(tmp_path: Path, flags: str, kind: str) -> None:
    assert rows(tmp_path, segment(flags, port=40000, seq=1)).iloc[0]["kind"] == kind


def test_padding_is_not_payload(tmp_path: Path) -> None:
    frame = segment("S", port=40000, seq=1) + b"\0" * 6
    row = rows(tmp_path, frame).iloc[0]
    assert (row["payload_len"], row["frame_len"]) == (0, 60)


def test_data_and_echo_and_udp_are_no_evidence(tmp_path: Path) -> None:
    ping = ether(IP(src=CLIENT, dst=VIP) / ICMP(type=8), MAC_CLIENT, MAC_A)
    query = ether(IP(src=CLIENT, dst=VIP) / UDP(sport=5000, dport=53), MAC_CLIENT, MAC_A)
    assert rows(tmp_path, segment("PA", port=40000, seq=1), ping, query).empty


def test_a_later_fragment_has_no_ports_and_is_no_evidence(tmp_path: Path) -> None:
    fragment = IP(src=CLIENT, dst=VIP, frag=100, proto=6) / TCP(sport=1, dport=2, flags="S")
    assert rows(tmp_path, ether(fragment, MAC_CLIENT, MAC_A)).empty


def test_lengths_that_contradict_each_other_are_counted_not_skipped(tmp_path: Path) -> None:
    frame = bytearray(segment("S", port=40000, seq=1))
    frame[16:18] = (10).to_bytes(2, "big")
    loaded = load([save(tmp_path / "x.pcap", pcap([(0, bytes(frame))]))])
    assert loaded.captures[0].undecoded == {"IPv4 lengths contradict each other": 1}


@pytest.mark.parametrize("kept", range(14, 54))
def test_a_syn_cut_at_any_length_is_a_row_or_counted(tmp_path: Path, kept: int) -> None:
    frame = segment("S", port=40000, seq=1)
    loaded = load([save(tmp_path / "x.pcap", pcap([(0, frame)], snaplen=kept))])
    assert len(loaded.evidence) + sum(loaded.captures[0].undecoded.values()) == 1
