"""Frames and savefiles for tests: bytes made with scapy, containers packed here by hand.

The containers are written without the project's own code, so that reader and writer cannot agree on a mistake. scapy
takes a millisecond for a frame, and tests are made of the same ones: each is made once.
"""

import struct
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from scapy.layers.inet import ICMP, IP, TCP, IPerror, TCPerror
from scapy.layers.l2 import ARP, Dot1Q, Ether
from scapy.packet import Packet

NS = 1_000_000_000
BROADCAST = "ff:ff:ff:ff:ff:ff"
ZERO = "00:00:00:00:00:00"
VIP, CLIENT, NODE_A, NODE_B = "192.0.2.80", "192.0.2.10", "192.0.2.21", "192.0.2.22"
MAC_CLIENT, MAC_A, MAC_B, MAC_C = "52:54:00:00:00:10", "52:54:00:00:00:0a", "52:54:00:00:00:0b", "52:54:00:00:00:0c"

Timed = tuple[int, bytes]
"""A time (ns) and a frame's bytes."""


def pcap(
    frames: Iterable[Timed], *, big: bool = False, nano: bool = True, linktype: int = 1, snaplen: int = 0
) -> bytes:
    """A pcap file; a snaplen cuts the frames."""
    order = ">" if big else "<"
    magic = 0xA1B23C4D if nano else 0xA1B2C3D4
    parts = [struct.pack(f"{order}IHHiIII", magic, 2, 4, 0, 0, snaplen or 262144, linktype)]
    for time, frame in frames:
        seconds, rest = divmod(time, NS)
        kept = frame[:snaplen] if snaplen else frame
        fraction = rest if nano else rest // 1000
        parts += struct.pack(f"{order}IIII", seconds, fraction, len(kept), len(frame)), kept
    return b"".join(parts)


def block(kind: int, body: bytes, *, big: bool = False) -> bytes:
    """A pcapng block around a body, which is padded to 32 bits."""
    order = ">" if big else "<"
    body += b"\0" * (-len(body) % 4)
    length = len(body) + 12
    return struct.pack(f"{order}II", kind, length) + body + struct.pack(f"{order}I", length)


def option(code: int, value: bytes, *, big: bool = False) -> bytes:
    """A pcapng option."""
    return struct.pack(">HH" if big else "<HH", code, len(value)) + value + b"\0" * (-len(value) % 4)


def section(*, big: bool = False) -> bytes:
    """A section header block."""
    order = ">" if big else "<"
    return block(0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1), big=big)


def interface(
    *, linktype: int = 1, snaplen: int = 0, resolution: int | None = 9, offset_s: int = 0, big: bool = False
) -> bytes:
    """An interface description block; resolution None leaves the option out (microseconds)."""
    order = ">" if big else "<"
    options = b"" if resolution is None else option(9, bytes([resolution]), big=big)
    if offset_s:
        options += option(14, struct.pack(f"{order}q", offset_s), big=big)
    return block(1, struct.pack(f"{order}HHI", linktype, 0, snaplen) + options, big=big)


def enhanced(ticks: int, frame: bytes, *, number: int = 0, length: int | None = None, big: bool = False) -> bytes:
    """An enhanced packet block; `length` is that on the wire where it differs."""
    order = ">" if big else "<"
    fields = struct.pack(f"{order}IIIII", number, ticks >> 32, ticks & 0xFFFFFFFF, len(frame), length or len(frame))
    return block(6, fields + frame, big=big)


def statistics(*, number: int = 0, drops: int | None = None, big: bool = False) -> bytes:
    """An interface statistics block."""
    order = ">" if big else "<"
    options = b"" if drops is None else option(5, struct.pack(f"{order}Q", drops), big=big)
    return block(5, struct.pack(f"{order}III", number, 0, 0) + options, big=big)


def pcapng(frames: Iterable[Timed], *, drops: int | None = 0) -> bytes:
    """A plain pcapng file of one interface, with statistics where drops are known."""
    packets = b"".join(enhanced(time, frame) for time, frame in frames)
    return section() + interface() + packets + (b"" if drops is None else statistics(drops=drops))


