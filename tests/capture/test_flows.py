"""The flow table: what a VIP's connections carried, and which frames tell of a change of MAC."""

from pathlib import Path

import numpy as np
import pytest

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.capture.flows import MAX_CHANGES
from arpwatch_k8s.capture.parts import Loaded
from arpwatch_k8s.capture.state import FLOW_SLOTS
from arpwatch_k8s.evidence import KINDS
from arpwatch_k8s.evidence.addresses import address_number
from tests.savefiles import (
    CLIENT,
    MAC_A,
    MAC_B,
    MAC_C,
    NS,
    VIP,
    Timed,
    exchange,
    pcap,
    save,
    segment,
)

PORT, ISN, SERVER = 40000, 1000, 9000


def scan(tmp_path: Path, *frames: Timed) -> Loaded:
    return load([save(tmp_path / "x.pcap", pcap(frames))], vips=[address_number(VIP)])


def to(at: float, flags: str, seq: int, data: bytes = b"", mac: str = MAC_A, port: int = PORT) -> Timed:
    return round(at * NS), segment(flags, port=port, seq=seq, to=mac, data=data)


def back(at: float, flags: str, seq: int, data: bytes = b"", mac: str = MAC_A, port: int = PORT) -> Timed:
    return round(at * NS), segment(flags, port=port, seq=seq, ack=1, to=mac, server=True, data=data)


TALK = [
    to(0, "S", ISN),
    back(0.1, "SA", SERVER),
    to(0.2, "PA", ISN + 1, b"x" * 100),
    back(0.3, "A", SERVER + 1, b"y" * 500),
    back(0.4, "A", SERVER + 501, b"y" * 500),
    to(5, "A", ISN + 100, b""),
    back(6, "FA", SERVER + 1001),
    to(7, "PA", ISN + 101, b"z" * 70),
]


def kinds(loaded: Loaded) -> list[str]:
    return [KINDS[kind] for kind in loaded.evidence["kind"]]


def test_a_flow_adds_up_what_went_each_way(tmp_path: Path) -> None:
    (flow,) = scan(tmp_path, *TALK).flows
    assert flow["payload"].tolist() == [170, 1000]
    assert flow["frames"].tolist() == [4, 4]
    assert flow["payload_first"].tolist() == [round(0.2 * NS), round(0.3 * NS)]
    assert flow["payload_last"].tolist() == [7 * NS, round(0.4 * NS)]
    assert flow["after_fin"].tolist() == [70, 0]
    assert (flow["isn"], flow["client_port"], flow["vip_port"]) == (ISN, PORT, 443)
    assert (flow["first_frame"], flow["last_frame"]) == (1, 8)


@pytest.mark.parametrize("probe", [b"", b"\0"])
def test_keep_alive_probes_are_no_payload(tmp_path: Path, probe: bytes) -> None:
    probes = [to(10 + i, "A", ISN + 170, probe) for i in range(5)]
    (flow,) = scan(tmp_path, *TALK, *probes).flows
    assert flow["payload"].tolist() == [170, 1000]


def test_data_segments_leave_no_rows_while_the_macs_stay(tmp_path: Path) -> None:
    assert kinds(scan(tmp_path, *TALK)) == ["tcp_syn", "tcp_synack", "tcp_fin"]


def test_a_segment_to_another_mac_is_a_row(tmp_path: Path) -> None:
    moved = [to(8, "A", ISN + 171, mac=MAC_B), to(9, "A", ISN + 171, mac=MAC_B), back(10, "A", SERVER, mac=MAC_B)]
    loaded = scan(tmp_path, *TALK, *moved)
    assert [(KINDS[k], f) for k, f in loaded.evidence.lists("kind", "frame")][3:] == [
        ("l2_change", 9),
        ("l2_change", 11),
    ]


def test_an_idle_connection_may_be_the_first_to_show_that_its_sender_went_back(tmp_path: Path) -> None:
    opened = [to(0, "S", ISN), to(0.1, "PA", ISN + 1, b"x")]
    elsewhere = [to(1, "S", 77, mac=MAC_B, port=PORT + 1)]
    back_again = [to(2, "PA", ISN + 2, b"x"), to(3, "PA", ISN + 3, b"x")]
    loaded = scan(tmp_path, *opened, *elsewhere, *back_again)
    assert [(KINDS[k], f) for k, f in loaded.evidence.lists("kind", "frame")] == [
        ("tcp_syn", 1),
        ("tcp_syn", 3),
        ("l2_change", 4),
    ]


