"""TCP segments to rows."""

from pathlib import Path

import pytest

from arpwatch_k8s.capture.files import load
from tests.oracle.link_frames import ethernet
from tests.oracle.packet_frames import segment as packet
from tests.savefiles import CLIENT, VIP, pcap, save, segment
from tests.wire.decoding import reasons, rows

IPV4 = 0x0800


@pytest.mark.parametrize(
    ("flags", "kind"),
    [("S", "tcp_syn"), ("SA", "tcp_synack"), ("FA", "tcp_fin"), ("R", "tcp_rst"), ("RA", "tcp_rst"), ("SR", "tcp_rst")],
)
def test_flags_decide_the_kind_of_a_segment(tmp_path: Path, flags: str, kind: str) -> None:
    assert rows(tmp_path, segment(flags, port=40000, seq=1)).iloc[0]["kind"] == kind


def test_a_segment_s_row_holds_its_header(tmp_path: Path) -> None:
    row = rows(tmp_path, ethernet(IPV4, packet(0x111, data=b"bye"))).iloc[0]
    assert (row["ip_src"], row["ip_dst"], row["sport"], row["dport"]) == (CLIENT, VIP, 40000, 443)
    assert (row["seq"], row["ack"], row["flags"], row["payload_len"]) == (5, 9, 0x111, 3)


def test_padding_is_not_payload(tmp_path: Path) -> None:
    frame = segment("S", port=40000, seq=1) + b"\0" * 6
    row = rows(tmp_path, frame).iloc[0]
    assert (row["payload_len"], row["frame_len"]) == (0, 60)


def test_data_opens_and_closes_nothing(tmp_path: Path) -> None:
    assert rows(tmp_path, segment("PA", port=40000, seq=1)).empty


def test_with_vips_named_segments_of_others_are_left(tmp_path: Path) -> None:
    frame = segment("S", port=40000, seq=1)
    assert rows(tmp_path, frame, vips=[VIP])["kind"].tolist() == ["tcp_syn"]
    assert rows(tmp_path, frame, vips=["192.0.2.81"]).empty


@pytest.mark.parametrize("words", [0, 4, 15])
def test_a_header_length_that_cannot_be_is_counted(tmp_path: Path, words: int) -> None:
    frame = ethernet(IPV4, packet("S", dataofs=words))
    assert reasons(tmp_path, frame) == {"TCP header length out of range": 1}


@pytest.mark.parametrize("kept", range(14, 54))
def test_a_syn_cut_at_any_length_is_a_row_or_counted(tmp_path: Path, kept: int) -> None:
    frame = segment("S", port=40000, seq=1)
    loaded = load([save(tmp_path / "x.pcap", pcap([(0, frame)], snaplen=kept))])
    assert len(loaded.evidence) + sum(loaded.captures[0].undecoded.values()) == 1