def save(path: Path, data: bytes) -> str:
    """Write a file, hand back its path as text."""
    path.write_bytes(data)
    return str(path)


def ether(payload: Packet, src: str, dst: str, vlan: int | None = None) -> bytes:
    """A frame's bytes."""
    return bytes(Ether(src=src, dst=dst) / (Dot1Q(vlan=vlan) / payload if vlan else payload))


def at(seconds: float, frame: bytes) -> Timed:
    """A frame at a time."""
    return round(seconds * NS), frame


def padded(frame: bytes) -> bytes:
    """A frame as long as Ethernet carries, as programs that pad by themselves send it."""
    return frame.ljust(60, b"\0")


@cache
def arp(op: int, sha: str, spa: str, tha: str, tpa: str, *, src: str | None = None, dst: str = BROADCAST) -> bytes:
    """An ARP frame; its Ethernet source is the sender unless said otherwise."""
    return ether(ARP(op=op, hwsrc=sha, psrc=spa, hwdst=tha, pdst=tpa), src or sha, dst)


def announcement(mac: str, vip: str = VIP) -> bytes:
    """A gratuitous request, as MetalLB and keepalived send it."""
    return arp(1, mac, vip, BROADCAST, vip)


def answer(mac: str, vip: str = VIP, to: str = MAC_CLIENT, asker: str = CLIENT) -> bytes:
    """A reply to somebody's question."""
    return arp(2, mac, vip, to, asker, dst=to)


def question(mac: str = MAC_CLIENT, sender: str = CLIENT, vip: str = VIP) -> bytes:
    """An ordinary who-has."""
    return arp(1, mac, sender, ZERO, vip)


@cache
def segment(
    flags: str,
    *,
    port: int,
    seq: int,
    ack: int = 0,
    to: str = MAC_A,
    by: str = MAC_CLIENT,
    server: bool = False,
    ttl: int = 64,
    data: bytes = b"",
) -> bytes:
    """A TCP segment between the client and the VIP's port 443; `server` turns its direction (sent by `to`)."""
    if server:
        packet = IP(src=VIP, dst=CLIENT, ttl=ttl) / TCP(sport=443, dport=port, flags=flags, seq=seq, ack=ack) / data
        return ether(packet, to, by)
    packet = IP(src=CLIENT, dst=VIP, ttl=ttl) / TCP(sport=port, dport=443, flags=flags, seq=seq, ack=ack) / data
    return ether(packet, by, to)


@cache
def icmp(
    kind: int,
    code: int,
    *,
    port: int,
    seq: int,
    mac: str = MAC_A,
    source: str = NODE_A,
    flags: str = "S",
    ttl: int = 63,
    gateway: str = VIP,
    quoted_bytes: int = 40,
) -> bytes:
    """An ICMP error or redirect from a node about a segment of the client's to the VIP."""
    quoted = bytes(IPerror(src=CLIENT, dst=VIP, ttl=ttl) / TCPerror(sport=port, dport=443, flags=flags, seq=seq))
    header = ICMP(type=kind, code=code, gw=gateway) if kind == 5 else ICMP(type=kind, code=code)
    return ether(IP(src=source, dst=CLIENT) / header / quoted[:quoted_bytes], mac, MAC_CLIENT)


def exchange(start: int, port: int, *, mac: str = MAC_A, isn: int = 1000, served: int = 500) -> list[Timed]:
    """A connection that goes well: handshake, the server's bytes, FINs."""
    step = 1_000_000
    return [
        (start, segment("S", port=port, seq=isn, to=mac)),
        (start + step, segment("SA", port=port, seq=9000, ack=isn + 1, to=mac, server=True)),
        (start + 2 * step, segment("FA", port=port, seq=9001 + served, ack=isn + 100, to=mac, server=True)),
        (start + 3 * step, segment("FA", port=port, seq=isn + 100, ack=9002 + served, to=mac)),
    ]
