"""A capture at a proxy that connects to many VIPs on several nodes, two of them in trouble: made by hand, in bytes.

The first of the two moves to a node that rejects connections for 14 s: as where a service's rules are not programmed
yet. The second is claimed by two nodes by turns, each of which knows only its own connections.
"""

import struct
from ipaddress import ip_address
from pathlib import Path

from tests.savefiles import NS, Timed, pcap, save

PROXY, BROADCAST, ZERO = b"\x52\x54\0\0\0\x10", b"\xff" * 6, b"\0" * 6
PROXY_ADDRESS = ip_address("10.20.255.1").packed
FIRST_VIP, FIRST_NODE = int(ip_address("10.20.0.1")), int(ip_address("10.20.255.21"))
T0 = 1_795_378_540 * NS
"""2026-11-22 20:15:40 UTC."""
MS = NS // 1000
SECONDS = 60
MOVED, BACK, FOUGHT, SETTLED = 20, 34, 25, 45
"""Seconds: the first one's move and its end of trouble, the second one's contest from and to."""


def vip(number: int) -> str:
    """The address of a VIP, by its number from 0."""
    return str(ip_address(FIRST_VIP + number))


def node(number: int) -> str:
    """The address of a node, by its number from 0."""
    return str(ip_address(FIRST_NODE + number))


def mac(number: int) -> bytes:
    """The MAC of a node."""
    return b"\x52\x54\0\0\1" + bytes([number + 1])


def names(nodes: int = 8) -> dict[str, str]:
    """What the nodes are called."""
    return {f"node{number + 1}": mac(number).hex(":") for number in range(nodes)}


def capture(folder: Path, *, vips: int = 20, nodes: int = 8, moving: int | None = 3, contested: int | None = 7) -> str:
    """The capture's path: VIPs on nodes by turns, an attempt a second at each; `moving` and `contested` are the two in
    trouble."""
    frames: list[Timed] = []
    for number in range(vips):
        address, owner = ip_address(vip(number)).packed, mac(number % nodes)
        start = T0 + number * 3 * MS
        frames += announced(start, owner, address)
        frames += asked(start + 500 * MS, owner, address)
        if number == moving:
            frames += unprogrammed(start, number, owner, mac((number + 2) % nodes), node((number + 2) % nodes))
        elif number == contested:
            frames += split(start, number, owner, mac((number + 3) % nodes))
        else:
            frames += served(start, number, owner, 1, SECONDS)
    return save(folder / "proxy.pcap", pcap(sorted(frames)))


def served(start: int, number: int, owner: bytes, first: int, last: int) -> list[Timed]:
    """An attempt a second, from one second to before another, that goes well."""
    return [
        frame
        for second in range(first, last)
        for frame in exchange(start + second * NS, owner, ip_address(vip(number)).packed, 20_000 + second)
    ]


def unprogrammed(start: int, number: int, before: bytes, after: bytes, source: str) -> list[Timed]:
    """A move, after which the new node says for a while that the address cannot be reached."""
    address = ip_address(vip(number)).packed
    frames = served(start, number, before, 1, MOVED)
    for burst in range(5):
        frames += announced(start + MOVED * NS + burst * NS - 200 * MS, after, address)
    for tenth in range(MOVED * 10, BACK * 10):
        at, port = start + tenth * NS // 10, 30_000 + tenth
        syn = tcp(PROXY_ADDRESS, address, port, 443, 1000, 0, 2)
        quoted = syn[:8] + bytes([syn[8] - 1]) + syn[9:]
        frames += [
            (at, after + PROXY + b"\x08\0" + syn),
            (at + MS, PROXY + after + b"\x08\0" + unreachable(ip_address(source).packed, quoted)),
        ]
    return frames + served(start, number, after, BACK, SECONDS)