def test_each_sender_has_a_cache_of_its_own(tmp_path: Path) -> None:
    def other(at: int) -> Timed:
        return at * NS, segment("PA", port=PORT + 1, seq=5 + at, to=MAC_B, by=MAC_C, data=b"x")

    mine = to(0, "S", ISN), to(2, "PA", ISN + 1, b"x"), to(4, "PA", ISN + 2, b"x")
    loaded = scan(tmp_path, mine[0], other(1), mine[1], other(3), mine[2])
    assert loaded.evidence["frame"].tolist() == [1, 2]


def test_the_first_segment_of_a_connection_that_began_earlier_is_a_row(tmp_path: Path) -> None:
    loaded = scan(tmp_path, to(0, "A", 5), to(1, "A", 6), back(2, "A", 7), back(3, "A", 8))
    assert loaded.evidence["frame"].tolist() == [1, 3]


def test_changes_are_told_so_often_and_no_more(tmp_path: Path) -> None:
    frames = [to(i, "A", 5, mac=(MAC_A, MAC_B)[i % 2]) for i in range(50)]
    loaded = scan(tmp_path, *frames)
    assert kinds(loaded) == ["l2_change"] * MAX_CHANGES
    assert loaded.captures[0].turns_left == 50 - MAX_CHANGES


def test_the_same_ports_with_a_new_sequence_number_are_a_new_flow(tmp_path: Path) -> None:
    again = [to(20, "S", 555_555), back(20.1, "SA", 1), to(20.2, "PA", 555_556, b"q" * 7)]
    flows = scan(tmp_path, *TALK, *again).flows
    assert sorted(flows["payload"][:, 0].tolist()) == [7, 170]


def test_a_retried_syn_stays_in_its_flow(tmp_path: Path) -> None:
    (flow,) = scan(tmp_path, to(0, "S", ISN), to(1, "S", ISN), *TALK[1:]).flows
    assert flow["frames"].tolist() == [5, 4]


def test_segments_of_other_addresses_are_counted_not_kept(tmp_path: Path) -> None:
    path = save(tmp_path / "x.pcap", pcap(exchange(0, PORT)))
    loaded = load([path], vips=[address_number("192.0.2.199")])
    assert (len(loaded.evidence), len(loaded.flows)) == (0, 0)
    counts = {(int(e["lo"]) & 0xFF, int(e["syn"]), int(e["synack"]), int(e["rst"])) for e in loaded.endpoints}
    assert counts == {(80, 1, 1, 0)}


@pytest.mark.long
def test_a_crowd_of_connections_is_bounded_and_loses_nothing(tmp_path: Path) -> None:
    count = FLOW_SLOTS + 5000
    template = segment("PA", port=1, seq=1, data=b"d" * 3)
    frames = []
    for number in range(count):
        frame = bytearray(template)
        frame[28:30] = (number >> 16).to_bytes(2, "big")  # the client's address
        frame[34:36] = (number & 0xFFFF).to_bytes(2, "big")  # its port
        frames.append((number, bytes(frame)))
    flows = scan(tmp_path, *frames).flows
    assert len(flows) == count
    assert int(flows["payload"].sum()) == 3 * count


def test_flows_of_two_halves_merge_into_those_of_the_whole(tmp_path: Path) -> None:
    whole = scan(tmp_path, *TALK).flows[0]
    first, second = (scan(tmp_path, *part).flows[0] for part in (TALK[:4], TALK[4:]))
    assert (first["payload"] + second["payload"] == whole["payload"]).all()
    assert (first["frames"] + second["frames"] == whole["frames"]).all()
    assert np.maximum(first["payload_last"], second["payload_last"]).tolist() == whole["payload_last"].tolist()


def test_discovery_reads_twice_and_finds_what_is_found_when_told(tmp_path: Path, repo: Path) -> None:
    path = repo / "captures" / "service-not-programmed" / "proxy.pcapng"
    told = load([path], vips=[address_number(VIP)])
    found = load([path], discover=lambda *_: [address_number(VIP)])
    for name in told.evidence.columns:
        if name not in ("ip_src", "ip_dst", "sender_ip", "target_ip", "gateway", "quoted_src", "quoted_dst"):
            assert (told.evidence[name] == found.evidence[name]).all(), name
    texts = [[loaded.evidence.addresses.text(c) for c in loaded.evidence["ip_src"]] for loaded in (told, found)]
    assert texts[0] == texts[1]
    assert (told.flows == found.flows).all()
    assert CLIENT in texts[0]


