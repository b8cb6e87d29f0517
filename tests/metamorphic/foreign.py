"""What has nothing to do with a VIP, made byte by byte: a segment's other frames, and a proxy's other business."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from tests.metamorphic.packet import ARP, BROADCAST_MAC, IPV4, TCP
from tests.metamorphic.recording import Frame

UDP: Final = 17
MS: Final = 1_000_000
SECOND: Final = 1000 * MS
ROUTER_MAC, LAPTOP_MAC, PRINTER_MAC = (bytes.fromhex(f"0a00000000{last}") for last in ("01", "c9", "ca"))
LAPTOP, PRINTER, ROUTER = 201, 202, 254
"""Their numbers in the network of the capturing host."""
ELSEWHERE, REFUSING, DEAD, NAMES = (bytes((203, 0, 113, last)) for last in (9, 10, 11, 53))
"""Servers beyond the router (RFC 5737): one that answers, one that refuses, one that is gone, one of names."""
MULTICAST_DNS, MULTICAST_DNS_MAC = bytes((224, 0, 0, 251)), bytes.fromhex("01005e0000fb")
BRIDGES_MAC: Final = bytes.fromhex("0180c2000000")
FIN, SYN, RST, PUSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
REQUEST, REPLY = 1, 2
FIRST_PORT: Final = 20_000


def bystanders(*, host: bytes, address: bytes, start: int, end: int) -> list[Frame]:
    """What a capture of `host` (MAC) at `address` has besides, between two times; in order of time."""
    made = sorted(traffic(host=host, address=address, start=start, end=end))
    return [
        Frame(number=0, interface=0, time_ns=time, data=data, length=len(data)) for time, data in made if time < end
    ]


def traffic(*, host: bytes, address: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Times and frames, in no order."""
    network = address[:3]
    laptop, printer, router = (network + bytes([last]) for last in (LAPTOP, PRINTER, ROUTER))
    yield from joining(start + SECOND, LAPTOP_MAC, laptop)
    for number, time in enumerate(range(start, end, SECOND)):
        yield time + 3 * MS, BRIDGES_MAC + ROUTER_MAC + struct.pack(">H", 38) + b"\x42\x42\x03".ljust(46, b"\0")
        yield time + 120 * MS, arp(REQUEST, PRINTER_MAC, printer, router)
        yield time + 130 * MS, datagram(PRINTER_MAC, MULTICAST_DNS_MAC, printer, MULTICAST_DNS, 5353)
        yield time + 150 * MS, datagram(host, ROUTER_MAC, address, NAMES, 53)
        yield time + 400 * MS, arp(REQUEST, host, address, router)
        yield time + 401 * MS, arp(REPLY, ROUTER_MAC, router, address, to_mac=host)
        port = FIRST_PORT + 3 * number
        yield from visit(time + 200 * MS, host, address, port)
        yield from refusal(time + 500 * MS, host, address, port + 1)
        yield time + 700 * MS, segment(host, ROUTER_MAC, address, DEAD, (port + 2, 443), SYN, 7, 0)


def joining(time: int, mac: bytes, address: bytes) -> Iterator[tuple[int, bytes]]:
    """A host is given its address: three probes, two announcements (RFC 5227)."""
    for number in range(3):
        yield time + number * SECOND, arp(REQUEST, mac, bytes(4), address)
    for number in range(2):
        yield time + (4 + 2 * number) * SECOND, arp(REQUEST, mac, address, address)


def visit(time: int, host: bytes, address: bytes, port: int) -> Iterator[tuple[int, bytes]]:
    """A connection to elsewhere that goes well."""
    out, back = (host, ROUTER_MAC, address, ELSEWHERE, (port, 443)), (ROUTER_MAC, host, ELSEWHERE, address, (443, port))
    yield time, segment(*out, SYN, 100, 0)
    yield time + MS, segment(*back, SYN | ACK, 500, 101)
    yield time + 2 * MS, segment(*out, PUSH | ACK, 101, 501, b"?" * 50)
    yield time + 3 * MS, segment(*back, PUSH | ACK, 501, 151, b"!" * 200)
    yield time + 4 * MS, segment(*back, FIN | ACK, 701, 151)
    yield time + 5 * MS, segment(*out, FIN | ACK, 151, 702)
    yield time + 6 * MS, segment(*back, ACK, 702, 152)


def refusal(time: int, host: bytes, address: bytes, port: int) -> Iterator[tuple[int, bytes]]:
    """A connection to elsewhere that is refused."""
    yield time, segment(host, ROUTER_MAC, address, REFUSING, (port, 443), SYN, 100, 0)
    yield time + MS, segment(ROUTER_MAC, host, REFUSING, address, (443, port), RST | ACK, 0, 101)


def arp(operation: int, mac: bytes, address: bytes, target: bytes, *, to_mac: bytes = b"") -> bytes:
    """An ARP frame; to all unless it is to one."""
    body = struct.pack(">HHBBH", 1, IPV4, 6, 4, operation) + mac + address + (to_mac or bytes(6)) + target
    return ethernet(to_mac or BROADCAST_MAC, mac, ARP, body)


def segment(
    sender: bytes,
    to: bytes,
    source: bytes,
    destination: bytes,
    ports: tuple[int, int],
    flags: int,
    seq: int,
    ack: int,
    data: bytes = b"",
) -> bytes:
    """A TCP segment."""
    head = struct.pack(">HHIIBBHHH", *ports, seq, ack, 0x50, flags, 64_000, 0, 0)
    return ethernet(to, sender, IPV4, ipv4(TCP, source, destination, head + data))


def datagram(sender: bytes, to: bytes, source: bytes, destination: bytes, port: int) -> bytes:
    """A UDP datagram."""
    body = struct.pack(">HHHH", 40_000, port, 28, 0) + bytes(20)
    return ethernet(to, sender, IPV4, ipv4(UDP, source, destination, body))


def ipv4(protocol: int, source: bytes, destination: bytes, body: bytes) -> bytes:
    """An IPv4 packet; its checksum is left out."""
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 0, 0x4000, 64, protocol, 0) + source + destination + body


def ethernet(to: bytes, sender: bytes, kind: int, body: bytes) -> bytes:
    """A frame, padded as the wire wants it."""
    return (to + sender + struct.pack(">H", kind) + body).ljust(60, b"\0")
