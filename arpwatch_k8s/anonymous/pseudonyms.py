"""What stands for what: numbers in the order of first appearance, so that the same frames give the same bytes.

Kept is what a reader needs: which addresses are in one /24 (IPv4) or /64 (IPv6); groups, broadcast and "no address";
that a link-local address was made of a MAC, and which one (both have the same last 24 bits, as have a solicited-node
group and its MAC, RFC 4291 section 2.7.1); virtual MACs, which name a group and no host.
"""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.evidence.row import MAC_PRESENT
from arpwatch_k8s.evidence.virtual import KUBE_VIP_OUI, is_virtual_mac

NO_MAC, BROADCAST = bytes(6), b"\xff" * 6
SOLICITED_NODE_MAC: Final = b"\x33\x33\xff"
SOLICITED_NODE: Final = bytes.fromhex("ff0200000000000000000001ff")
V4_MAPPED: Final = bytes(10) + b"\xff\xff"
DOCUMENTATION: Final = bytes.fromhex("20010db80000")
EUI64: Final = b"\xff\xfe"
PREFIX_BASED: Final = 0x20
"""The flag of an IPv6 group that holds a network's prefix (RFC 3306 section 4)."""
UNIVERSAL_BIT: Final = 0x02
"""Of an OUI, flipped in an interface identifier (RFC 4291 section 2.5.1)."""


class Numbers:
    """Numbers of things in the order of their first appearance, from `first` on."""

    def __init__(self, what: str, *, first: int, most: int) -> None:
        self._what = what
        self._first = first
        self._most = most
        self._known: dict[bytes, int] = {}

    def of(self, thing: bytes) -> int:
        """The number of a thing. OutputError: there are too many."""
        number = self._known.setdefault(thing, self._first + len(self._known))
        if number > self._most:
            raise OutputError(
                f"more than {self._most} {self._what} cannot be given other names",
                fix="Write fewer frames: name the VIP, or a shorter time.",
            )
        return number


class Pseudonyms:
    """Other addresses for addresses; `keep_vendor` leaves the first half of a MAC, which says who made the device."""

    def __init__(self, *, keep_vendor: bool = False) -> None:
        self._keep_vendor = keep_vendor
        self._networks = Numbers("IPv4 networks", first=0, most=0xFFFF)
        self._hosts: dict[bytes, Numbers] = {}
        self._makers = Numbers("vendors", first=0, most=0xFFFF)
        self._ends = Numbers("last halves of MACs", first=1, most=0xFFFFFF)
        self._prefixes = Numbers("IPv6 networks", first=0, most=0xFFFF)
        self._middles = Numbers("interface identifiers", first=1, most=0xFFFD)

    def mac(self, mac: bytes) -> bytes:
        """What stands for a MAC."""
        if mac[:3] == SOLICITED_NODE_MAC:
            return SOLICITED_NODE_MAC + self._end(mac[3:])
        number = int.from_bytes(mac, "big")
        if mac == NO_MAC or mac[0] & 1:
            return mac
        if number >> 24 == KUBE_VIP_OUI:
            return mac[:3] + self._end(mac[3:])
        return mac if is_virtual_mac(MAC_PRESENT | number) else self._maker(mac[:3]) + self._end(mac[3:])

    def ipv4(self, address: bytes) -> bytes:
        """What stands for an IPv4 address: 10.x.y.z, where x.y is its /24."""
        if address[0] == 0 or address[0] == 127 or address[0] >= 224:
            return address
        network = b"\x0a" + self._networks.of(address[:3]).to_bytes(2, "big")
        if address[3] in (0, 255):
            return network + address[3:]
        hosts = self._hosts.setdefault(address[:3], Numbers("hosts", first=1, most=254))
        return network + bytes([hosts.of(address[3:])])

    def ipv6(self, address: bytes) -> bytes:
        """What stands for an IPv6 address: in 2001:db8:0:x::/64, or link-local where it was."""
        if address[:13] == SOLICITED_NODE:
            return SOLICITED_NODE + self._end(address[13:])
        if address[0] == 0xFF:
            return address[:2] + bytes(10) + address[12:] if address[1] & PREFIX_BASED else address
        if address[:12] == V4_MAPPED:
            return V4_MAPPED + self.ipv4(address[12:])
        if address[:15] == bytes(15):
            return address
        link_local = address[0] == 0xFE and address[1] & 0xC0 == 0x80
        prefix = b"\xfe\x80" + bytes(6) if link_local else DOCUMENTATION + self._prefix(address[:8])
        return prefix + self._middle(address[8:13]) + self._end(address[13:])

    def _prefix(self, prefix: bytes) -> bytes:
        return self._prefixes.of(prefix).to_bytes(2, "big")

    def _middle(self, middle: bytes) -> bytes:
        """The first 40 bits of an interface identifier: a vendor's, or a number."""
        if middle[3:] == EUI64:
            maker = self._maker(bytes([middle[0] ^ UNIVERSAL_BIT]) + middle[1:3])
            return bytes([maker[0] ^ UNIVERSAL_BIT]) + maker[1:] + EUI64
        return self._middles.of(middle).to_bytes(5, "big") if any(middle) else middle

    def _maker(self, maker: bytes) -> bytes:
        return maker if self._keep_vendor else b"\x02" + self._makers.of(maker).to_bytes(2, "big")

    def _end(self, end: bytes) -> bytes:
        return self._ends.of(end).to_bytes(3, "big") if any(end) else end
