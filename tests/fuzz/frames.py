"""Frames field by field: what is usual, or at an end of what the field holds."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.fuzz.extremes import number, raw

VIP4: Final = bytes((192, 0, 2, 80))
CLIENT4: Final = bytes((192, 0, 2, 10))
VIP6: Final = bytes.fromhex("20010db8000000000000000000000080")
CLIENT6: Final = bytes.fromhex("20010db8000000000000000000000010")
BROADCAST: Final = b"\xff" * 6


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Who may be on a wire."""

    macs: tuple[bytes, ...]
    """Nodes first, the client last."""
    vips: tuple[bytes, ...]
    """IPv4."""
    vips6: tuple[bytes, ...]
    """IPv6."""
    odd: float
    """How likely a field is at an end of what it holds."""


def world(chance: Random) -> World:
    """A few hosts, or very many."""
    count = chance.choice((2, 2, 3, 5, 40, 400))
    vips = chance.choice((1, 1, 2, 5, 300))
    return World(
        macs=tuple(b"\x52\x54\0" + struct.pack(">I", at)[1:] for at in range(count + 1)),
        vips=tuple(VIP4[:2] + struct.pack(">H", 0x0250 + at) for at in range(vips)),
        vips6=tuple(VIP6[:14] + struct.pack(">H", 0x80 + at) for at in range(vips)),
        odd=chance.choice((0.0, 0.02, 0.2)),
    )


