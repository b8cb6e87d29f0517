"""IPv4, IPv6 and what they carry and quote, with other addresses; each function changes a frame in place, and tells
where to cut.

What a packet says behind the headers that are understood here is cut off: other protocols, fragments, payloads, options
that may hold addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.anonymous.checksum import ALL_ONES, adjust, folded
from arpwatch_k8s.anonymous.pseudonyms import Pseudonyms
from arpwatch_k8s.wire.icmpv6 import (
    ADVERTISEMENT,
    NEIGHBOR_LENGTH,
    REDIRECT_LENGTH,
    REDIRECTED_HEADER,
    SOLICITATION,
    SOURCE_LINK_LAYER,
    TARGET_LINK_LAYER,
)
from arpwatch_k8s.wire.icmpv6 import REDIRECT as REDIRECT_V6
from arpwatch_k8s.wire.vrrp import ADDRESSES, CARP_AUTH_WORDS, CARP_FIRST_BYTE, CARP_LENGTH, COUNT

ICMP, TCP, UDP, ICMPV6, VRRP = 1, 6, 17, 58, 112
HOP_BY_HOP, FRAGMENT, DESTINATION_OPTIONS = 0, 44, 60
IPV4_HEADER, IPV6_HEADER, TCP_HEADER, UDP_HEADER = 20, 40, 20, 8
FRAGMENT_OFFSET: Final = 0x1FFF
HARMLESS_IPV4_OPTIONS: Final = frozenset({0, 1, 148})
"""End, no operation, router alert (RFC 2113)."""
HARMLESS_IPV6_OPTIONS: Final = frozenset({0, 1, 5})
"""Pad1, PadN, router alert (RFC 2711)."""
END, NOTHING, MULTIPATH = 0, 1, 30
"""TCP options."""
ADD_ADDRESS: Final = 3
"""The subtype of MPTCP that holds an address, behind its id (RFC 8684 section 3.4.1)."""
HEADER: Final = 8
CHECKSUM: Final = 2
VRRP_CHECKSUM: Final = 6
REDIRECT: Final = 5
QUOTING: Final = frozenset({3, 4, 5, 11, 12})
"""ICMPv4 messages with a packet in them (RFC 792)."""
QUOTING_V6: Final = range(1, 5)
"""ICMPv6 errors (RFC 4443)."""
AUTHENTICATION_BYTES: Final = 8
"""Behind the addresses of VRRP version 2, a password among them (RFC 2338 section 5.3.10)."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The addresses that a pseudo-header has, before and after."""

    before: bytes
    after: bytes


def ipv4(frame: bytearray, at: int, names: Pseudonyms) -> int:
    """An IPv4 packet at `at`; where to cut the frame."""
    if len(frame) < at + IPV4_HEADER or frame[at] >> 4 != 4:
        return at
    length = (frame[at] & 15) * 4
    if length < IPV4_HEADER or len(frame) < at + length:
        return at
    before = bytes(frame[at : at + length])
    blank_options(frame, at + IPV4_HEADER, at + length, HARMLESS_IPV4_OPTIONS)
    for place in (at + 12, at + 16):
        frame[place : place + 4] = names.ipv4(bytes(frame[place : place + 4]))
    after = bytes(frame[at : at + length])
    adjust(frame, at + 10, before, after)
    if int.from_bytes(before[6:8], "big") & FRAGMENT_OFFSET:
        return at + length
    total = int.from_bytes(before[2:4], "big") or len(frame) - at  # 0 where the network card was to cut it up
    end = min(len(frame), max(at + total, at + length))
    return carried(frame, at + length, end, before[9], Changed(before[12:20], after[12:20]), names)


def ipv6(frame: bytearray, at: int, names: Pseudonyms) -> int:
    """An IPv6 packet at `at`; where to cut the frame."""
    if len(frame) < at + IPV6_HEADER or frame[at] >> 4 != 6:
        return at
    before = bytes(frame[at : at + IPV6_HEADER])
    for place in (at + 8, at + 24):
        frame[place : place + 16] = names.ipv6(bytes(frame[place : place + 16]))
    after = bytes(frame[at : at + IPV6_HEADER])
    protocol, place = before[6], at + IPV6_HEADER
    end = min(len(frame), place + (int.from_bytes(before[4:6], "big") or len(frame)))
    while protocol in (HOP_BY_HOP, DESTINATION_OPTIONS, FRAGMENT):
        if end - place < 8:
            return place
        size = 8 if protocol == FRAGMENT else 8 + 8 * frame[place + 1]
        if protocol == FRAGMENT:
            if int.from_bytes(frame[place + 2 : place + 4], "big") & 0xFFF8:
                return place + size
        elif end - place < size or not harmless(frame[place + 2 : place + size]):
            return place
        protocol, place = frame[place], place + size
    return carried(frame, place, end, protocol, Changed(before[8:], after[8:]), names)


def carried(frame: bytearray, at: int, end: int, protocol: int, changed: Changed, names: Pseudonyms) -> int:
    """What an IP packet carries; where to cut the frame."""
    version_4 = len(changed.before) == 8
    if protocol == TCP:
        return tcp(frame, at, end, changed)
    if protocol == UDP:
        return udp(frame, at, end, changed)
    if protocol == ICMP and version_4:
        return icmp(frame, at, end, names)
    if protocol == ICMPV6 and not version_4:
        return icmpv6(frame, at, end, changed.before, changed.after, names)
    if protocol == VRRP:
        return vrrp(frame, at, end, changed.before, changed.after, names)
    return at


