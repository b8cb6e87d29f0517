"""A node's own address among those that its MAC claims, asks from, and sends errors from."""

from pathlib import Path
from time import process_time

import numpy as np
import pytest
from scapy.layers.inet import ICMP, IP

import arpwatch_k8s as aw
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.row import MAC_PRESENT
from arpwatch_k8s.evidence.table import DTYPES, Evidence, gather, parse_mac
from arpwatch_k8s.inventory.learn import one_after_the_other
from tests.savefiles import MAC_A, MAC_B, MAC_C, NODE_B, NS, VIP, Timed, announcement, arp, ether, pcap, question, save
from tests.speakers.programs import advert

OWN, ONE, OTHER = "192.0.2.158", "192.0.2.81", "192.0.2.82"
PROXY, PROXY_MAC = "192.0.2.10", "52:54:00:00:02:0a"


def answer(address: str) -> bytes:
    return arp(2, MAC_A, address, PROXY_MAC, PROXY)


def error(source: str) -> bytes:
    about = IP(src=PROXY, dst=VIP) / ICMP(type=8)
    return ether(IP(src=source, dst=PROXY) / ICMP(type=3, code=1) / about, MAC_A, PROXY_MAC)


CASES: dict[str, tuple[list[bytes], str]] = {
    "answers for itself": ([answer(OWN)], OWN),
    "answers for others more often than it asks": ([answer(ONE), answer(ONE), question(mac=MAC_A, sender=OWN)], OWN),
    "answers for several and sends errors": ([answer(ONE), answer(OTHER), error(OWN)], OWN),
    "answers for itself and hands on a remote host's error": ([answer(OWN), error("198.51.100.1")], OWN),
    "announces another address more often": ([announcement(MAC_A, ONE), announcement(MAC_A, ONE), answer(OWN)], OWN),
    "sends errors only": ([error(OWN)], OWN),
}


@pytest.mark.parametrize("name", CASES)
def test_a_node_is_named_by_its_own_address(tmp_path: Path, name: str) -> None:
    said, expected = CASES[name]
    frames: list[Timed] = [(n * NS, frame) for n, frame in enumerate([announcement(MAC_A), *said, announcement(MAC_B)])]
    inventory = aw.analyze(save(tmp_path / "x.pcap", pcap(frames)), vip=VIP).result.case.inventory
    assert [node.name for node in inventory.nodes if MAC_A in map(mac_text, node.macs)] == [expected]


def named(tmp_path: Path, *said: bytes) -> list[str | None]:
    """The MACs of a node that is given by its MAC and its address."""
    frames: list[Timed] = [(n * NS, frame) for n, frame in enumerate([announcement(MAC_A), *said])]
    case = aw.analyze(save(tmp_path / "x.pcap", pcap(frames)), vip=VIP, nodes={"n2": [MAC_B, NODE_B]}).result.case
    (node,) = [node for node in case.inventory.nodes if node.given]
    return [mac_text(mac) for mac in node.macs]


def test_another_mac_that_answers_for_a_node_is_not_that_node(tmp_path: Path) -> None:
    answers = [arp(2, mac, NODE_B, PROXY_MAC, PROXY) for mac in (MAC_B, MAC_C)]
    assert named(tmp_path, *answers) == [MAC_B]
    assert named(tmp_path, answers[1]) == [MAC_B]


def test_a_second_mac_is_a_node_s_own_where_it_alone_asks_from_its_address(tmp_path: Path) -> None:
    assert named(tmp_path, question(mac=MAC_C, sender=NODE_B)) == [MAC_B, MAC_C]


def advert_of(mac: str) -> bytes:
    """An advertisement of VRRP from one address."""
    return advert(mac, OWN)


@pytest.mark.parametrize(("beside", "nodes"), [(False, 1), (True, 2)], ids=["one after the other", "side by side"])
def test_a_node_may_have_one_mac_after_another(tmp_path: Path, beside: bool, nodes: int) -> None:
    frames: list[Timed] = [(n * NS, advert_of(MAC_A if n < 5 else MAC_B)) for n in range(10)]
    if beside:
        frames.append((9 * NS, advert_of(MAC_A)))
    case = aw.analyze(save(tmp_path / "x.pcap", pcap(frames)), vip=VIP).result.case
    assert len({case.inventory.owner(parse_mac(mac)) for mac in (MAC_A, MAC_B)}) == nodes


def test_an_advertisement_is_of_whose_mac_it_came_from(tmp_path: Path) -> None:
    frames: list[Timed] = [(n * NS, advert_of((MAC_A, MAC_B)[n % 2])) for n in range(10)]
    record = aw.analyze(save(tmp_path / "x.pcap", pcap(frames)), vip=VIP).result.case.vips[0]
    assert {mac_text(owner) for owner in record.claims["owner"].tolist()} == {MAC_A, MAC_B}


def announced_in_turn(addresses: int) -> tuple[Evidence, dict[int, list[int]]]:
    """Addresses (codes), each announced by three MACs, one after the other; rows, and whose each address is."""
    number = np.arange(3 * addresses)
    columns = {name: np.zeros(len(number), dtype) for name, dtype in DTYPES.items()}
    columns["time"][:] = number * NS
    columns["eth_src"][:] = columns["sender_mac"][:] = number + MAC_PRESENT
    return Evidence(columns, gather([]).addresses), {n + MAC_PRESENT: [n % addresses] for n in number.tolist()}


def test_thousands_of_macs_one_after_the_other_are_told_in_time_that_grows_as_they_do() -> None:
    addresses = 8_000
    evidence, own = announced_in_turn(addresses)
    begun = process_time()
    groups = one_after_the_other(evidence, own)
    assert process_time() - begun < 5  # 0.1 s here; of each against all rows a minute
    assert groups == [tuple(n + MAC_PRESENT + k * addresses for k in range(3)) for n in range(addresses)]
