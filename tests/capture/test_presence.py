"""In which seconds each MAC was heard by frames that leave no row."""

from pathlib import Path

import numpy as np
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import CookedLinux

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.capture.sink import MOST_STRETCHES
from arpwatch_k8s.capture.state import LEFT, PRESENCE_SLOTS
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.evidence.table import parse_mac
from tests.savefiles import CLIENT, MAC_A, MAC_B, MAC_CLIENT, NS, VIP, Timed, announcement, ether, exchange, pcap, save


def datagram(mac: str) -> bytes:
    """A frame that is no evidence."""
    return ether(IP(src="192.0.2.21", dst=CLIENT) / UDP(sport=514, dport=514), mac, MAC_CLIENT)


def heard(tmp_path: Path, frames: list[Timed], *, linktype: int = 1, vips: tuple[str, ...] = (VIP,)) -> dict[int, list]:
    """The stretches of each MAC, in order."""
    path = save(tmp_path / "x.pcap", pcap(frames, linktype=linktype))
    loaded = load([path], vips=[address_number(vip) for vip in vips])
    assert loaded.captures[0].presence_lost == 0
    stretches: dict[int, list] = {}
    for mac, first, last, _ in np.sort(loaded.presence, order=["mac", "first"]).tolist():
        stretches.setdefault(mac, []).append((first, last))
    return stretches


def test_seconds_in_a_row_are_one_stretch_and_a_pause_ends_it(tmp_path: Path) -> None:
    times = [0.1, 0.9, 1.5, 2.0, 5.0, 6.9]
    frames = [(round(at * NS), datagram(MAC_A)) for at in times] + [(10 * NS, datagram(MAC_B))]
    assert heard(tmp_path, frames) == {parse_mac(MAC_A): [(0, 2), (5, 6)], parse_mac(MAC_B): [(10, 10)]}


def test_evidence_and_connections_of_a_vip_are_not_counted_here(tmp_path: Path) -> None:
    assert heard(tmp_path, [(0, announcement(MAC_A)), *exchange(NS, 40000)]) == {}


def test_connections_of_other_addresses_show_that_a_node_is_there(tmp_path: Path) -> None:
    stretches = heard(tmp_path, exchange(NS, 40000), vips=("192.0.2.199",))
    assert set(stretches) == {parse_mac(MAC_A), parse_mac(MAC_CLIENT)}


def test_a_cooked_frame_names_its_sender(tmp_path: Path) -> None:
    cooked = bytes(CookedLinux(src=bytes.fromhex(MAC_A.replace(":", "")), lladdrlen=6) / IP() / UDP())
    assert heard(tmp_path, [(3 * NS, cooked)], linktype=113) == {parse_mac(MAC_A): [(3, 3)]}


def test_frames_out_of_order_within_a_stretch_change_nothing(tmp_path: Path) -> None:
    frames = [(round(at * NS), datagram(MAC_A)) for at in (1, 2, 3, 1.5, 2.5)]
    assert heard(tmp_path, frames) == {parse_mac(MAC_A): [(1, 3)]}


def test_a_crowd_of_macs_is_bounded_and_what_is_left_out_is_counted(tmp_path: Path) -> None:
    template, frames = datagram(MAC_A), []
    count = PRESENCE_SLOTS + 3 * LEFT
    for number in range(count):
        frame = bytearray(template)
        frame[8:12] = number.to_bytes(4, "big")  # in the sender's MAC
        frames.append((number, bytes(frame)))
    loaded = load([save(tmp_path / "x.pcap", pcap(frames))], vips=[address_number(VIP)])
    assert len(loaded.presence) == count < MOST_STRETCHES
    assert len(np.unique(loaded.presence["mac"])) == count