class Maker:
    """Frames of one world."""

    def __init__(self, chance: Random, inhabited: World) -> None:
        self.chance = chance
        self.world = inhabited

    def field(self, usual: int, bits: int) -> int:
        """A number as it should be, or at an end."""
        return number(self.chance, bits) if self.chance.random() < self.world.odd else usual

    def mac(self) -> bytes:
        """One of the world's, or one that no card has."""
        if self.chance.random() < self.world.odd:
            return self.chance.choice((bytes(6), BROADCAST, b"\x01\0\x5e\0\0\x12", b"\0\0\x5e\0\x01\x05"))
        return self.chance.choice(self.world.macs)

    def vip(self, wide: bool = False) -> bytes:
        """A VIP, or an address that nobody has."""
        usual = self.chance.choice(self.world.vips6 if wide else self.world.vips)
        return raw(self.chance, len(usual)) if self.chance.random() < self.world.odd else usual

    def ether(self, src: bytes, dst: bytes, kind: int, payload: bytes) -> bytes:
        """Ethernet around it, behind VLAN tags now and then."""
        tags = self.chance.choice((0, 0, 0, 0, 0, 1, 2, self.chance.randrange(40))) if self.world.odd else 0
        tag = b"".join(
            struct.pack(">HH", self.chance.choice((0x8100, 0x88A8, 0x9100)), number(self.chance, 16))
            for _ in range(tags)
        )
        return dst + src + tag + struct.pack(">H", self.field(kind, 16)) + payload

    def arp(self) -> bytes:
        """A claim, a question or an answer."""
        mac, vip, client = self.mac(), self.vip(), self.world.macs[-1]
        operation, tha, tpa, dst = self.chance.choice(
            ((1, BROADCAST, vip, BROADCAST), (1, bytes(6), vip, BROADCAST), (2, client, CLIENT4, client))
        )
        if operation == 1 and tha == bytes(6):
            mac, vip = client, CLIENT4
        fixed = (self.field(1, 16), self.field(0x0800, 16), self.field(6, 8), self.field(4, 8))
        body = struct.pack(">HHBBH", *fixed, self.field(operation, 16)) + mac + vip + tha + tpa
        return self.ether(mac, dst, 0x0806, body.ljust(46, b"\0"))

    def ip4(self, src: bytes, dst: bytes, protocol: int, payload: bytes, *, ttl: int = 64) -> bytes:
        """An IPv4 packet."""
        options = raw(self.chance, self.chance.randrange(0, 44, 4)) if self.chance.random() < self.world.odd else b""
        first = self.field(0x45 + len(options) // 4, 8)
        flags = self.field(0x4000, 16)
        length = self.field(20 + len(options) + len(payload), 16)
        head = struct.pack(">BBHHHBBH", first, 0, length, self.field(7, 16), flags, self.field(ttl, 8), protocol, 0)
        return head + src + dst + options + payload

    def ip6(self, src: bytes, dst: bytes, protocol: int, payload: bytes, *, hops: int = 64) -> bytes:
        """An IPv6 packet, behind extension headers now and then."""
        if self.chance.random() < self.world.odd:
            for _ in range(self.chance.randrange(1, 30)):
                payload = bytes((protocol, number(self.chance, 8) % 4)) + raw(self.chance, 6) + payload
                protocol = self.chance.choice((0, 43, 44, 60, 51))
        head = struct.pack(
            ">IHBB", self.field(6 << 28, 32), self.field(len(payload), 16), protocol, self.field(hops, 8)
        )
        return head + src + dst + payload

    def tcp(self) -> bytes:
        """A segment between the client and a VIP."""
        wide = self.chance.random() < 0.2
        client, vip = (CLIENT6 if wide else CLIENT4), self.vip(wide)
        port, flags = 40000 + self.chance.randrange(50), self.chance.choice((2, 2, 0x12, 0x10, 0x18, 0x11, 0x04, 0x14))
        away = flags in (0x12, 0x14) or self.chance.random() < 0.2
        ports = (443, port) if away else (port, 443)
        sequence = self.field(1000 if not away else 9000, 32)
        ends = struct.pack(">HHII", self.field(ports[0], 16), self.field(ports[1], 16), sequence, self.field(1001, 32))
        body = ends + struct.pack(">BBHHH", self.field(0x50, 8), self.field(flags, 8), self.field(64240, 16), 0, 0)
        body += raw(self.chance, self.chance.choice((0, 0, 5, 1400)))
        src, dst = (vip, client) if away else (client, vip)
        macs = (self.mac(), self.world.macs[-1]) if away else (self.world.macs[-1], self.mac())
        if wide:
            return self.ether(*macs, 0x86DD, self.ip6(src, dst, 6, body))
        return self.ether(*macs, 0x0800, self.ip4(src, dst, 6, body))

    def icmp(self) -> bytes:
        """An error or a redirect about a segment, or an echo."""
        quoted = self.ip4(CLIENT4, self.vip(), 6, struct.pack(">HHI", 40000 + self.chance.randrange(50), 443, 1000))
        kind, code = self.chance.choice(((3, 1), (3, 3), (3, 4), (3, 13), (5, 1), (11, 0), (8, 0), (0, 0)))
        words = struct.pack(">BBHI", self.field(kind, 8), self.field(code, 8), 0, self.field(1400, 32))
        body = words + quoted[: self.chance.choice((0, 8, 20, 28, 100))]
        return self.ether(self.mac(), self.world.macs[-1], 0x0800, self.ip4(self.vip(), CLIENT4, 1, body))

    def ndp(self) -> bytes:
        """A neighbor's question or answer, with options of any length."""
        vip, mac = self.vip(wide=True), self.mac()
        kind, flags = self.chance.choice(((135, 0), (136, 0x20000000), (136, 0x60000000), (137, 0)))
        option = struct.pack(">BB", self.field(2 if kind == 136 else 1, 8), self.field(1, 8)) + mac
        many = self.chance.choice((0, 1, 1, 1, 50))
        body = (
            struct.pack(">BBHI", self.field(kind, 8), self.field(0, 8), 0, self.field(flags, 32)) + vip + option * many
        )
        src = self.chance.choice((vip, CLIENT6, bytes(16)))
        packet = self.ip6(src, bytes.fromhex("ff02000000000000000000000000001"[:31] + "1"), 58, body, hops=255)
        return self.ether(mac, b"\x33\x33\0\0\0\x01", 0x86DD, packet)

    def vrrp(self) -> bytes:
        """An advertisement, version 2 or 3, of any group and priority."""
        addresses = b"".join(self.vip() for _ in range(self.chance.choice((0, 1, 1, 2, 60))))
        head = (self.field(self.chance.choice((0x21, 0x31)), 8), self.field(51, 8), self.field(100, 8))
        body = (
            struct.pack(">BBBBHH", *head, self.field(len(addresses) // 4 & 255, 8), self.field(100, 16), 0) + addresses
        )
        source = CLIENT4[:3] + bytes((20 + self.chance.randrange(3),))
        packet = self.ip4(source, b"\xe0\0\0\x12", 112, body + bytes(8), ttl=255)
        return self.ether(self.mac(), b"\x01\0\x5e\0\0\x12", 0x0800, packet)

    def any(self) -> bytes:
        """A frame of any kind, whole or cut."""
        makers: tuple[Callable[[], bytes], ...] = (
            self.arp, self.arp, self.arp, self.tcp, self.tcp, self.icmp, self.ndp, self.vrrp
        )  # fmt: skip
        frame = self.chance.choice(makers)()
        return frame[: self.chance.randrange(len(frame))] if self.chance.random() < self.world.odd / 4 else frame
