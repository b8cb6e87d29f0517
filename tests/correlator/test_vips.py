"""Which addresses are taken for VIPs, and which not."""

from pathlib import Path

from arpwatch_k8s.analysis import Result, analyze
from tests.savefiles import (
    CLIENT,
    MAC_A,
    MAC_B,
    MAC_C,
    MAC_CLIENT,
    NODE_A,
    VIP,
    ZERO,
    announcement,
    answer,
    arp,
    exchange,
    icmp,
    pcap,
    question,
    save,
)


def found(tmp_path: Path, *frames: bytes) -> list[str]:
    """VIPs discovered in frames a second apart."""
    return [record.vip for record in run(tmp_path, *frames).vips]


def run(tmp_path: Path, *frames: bytes) -> Result:
    timed = [(i * 1_000_000_000, frame) for i, frame in enumerate(frames)]
    return analyze([save(tmp_path / "x.pcap", pcap(timed))])


def test_an_announced_address_is_a_vip(tmp_path: Path) -> None:
    assert found(tmp_path, announcement(MAC_A)) == [VIP]


def test_a_host_that_probes_and_announces_its_own_address_is_none(tmp_path: Path) -> None:
    probe = arp(1, MAC_C, "0.0.0.0", ZERO, "192.0.2.99")
    assert found(tmp_path, probe, probe, announcement(MAC_C, "192.0.2.99")) == []


def test_an_address_claimed_by_two_macs_is_a_vip(tmp_path: Path) -> None:
    assert found(tmp_path, answer(MAC_A), answer(MAC_B)) == [VIP]


def test_an_address_that_a_node_calls_unreachable_is_a_vip_when_on_link(tmp_path: Path) -> None:
    assert found(tmp_path, icmp(3, 1, port=40000, seq=1)) == []
    assert found(tmp_path, question(), icmp(3, 1, port=40000, seq=1)) == [VIP]


def test_an_address_that_a_redirect_calls_a_neighbor_is_on_link(tmp_path: Path) -> None:
    assert found(tmp_path, icmp(5, 1, port=40000, seq=1)) == [VIP]
    assert found(tmp_path, icmp(5, 1, port=40000, seq=1, gateway=NODE_A)) == []


def test_a_refused_port_of_a_host_makes_it_no_vip(tmp_path: Path) -> None:
    assert found(tmp_path, question(), icmp(3, 3, port=40000, seq=1, source=VIP)) == []


def test_a_second_address_that_receives_syns_is_a_vip_and_the_first_is_not(tmp_path: Path) -> None:
    asks = arp(1, MAC_A, NODE_A, ZERO, CLIENT)
    frames = [asks, answer(MAC_A), *(frame for _, frame in exchange(0, 40000))]
    assert found(tmp_path, *frames) == [VIP]


def test_ordinary_hosts_talking_are_no_vips(tmp_path: Path) -> None:
    frames = [question(vip=NODE_A), arp(2, MAC_A, NODE_A, MAC_CLIENT, CLIENT), arp(1, MAC_A, NODE_A, ZERO, CLIENT)]
    assert found(tmp_path, *frames) == []


def test_a_nodes_name_is_its_own_address_not_the_vip(tmp_path: Path) -> None:
    result = run(tmp_path, announcement(MAC_A), arp(1, MAC_A, NODE_A, ZERO, CLIENT))
    assert [node.name for node in result.inventory.nodes] == [NODE_A]


def test_errors_in_the_vips_own_name_do_not_make_it_the_nodes_own(tmp_path: Path) -> None:
    """Source NAT puts the VIP there, where a packet filter rejects what was sent to it."""
    frames = [answer(MAC_A), arp(2, MAC_A, NODE_A, MAC_CLIENT, CLIENT, dst=MAC_CLIENT)]
    asked = [question(), arp(1, MAC_A, NODE_A, ZERO, CLIENT), exchange(0, 40000)[0][1]]
    rejected = [icmp(3, 10, port=40000 + n, seq=1, source=VIP) for n in range(4)]
    assert found(tmp_path, *asked, *frames, *rejected) == [VIP]