def acked(at: float, flags: str, seq: int, ack: int, data: bytes = b"", *, server: bool = False) -> Timed:
    """A segment that acknowledges up to `ack`."""
    return round(at * NS), segment(flags, port=PORT, seq=seq, ack=ack, data=data, server=server)


OPENED = [
    to(0, "S", ISN),
    acked(0.1, "SA", SERVER, ISN + 1, server=True),
    acked(0.2, "PA", ISN + 1, SERVER + 1, b"x" * 100),
    acked(0.3, "PA", SERVER + 1, ISN + 101, b"y" * 50, server=True),
]


def test_bytes_sent_again_in_vain_are_counted_from_the_first_time_on(tmp_path: Path) -> None:
    again = [acked(at, "PA", ISN + 101, SERVER + 51, b"z" * 700) for at in (1, 1.3, 2, 4)]
    (flow,) = scan(tmp_path, *OPENED, *again).flows
    assert (flow["resent"].tolist(), int(flow["resent_first"][0])) == ([3, 0], round(1.3 * NS))
    assert (flow["resent_bytes"].tolist(), flow["passed_bytes"].tolist()) == ([700, 0], [100, 50])


def test_an_acknowledgment_begins_the_count_anew(tmp_path: Path) -> None:
    again = [acked(at, "PA", ISN + 101, SERVER + 51, b"z" * 700) for at in (1, 2, 4)]
    late = acked(4.1, "A", SERVER + 51, ISN + 801, server=True)
    (flow,) = scan(tmp_path, *OPENED, *again, late).flows
    assert flow["resent"].tolist() == [0, 0]
    assert flow["passed_bytes"].tolist() == [700, 50]
    assert flow["acked"].tolist() == [SERVER + 51, ISN + 801]


def test_what_was_acknowledged_before_is_not_sent_again_in_vain(tmp_path: Path) -> None:
    (flow,) = scan(tmp_path, *OPENED, acked(1, "PA", ISN + 1, SERVER + 51, b"x" * 100)).flows
    assert flow["resent"].tolist() == [0, 0]


def test_acknowledgments_that_stay_where_they_are_are_counted_until_one_moves(tmp_path: Path) -> None:
    """Such as come for what arrives behind a hole; none that crosses with data, or has nothing to wait for."""
    idle = acked(0.5, "A", SERVER + 51, ISN + 101, server=True)
    lost = [acked(at, "PA", ISN + 101, SERVER + 51, b"z" * 700) for at in (1, 1.3)]
    crossing = acked(1.4, "PA", SERVER + 51, ISN + 101, b"w" * 10, server=True)
    stay = [acked(at, "A", SERVER + 61, ISN + 101, server=True) for at in (1.5, 1.6)]
    (flow,) = scan(tmp_path, *OPENED, idle, *lost, crossing, *stay).flows
    assert flow["unmoved"].tolist() == [0, 2]
    moved = acked(2, "A", SERVER + 61, ISN + 801, server=True)
    (flow,) = scan(tmp_path, *OPENED, idle, *lost, crossing, *stay, moved).flows
    assert flow["unmoved"].tolist() == [0, 0]


@pytest.mark.parametrize("flags", ["PA", "FA", "A"])
def test_later_bytes_show_a_hole_before_them(tmp_path: Path, flags: str) -> None:
    """By data, by a FIN, by the number of an acknowledgment alone."""
    data = b"q" * 12 if flags == "PA" else b""
    (flow,) = scan(tmp_path, *OPENED, acked(1, flags, SERVER + 1499, ISN + 101, data, server=True)).flows
    assert (flow["hole_start"].tolist(), flow["hole_end"].tolist()) == ([0, SERVER + 51], [0, SERVER + 1499])


def test_a_hole_that_is_filled_is_none_and_nothing_was_sent_again(tmp_path: Path) -> None:
    beyond = acked(1, "PA", SERVER + 251, ISN + 101, b"q" * 10, server=True)
    fill = [acked(2 + n, "A", SERVER + 51 + 100 * n, ISN + 101, b"w" * 100, server=True) for n in range(2)]
    (flow,) = scan(tmp_path, *OPENED, beyond, *fill).flows
    assert (flow["hole_start"] == flow["hole_end"]).all()
    assert flow["resent"].tolist() == [0, 0]
