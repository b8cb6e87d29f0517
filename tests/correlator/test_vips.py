"""Which addresses are taken for VIPs, and which not."""

from ipaddress import ip_address
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.capture import parts
from arpwatch_k8s.correlator.vips import is_one_hosts
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.wire.wanted import MAX_VIPS
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
    return [record.vip for record in run(tmp_path, *frames).case.vips]


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
    assert [node.name for node in result.case.inventory.nodes] == [NODE_A]


def test_an_error_in_the_vips_own_name_does_not_make_it_the_nodes_own_address(tmp_path: Path) -> None:
    asks = arp(1, MAC_A, NODE_A, ZERO, CLIENT)
    rejects = [icmp(3, 10, port=40000 + i, seq=1, source=VIP) for i in range(3)]
    frames = [asks, answer(MAC_A), *(frame for _, frame in exchange(0, 40000)), *rejects]
    assert found(tmp_path, *frames) == [VIP]


def test_an_address_of_two_interfaces_that_announce_another_is_the_nodes_own(tmp_path: Path) -> None:
    both = [announcement(MAC_A), announcement(MAC_B)]
    own = [arp(2, mac, NODE_A, MAC_CLIENT, CLIENT) for mac in (MAC_A, MAC_B)]
    assert found(tmp_path, *both, *own) == [VIP]
    assert found(tmp_path, *both[:1], *own) == sorted([NODE_A, VIP])


@pytest.mark.parametrize("nobodys", ["0.0.0.0", "0.0.2.0", "127.0.0.1", "224.0.0.18", "255.255.255.255"])
def test_an_address_that_no_host_can_have_is_none(tmp_path: Path, nobodys: str) -> None:
    assert found(tmp_path, announcement(MAC_A, nobodys), answer(MAC_B, nobodys), announcement(MAC_C)) == [VIP]


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.1",
        "1.0.0.0",
        "126.9.9.9",
        "127.9.9.9",
        "128.0.0.0",
        "223.9.9.9",
        "224.0.0.0",
        "240.0.0.1",
        "::",
        "::1",
        "::2",
        "fe80::1",
        "ff02::1",
        "2001:db8::1",
        "feff::",
    ],
)
def test_one_hosts_addresses_are_those_of_the_standard_library(text: str) -> None:
    address = ip_address(text)
    aside = address.is_unspecified or address.is_loopback or address.is_multicast
    aside |= address.version == 4 and (address.is_reserved or address.packed[0] == 0)
    assert is_one_hosts(address_number(text)) is not aside


def test_of_too_many_the_most_telling_are_kept_and_the_others_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MAX_VIPS", 2)
    alone = [arp(1, MAC_A, f"192.0.2.{n}", ZERO, f"192.0.2.{n}") for n in (31, 32, 33)]
    result = run(tmp_path, *alone, announcement(MAC_A), announcement(MAC_B))
    assert [record.vip for record in result.case.vips] == ["192.0.2.31", VIP]
    assert "2 of them are left out" in result.verdict.summary
    assert result.verdict.outcome == "inconclusive"


def test_more_than_can_be_looked_at_are_refused_before_anything_is_read(tmp_path: Path) -> None:
    vips = [f"10.0.{n // 200}.{n % 200 + 1}" for n in range(MAX_VIPS + 1)]
    with pytest.raises(UsageError, match="2,049 addresses, at most 2,048"):
        analyze([save(tmp_path / "x.pcap", pcap([(0, announcement(MAC_A))]))], vips=vips)
