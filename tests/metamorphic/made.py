"""A small scene of named frames, made with scapy: so that it can be said which of them a transform leaves."""

from __future__ import annotations

from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import ICMPv6ND_NA, ICMPv6ND_NS, IPv6
from scapy.layers.vrrp import VRRP

from tests.metamorphic.recording import Frame, Recording
from tests.metamorphic.scene import Scene, Truth
from tests.savefiles import (
    BROADCAST,
    CLIENT,
    MAC_A,
    MAC_CLIENT,
    NODE_A,
    NS,
    VIP,
    announcement,
    answer,
    ether,
    icmp,
    question,
    segment,
)

FRAMES = {
    "question": question(),
    "answer": answer(MAC_A),
    "announcement": announcement(MAC_A),
    "solicitation": ether(
        IPv6(src="fe80::1", dst="ff02::1:ff00:80") / ICMPv6ND_NS(tgt="2001:db8::80"), MAC_CLIENT, MAC_A
    ),
    "advertisement": ether(IPv6(src="fe80::2", dst="fe80::1") / ICMPv6ND_NA(tgt="2001:db8::80"), MAC_A, MAC_CLIENT),
    "advert": ether(IP(src=NODE_A, dst="224.0.0.18", proto=112) / VRRP(addrlist=[VIP]), MAC_A, "01:00:5e:00:00:12"),
    "syn": segment("S", port=40000, seq=1000),
    "syn-ack": segment("SA", port=40000, seq=9000, ack=1001, server=True),
    "request": segment("PA", port=40000, seq=1001, ack=9001, data=b"GET /"),
    "reply": segment("PA", port=40000, seq=9001, ack=1006, server=True, data=b"200 OK"),
    "fin": segment("FA", port=40000, seq=1006, ack=9007),
    "syn again": segment("S", port=40001, seq=2000),
    "rst": segment("RA", port=40001, seq=0, ack=2001, server=True),
    "syn of another": ether(IP(src=CLIENT, dst="203.0.113.9") / TCP(sport=1, dport=443, flags="S"), MAC_CLIENT, MAC_A),
    "tagged syn": ether(IP(src=CLIENT, dst=VIP) / TCP(sport=2, dport=443, flags="S"), MAC_CLIENT, MAC_A, vlan=200),
    "syn of IPv6": ether(IPv6(src="2001:db8::10", dst="2001:db8::80") / TCP(dport=443, flags="S"), MAC_CLIENT, MAC_A),
    "unreachable": icmp(3, 1, port=40001, seq=2000),
    "datagram": ether(IP(src=CLIENT, dst="203.0.113.53") / UDP(sport=53, dport=53) / b"?", MAC_CLIENT, MAC_A),
    "broadcast": ether(IP(src=NODE_A, dst="192.0.2.255") / UDP(sport=1, dport=1), MAC_A, BROADCAST),
}
"""Frame n was captured n seconds after the first one."""
START = 1_700_000_000 * NS


def made(*, linktype: int = 1, drops: int | None = 0, cut_short: bool = False) -> Scene:
    """The scene, captured at the client."""
    frames = tuple(
        Frame(number=number, interface=0, time_ns=START + (number - 1) * NS, data=data, length=len(data))
        for number, data in enumerate(FRAMES.values(), 1)
    )
    recording = Recording(name="proxy.pcapng", linktypes=(linktype,), frames=frames, drops=drops, cut_short=cut_short)
    return Scene(
        name="made",
        recordings=(recording,),
        nodes={"node1": (MAC_A,)},
        hosts=(MAC_CLIENT,),
        address=CLIENT,
        vips=(VIP, "2001:db8::80"),
        must_be_told=False,
        truth=Truth(causes=frozenset(), findings=frozenset()),
    )


def left(scene: Scene) -> set[str]:
    """The names of the frames that are in the first recording."""
    names = list(FRAMES)
    return {names[frame.number - 1] for frame in scene.recordings[0].frames if frame.number}
