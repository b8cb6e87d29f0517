"""Conversations about a VIP, step by step and made up at random, and traffic that has nothing to do with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.l2 import ARP
from scapy.layers.vrrp import VRRP

from tests.savefiles import BROADCAST, NS, ZERO, Timed, arp, ether

T0 = 1_795_378_540 * NS


@dataclass(frozen=True)
class Names:
    """What the hosts of a conversation are called: MACs and addresses of nodes 0 to 2, the client, the VIP."""

    macs: tuple[str, ...] = ("52:54:00:00:00:0a", "52:54:00:00:00:0b", "52:54:00:00:00:0c")
    nodes: tuple[str, ...] = ("192.0.2.21", "192.0.2.22", "192.0.2.23")
    client_mac: str = "52:54:00:00:00:10"
    client: str = "192.0.2.10"
    vip: str = "192.0.2.80"


USUAL = Names()
OTHERS = Names(
    macs=("aa:00:00:00:00:99", "02:00:00:00:00:01", "0a:bb:cc:dd:ee:ff"),
    nodes=("10.9.8.7", "10.0.0.1", "10.200.0.3"),
    client_mac="06:00:00:00:00:02",
    client="10.1.2.3",
    vip="10.0.0.250",
)
Step = tuple[str, int, int]
"""What happens, to which node, how many milliseconds after the step before."""
KINDS = (
    "announce",
    "lenient",
    "question",
    "answer",
    "asks",
    "connect",
    "refuse",
    "ignore",
    "redirect",
    "advert",
    "give_up",
)
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 2), st.sampled_from([0, 1, 30, 400, 1100, 4000, 12_000])),
    min_size=1,
    max_size=40,
)


def frames(steps: Sequence[Step], names: Names = USUAL, *, begin: int = T0) -> list[Timed]:
    """A conversation as frames; every step has a port and numbers of its own."""
    made: list[Timed] = []
    time = begin
    for number, (kind, node, after) in enumerate(steps):
        time += after * 1_000_000
        made += [(time + 1000 * i, frame) for i, frame in enumerate(step(kind, node, number, names))]
    return sorted(made, key=lambda item: item[0])


def step(kind: str, node: int, number: int, names: Names) -> list[bytes]:
    """The frames of one step."""
    mac, port, isn = names.macs[node], 40_000 + number, 1000 * number
    if kind == "announce":
        return [arp(1, mac, names.vip, BROADCAST, names.vip)]
    if kind == "lenient":
        return [arp(2, mac, names.vip, BROADCAST, names.vip)]
    if kind == "question":
        return [arp(1, names.client_mac, names.client, ZERO, names.vip)]
    if kind == "answer":
        return [arp(2, mac, names.vip, names.client_mac, names.client, dst=names.client_mac)]
    if kind == "asks":
        return [arp(1, mac, names.vip, ZERO, names.client)]
    if kind == "redirect":
        quoted = bytes(IP(src=names.client, dst=names.vip, ttl=63) / tcp(port, "S", isn))
        header = bytes([5, 1, 0, 0]) + bytes(map(int, names.vip.split(".")))
        return [
            ether(IP(src=names.client, dst=names.vip) / tcp(port, "S", isn), names.client_mac, mac),
            ether(IP(src=names.nodes[node], dst=names.client, proto=1) / (header + quoted[:28]), mac, names.client_mac),
        ]
    if kind in ("advert", "give_up"):
        message = VRRP(vrid=51, priority=0 if kind == "give_up" else 100, addrlist=[names.vip])
        return [ether(IP(src=names.nodes[node], dst="224.0.0.18", ttl=255) / message, mac, "01:00:5e:00:00:12")]
    syn = ether(IP(src=names.client, dst=names.vip) / tcp(port, "S", isn), names.client_mac, mac)
    if kind == "ignore":
        return [syn]
    if kind == "refuse":
        return [
            syn,
            ether(IP(src=names.vip, dst=names.client) / tcp(port, "RA", 0, isn + 1, back=True), mac, names.client_mac),
        ]
    return [
        syn,
        ether(IP(src=names.vip, dst=names.client) / tcp(port, "SA", 9000, isn + 1, back=True), mac, names.client_mac),
        ether(IP(src=names.vip, dst=names.client) / tcp(port, "FA", 9501, isn + 1, back=True), mac, names.client_mac),
        ether(IP(src=names.client, dst=names.vip) / tcp(port, "FA", isn + 1, 9502), names.client_mac, mac),
    ]


def tcp(port: int, flags: str, seq: int, ack: int = 0, *, back: bool = False) -> Any:  # noqa: ANN401 - a scapy layer
    ports = {"sport": 443, "dport": port} if back else {"sport": port, "dport": 443}
    return TCP(**ports, flags=flags, seq=seq, ack=ack)


def noisy(number: int) -> bytes:
    """Traffic that has nothing to do with the VIP: broadcasts of other hosts, and what they are sent."""
    if number % 2:
        return ether(
            ARP(op=1, hwsrc="52:54:00:00:77:01", psrc="192.0.2.177", pdst="192.0.2.178"), "52:54:00:00:77:01", BROADCAST
        )
    return ether(
        IP(src="192.0.2.177", dst="192.0.2.255") / UDP(sport=number, dport=9) / b"x", "52:54:00:00:77:01", BROADCAST
    )
