"""The DataFrame that users get: what a kind of row does not have is missing, not zero."""

from pathlib import Path

import pandas as pd
import pytest

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.capture.parts import Loaded
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.evidence.frame import COLUMNS, FLOW_COLUMNS, to_frame
from tests.savefiles import MAC_A, NS, VIP, announcement, exchange, pcap, save, segment


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    data = segment("PA", port=40000, seq=1001, ack=9001, data=b"GET /")
    frames = [(0, announcement(MAC_A)), *exchange(NS, 40000), (2 * NS, data)]
    return load([save(tmp_path / "x.pcap", pcap(frames))], vips=[address_number(VIP)])


def test_its_columns_are_those_that_are_documented(loaded: Loaded) -> None:
    assert list(to_frame(loaded.evidence, ["x"])) == [column.name for column in COLUMNS]
    both = [*COLUMNS, *FLOW_COLUMNS]
    assert list(to_frame(loaded.evidence, ["x"], loaded.flows)) == [column.name for column in both]


def test_what_a_kind_does_not_have_is_missing(loaded: Loaded) -> None:
    table = to_frame(loaded.evidence, ["x"])
    arp, syn = table.iloc[0], table.iloc[1]
    assert (arp["opcode"], arp["sender_mac"], arp["vlan"]) == (1, MAC_A, "")
    assert all(pd.isna(arp[name]) for name in ("ttl", "sport", "seq", "ip_src", "icmp_type", "vrid"))
    assert all(pd.isna(syn[name]) for name in ("opcode", "sender_mac", "sender_ip", "quoted_ttl", "priority"))
    assert syn["ack"] == 0


def test_times_are_utc_to_the_nanosecond(loaded: Loaded) -> None:
    times = to_frame(loaded.evidence, ["x"])["time"]
    assert str(times.dtype) == "datetime64[ns, UTC]"
    assert times[2].value == NS + 1_000_000


def test_connections_stand_among_the_frames_with_their_sums(loaded: Loaded) -> None:
    table = to_frame(loaded.evidence, ["x"], loaded.flows)
    assert table["kind"].tolist() == ["arp_announcement", "tcp_syn", "tcp_synack", "tcp_fin", "tcp_fin", "tcp_flow"]
    flow = table.iloc[-1]
    assert (flow["frames_to_vip"], flow["bytes_to_vip"], flow["frame_len"]) == (3, 5, 0)
    assert flow["last_payload_to_vip"].value == 2 * NS
    assert pd.isna(flow["last_payload_from_vip"])
    assert table["bytes_to_vip"].isna().sum() == len(table) - 1