def split(start: int, number: int, one: bytes, two: bytes) -> list[Timed]:
    """Two nodes claim by turns; the proxy follows the last one, and its open connection ends at the other."""
    address = ip_address(vip(number)).packed
    frames = served(start, number, one, 1, FOUGHT)
    for turn, second in enumerate(range(FOUGHT, SETTLED)):
        owner, other = (two, one) if turn % 2 == 0 else (one, two)
        at, port = start + second * NS, 40_000 + second
        frames += announced(at - 100 * MS, owner, address)
        frames += [
            (at, owner + PROXY + b"\x08\0" + tcp(PROXY_ADDRESS, address, port, 443, 1000, 0, 2)),
            (at + MS, PROXY + owner + b"\x08\0" + tcp(address, PROXY_ADDRESS, 443, port, 9000, 1001, 18)),
            (at + 2 * MS, owner + PROXY + b"\x08\0" + tcp(PROXY_ADDRESS, address, port, 443, 1001, 9001, 16)),
            (at + 950 * MS, other + PROXY + b"\x08\0" + tcp(PROXY_ADDRESS, address, port, 443, 1001, 9001, 24, 200)),
            (at + 951 * MS, PROXY + other + b"\x08\0" + tcp(address, PROXY_ADDRESS, 443, port, 9001, 0, 4)),
        ]
    return frames + served(start, number, one, SETTLED, SECONDS)


def announced(at: int, owner: bytes, address: bytes) -> list[Timed]:
    """A gratuitous request and a gratuitous reply, as MetalLB sends them."""
    return [
        (at + place * MS, BROADCAST + owner + b"\x08\x06" + arp(op, owner, address, BROADCAST, address))
        for place, op in enumerate((1, 2))
    ]


def asked(at: int, owner: bytes, address: bytes) -> list[Timed]:
    """The proxy's question, and its answer."""
    return [
        (at, BROADCAST + PROXY + b"\x08\x06" + arp(1, PROXY, PROXY_ADDRESS, ZERO, address)),
        (at + MS, PROXY + owner + b"\x08\x06" + arp(2, owner, address, PROXY, PROXY_ADDRESS)),
    ]


def exchange(at: int, owner: bytes, address: bytes, port: int) -> list[Timed]:
    """A connection that goes well."""
    steps = (
        (False, 1000, 0, 2, 0),
        (True, 9000, 1001, 18, 0),
        (False, 1001, 9001, 24, 120),
        (True, 9001, 1121, 24, 500),
        (False, 1121, 9501, 17, 0),
        (True, 9501, 1122, 17, 0),
        (False, 1122, 9502, 16, 0),
    )
    frames = []
    for place, (answers, seq, ack, flags, length) in enumerate(steps):
        if answers:
            frame = PROXY + owner + b"\x08\0" + tcp(address, PROXY_ADDRESS, 443, port, seq, ack, flags, length)
        else:
            frame = owner + PROXY + b"\x08\0" + tcp(PROXY_ADDRESS, address, port, 443, seq, ack, flags, length)
        frames.append((at + place * MS, frame))
    return frames


def arp(op: int, sha: bytes, spa: bytes, tha: bytes, tpa: bytes) -> bytes:
    """An ARP packet, padded to what Ethernet carries."""
    return struct.pack(">HHBBH", 1, 0x0800, 6, 4, op) + sha + spa + tha + tpa + b"\0" * 18


def tcp(src: bytes, dst: bytes, sport: int, dport: int, seq: int, ack: int, flags: int, length: int = 0) -> bytes:
    """An IPv4 packet with a TCP segment; checksums are left out, as offloading does."""
    segment = struct.pack(">HHIIBBHHH", sport, dport, seq, ack, 0x50, flags, 64240, 0, 0) + b"x" * length
    return ipv4(6, src, dst, segment)


def unreachable(source: bytes, quoted: bytes) -> bytes:
    """A host-unreachable about a packet."""
    return ipv4(1, source, PROXY_ADDRESS, struct.pack(">BBHI", 3, 1, 0, 0) + quoted)


def ipv4(protocol: int, src: bytes, dst: bytes, payload: bytes) -> bytes:
    """An IPv4 packet."""
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0) + src + dst + payload
