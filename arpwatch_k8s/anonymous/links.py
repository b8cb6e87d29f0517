"""A frame of any link type that is read, with other addresses, and without what is not understood."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from arpwatch_k8s.anonymous import packets
from arpwatch_k8s.anonymous.pseudonyms import Pseudonyms
from arpwatch_k8s.wire import arp, link

MAC: Final = 6
IPV4, IPV6, ARP, RARP = 0x0800, 0x86DD, 0x0806, 0x8035
TAGS: Final = frozenset({0x8100, 0x88A8, 0x9100})
RAW: Final = frozenset({link.RAW, link.RAW_BSD, link.RAW_OPENBSD, link.IPV4, link.IPV6})
SLL_ADDRESS, SLL_LENGTH, SLL_TYPE, SLL_HEADER = 6, 4, 14, 16
SLL2_TYPE, SLL2_LENGTH, SLL2_ADDRESS, SLL2_HEADER = 0, 11, 12, 20
SLL_ADDRESS_BYTES: Final = 8

Packet = Callable[[bytearray, int, Pseudonyms], int]


def anonymous(data: bytes, linktype: int, names: Pseudonyms) -> bytes:
    """The frame's bytes with other addresses, cut behind what is understood; padding with zeros stays."""
    frame = bytearray(data)
    kept = inside(frame, linktype, names)
    return bytes(frame if not any(frame[kept:]) else frame[:kept])


def inside(frame: bytearray, linktype: int, names: Pseudonyms) -> int:
    """Give everything in a frame another name; where to cut it."""
    if linktype == link.ETHERNET:
        return ethernet(frame, names)
    if linktype == link.SLL:
        return cooked(frame, names, SLL_HEADER, SLL_TYPE, SLL_LENGTH + 1, SLL_ADDRESS)
    if linktype == link.SLL2:
        return cooked(frame, names, SLL2_HEADER, SLL2_TYPE, SLL2_LENGTH, SLL2_ADDRESS)
    if linktype in RAW:
        return by_version(frame, 0, names)
    if linktype in (link.NULL, link.LOOP):
        return by_version(frame, link.FAMILY_LENGTH, names)
    return 0


def ethernet(frame: bytearray, names: Pseudonyms) -> int:
    """An Ethernet frame with any tags."""
    if len(frame) < 2 * MAC + 2:
        return 0
    for at in (0, MAC):
        frame[at : at + MAC] = names.mac(bytes(frame[at : at + MAC]))
    return typed(frame, 2 * MAC, names)


def typed(frame: bytearray, at: int, names: Pseudonyms) -> int:
    """What the Ethernet type at `at` names."""
    while len(frame) >= at + 2:
        kind = int.from_bytes(frame[at : at + 2], "big")
        if kind in TAGS:
            at += 4
            continue
        packet = PACKETS.get(kind)
        return packet(frame, at + 2, names) if packet else at + 2
    return min(at, len(frame))


def cooked(frame: bytearray, names: Pseudonyms, header: int, kind: int, length: int, address: int) -> int:
    """A frame of Linux cooked capture, whose type, address length and address stand at these places."""
    if len(frame) < header:
        return 0
    place = slice(address, address + SLL_ADDRESS_BYTES)
    known = frame[length] == MAC
    mac = names.mac(bytes(frame[address : address + MAC])) if known else bytes(MAC)
    frame[place] = mac + bytes(SLL_ADDRESS_BYTES - MAC)
    packet = PACKETS.get(int.from_bytes(frame[kind : kind + 2], "big"))
    if int.from_bytes(frame[kind : kind + 2], "big") in TAGS:
        return typed(frame, header + 2, names)
    return packet(frame, header, names) if packet else header


def by_version(frame: bytearray, at: int, names: Pseudonyms) -> int:
    """An IP packet of the version that it says."""
    if len(frame) <= at:
        return len(frame)
    return packets.ipv6(frame, at, names) if frame[at] >> 4 == 6 else packets.ipv4(frame, at, names)


def resolution(frame: bytearray, at: int, names: Pseudonyms) -> int:
    """ARP and RARP."""
    if len(frame) < at + arp.FIXED_LENGTH:
        return at
    fixed = bytes(frame[at : at + arp.FIXED_LENGTH])
    hardware = int.from_bytes(fixed[arp.HTYPE : arp.HTYPE + 2], "big")
    known = hardware in (arp.ETHERNET, arp.IEEE802) and fixed[arp.PTYPE : arp.OPER] == b"\x08\x00\x06\x04"
    kept = at + arp.FIXED_LENGTH
    if not known:
        return kept
    for place, size in ((arp.SHA, MAC), (arp.SPA, 4), (arp.THA, MAC), (arp.TPA, 4)):
        there = slice(at + place, at + place + size)
        if there.stop > len(frame):
            return kept
        frame[there] = names.mac(bytes(frame[there])) if size == MAC else names.ipv4(bytes(frame[there]))
        kept = there.stop
    return kept


PACKETS: Final[dict[int, Packet]] = {
    IPV4: packets.ipv4,
    IPV6: packets.ipv6,
    ARP: resolution,
    RARP: resolution,
}
