"""Connections as rows among the others."""

from pathlib import Path

import numpy as np

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.evidence import KINDS, mac_text
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.evidence.flow import FLOW, FlowColumns, as_rows
from arpwatch_k8s.evidence.table import ADDRESS_COLUMNS
from tests.savefiles import CLIENT, MAC_A, NS, VIP, exchange, pcap, save, segment


def test_a_connection_is_a_row_at_its_last_segment(tmp_path: Path) -> None:
    data = segment("PA", port=40000, seq=78, ack=9001, data=b"GET /")
    frames = [*exchange(NS, 40000, isn=77), (2 * NS, data)]
    loaded = load([save(tmp_path / "x.pcap", pcap(frames))], vips=[address_number(VIP)])
    rows = as_rows(loaded.flows, loaded.evidence.addresses)
    told = list(rows.lists("kind", "time", "frame", "sport", "dport", "seq"))
    assert [(KINDS[kind], *rest) for kind, *rest in told] == [("tcp_flow", 2 * NS, 5, 40000, 443, 77)]
    assert [rows.addresses.text(int(rows[name][0])) for name in ADDRESS_COLUMNS] == [CLIENT, VIP, *[None] * 5]
    assert mac_text(int(rows["eth_dst"][0])) == MAC_A


def test_no_connections_are_no_rows(tmp_path: Path) -> None:
    loaded = load([save(tmp_path / "x.pcap", pcap([]))], vips=[address_number(VIP)])
    assert len(as_rows(loaded.flows, loaded.evidence.addresses)) == 0


def test_some_flows_tell_their_fields_in_the_order_asked_for() -> None:
    flows = np.zeros(3, FLOW)
    flows["payload"] = [[1, 2], [3, 4], [5, 6]]
    some = FlowColumns(flows, np.array([2, 0, 2]))
    assert (len(some), some["payload"].tolist()) == (3, [[5, 6], [1, 2], [5, 6]])
    assert some["payload"] is some["payload"]