def tcp(frame: bytearray, at: int, end: int, changed: Changed) -> int:
    """A segment's header."""
    if end - at < TCP_HEADER:
        return end
    length = max(TCP_HEADER, (frame[at + 12] >> 4) * 4)
    until = min(end, at + length)
    before = bytes(frame[at:until])
    place = at + TCP_HEADER
    while place + 1 < until and frame[place] != END:
        size = 1 if frame[place] == NOTHING else max(2, frame[place + 1])
        if frame[place] == MULTIPATH and place + 4 < until and frame[place + 2] >> 4 == ADD_ADDRESS:
            behind = slice(place + 4, min(place + size, until))
            frame[behind] = bytes(behind.stop - behind.start)
        place += size
    adjust(frame, at + 16, changed.before + before, changed.after + bytes(frame[at:until]))
    return until


def udp(frame: bytearray, at: int, end: int, changed: Changed) -> int:
    """A datagram's header; checksum 0 is none (RFC 768), and a computed 0 is sent as all ones."""
    if end - at < UDP_HEADER:
        return end
    place = slice(at + 6, at + 8)
    if any(frame[place]):
        adjust(frame, at + 6, changed.before, changed.after)
        frame[place] = frame[place] if any(frame[place]) else b"\xff\xff"
    return at + UDP_HEADER


def blank_options(frame: bytearray, at: int, end: int, harmless_ones: frozenset[int]) -> None:
    """End IPv4 options before the first that may hold addresses."""
    while at < end and frame[at] != END and frame[at] in harmless_ones:
        at += 1 if frame[at] == NOTHING or at + 1 == end else max(2, frame[at + 1])
    frame[at:end] = bytes(max(0, end - at))


def harmless(options: bytes | bytearray) -> bool:
    """Whether IPv6 options hold nothing but padding and a router alert."""
    at = 0
    while at < len(options):
        if options[at] not in HARMLESS_IPV6_OPTIONS:
            return False
        at += 1 if options[at] == 0 else 2 + options[at + 1] if at + 1 < len(options) else 1
    return True


def icmp(frame: bytearray, at: int, end: int, names: Pseudonyms) -> int:
    """An ICMPv4 message; where to cut the frame."""
    if end - at < HEADER:
        return at
    before = bytes(frame[at:end])
    kept = at + HEADER
    if before[0] == REDIRECT:
        frame[at + 4 : at + 8] = names.ipv4(before[4:8])
    if before[0] in QUOTING:
        kept = min(end, ipv4(frame, kept, names))
    adjust(frame, at + CHECKSUM, before, bytes(frame[at:end]))
    return kept


def icmpv6(frame: bytearray, at: int, end: int, source: bytes, changed: bytes, names: Pseudonyms) -> int:
    """An ICMPv6 message, whose pseudo-header's addresses changed from `source` to `changed`; where to cut the frame."""
    if end - at < HEADER:
        return at
    before = bytes(frame[at:end])
    kept = at + HEADER
    if before[0] in QUOTING_V6:
        kept = min(end, ipv6(frame, kept, names))
    elif before[0] in (SOLICITATION, ADVERTISEMENT):
        kept = discovery(frame, at, end, NEIGHBOR_LENGTH, names)
    elif before[0] == REDIRECT_V6:
        kept = discovery(frame, at, end, REDIRECT_LENGTH, names)
    adjust(frame, at + CHECKSUM, source + before, changed + bytes(frame[at:end]))
    return kept


def discovery(frame: bytearray, at: int, end: int, length: int, names: Pseudonyms) -> int:
    """A message of neighbor discovery: its addresses, and options up to the first that is none of link layers."""
    place = at + HEADER
    while place < at + length:
        if end - place < 16:
            return place
        frame[place : place + 16] = names.ipv6(bytes(frame[place : place + 16]))
        place += 16
    while end - place >= 8:
        size = frame[place + 1] * 8
        if frame[place] == REDIRECTED_HEADER:
            return min(end, ipv6(frame, place + 8, names))
        if frame[place] not in (SOURCE_LINK_LAYER, TARGET_LINK_LAYER) or size != 8:
            return place
        frame[place + 2 : place + 8] = names.mac(bytes(frame[place + 2 : place + 8]))
        place += size
    return place


def vrrp(frame: bytearray, at: int, end: int, source: bytes, changed: bytes, names: Pseudonyms) -> int:
    """An advertisement; where to cut the frame. Of CARP's, which has a keyed digest of addresses, the head is kept."""
    if end - at < HEADER or (
        frame[at] == CARP_FIRST_BYTE and end - at == CARP_LENGTH and frame[at + COUNT] == CARP_AUTH_WORDS
    ):
        return min(end, at + HEADER)
    before = bytes(frame[at:end])
    of_old, size = before[0] >> 4 == 2, 4 if len(source) == 8 else 16
    place = at + ADDRESSES
    for _ in range(before[COUNT]):
        if end - place < size:
            break
        there = slice(place, place + size)
        frame[there] = names.ipv4(bytes(frame[there])) if size == 4 else names.ipv6(bytes(frame[there]))
        place += size
    if of_old and end - place == AUTHENTICATION_BYTES:
        frame[place:end] = bytes(AUTHENTICATION_BYTES)
        place = end
    after = bytes(frame[at:end])
    # version 3 over IPv4 has a pseudo-header (RFC 9568 section 5.2.8); senders of before RFC 5798's errata had none
    if of_old or folded(before) == ALL_ONES:
        adjust(frame, at + VRRP_CHECKSUM, before, after)
    else:
        adjust(frame, at + VRRP_CHECKSUM, source + before, changed + after)
    return place
