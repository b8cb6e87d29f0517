"""What transforms have to know of a frame: its protocol, addresses and flags, read straight off its bytes."""

from __future__ import annotations

from dataclasses import dataclass

from arpwatch_k8s.wire import link

ARP, IPV4, IPV6 = 0x0806, 0x0800, 0x86DD
TAGS = frozenset({0x8100, 0x88A8, 0x9100})
ICMP, TCP, ICMPV6, VRRP = 1, 6, 58, 112
FIN_SYN_RST = 0x07
SOLICITATION, ADVERTISEMENT = 135, 136
ROUTERS_AND_NEIGHBORS = range(133, 137)
"""ICMPv6: who is whose neighbor (RFC 4861); 137, a redirect, is an error rather."""
MAC_BYTES, SLL_BYTES, SLL_TYPE, SLL_ADDRESS, SLL_OUTGOING = 6, 16, 14, 6, 4
BROADCAST_MAC = b"\xff" * MAC_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """The parts of a frame that transforms choose by; numbers are -1 and addresses empty where there is none."""

    ethertype: int
    """Behind all VLAN tags."""
    sender: bytes
    """The MAC that sent it."""
    outgoing: bool | None
    """Whether the capturing host sent it; None where the link layer does not say."""
    protocol: int
    """IP's."""
    source: bytes
    """The IP address that it is from."""
    destination: bytes
    """The IP address that it is to."""
    flags: int
    """TCP's."""
    icmp_type: int
    """Of ICMP or ICMPv6."""

    @property
    def is_neighbor_talk(self) -> bool:
        """Whether it is ARP or neighbor discovery."""
        return self.ethertype == ARP or (self.protocol == ICMPV6 and self.icmp_type in ROUTERS_AND_NEIGHBORS)

    @property
    def is_control(self) -> bool:
        """Whether it opens, closes or resets, or is no traffic of users at all."""
        if self.protocol == TCP:
            return bool(self.flags & FIN_SYN_RST)
        return self.ethertype == ARP or self.protocol in (ICMP, ICMPV6, VRRP)


def dissect(data: bytes, linktype: int) -> Packet:
    """A frame of Ethernet or of Linux cooked capture v1."""
    cooked = linktype == link.SLL
    at = SLL_TYPE if cooked else 2 * MAC_BYTES
    place = slice(SLL_ADDRESS, SLL_ADDRESS + MAC_BYTES) if cooked else slice(MAC_BYTES, 2 * MAC_BYTES)
    while number(data, at) in TAGS:
        at += 4
    ethertype, at = number(data, at), at + 2
    protocol, source, destination, inner = -1, b"", b"", at
    if ethertype == IPV4 and len(data) >= at + 20:
        protocol, source, destination = data[at + 9], data[at + 12 : at + 16], data[at + 16 : at + 20]
        inner = at + (data[at] & 15) * 4
    elif ethertype == IPV6 and len(data) >= at + 40:
        protocol, source, destination = data[at + 6], data[at + 8 : at + 24], data[at + 24 : at + 40]
        inner = at + 40
    return Packet(
        ethertype=ethertype,
        sender=data[place],
        outgoing=number(data, 0) == SLL_OUTGOING if cooked else None,
        protocol=protocol,
        source=source,
        destination=destination,
        flags=data[inner + 13] if protocol == TCP and len(data) > inner + 13 else 0,
        icmp_type=data[inner] if protocol in (ICMP, ICMPV6) and len(data) > inner else -1,
    )


def number(data: bytes, at: int) -> int:
    """Two bytes in network order."""
    return int.from_bytes(data[at : at + 2], "big")
