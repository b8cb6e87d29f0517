"""ICMP, neighbor discovery and VRRP with other addresses, also in the packets that they quote."""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.anonymous import packets
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


def icmp(frame: bytearray, at: int, end: int, names: Pseudonyms) -> int:
    """An ICMPv4 message; where to cut the frame."""
    if end - at < HEADER:
        return at
    before = bytes(frame[at:end])
    kept = at + HEADER
    if before[0] == REDIRECT:
        frame[at + 4 : at + 8] = names.ipv4(before[4:8])
    if before[0] in QUOTING:
        kept = min(end, packets.ipv4(frame, kept, names))
    adjust(frame, at + CHECKSUM, before, bytes(frame[at:end]))
    return kept


def icmpv6(frame: bytearray, at: int, end: int, source: bytes, changed: bytes, names: Pseudonyms) -> int:
    """An ICMPv6 message, whose pseudo-header's addresses changed from `source` to `changed`; where to cut the frame."""
    if end - at < HEADER:
        return at
    before = bytes(frame[at:end])
    kept = at + HEADER
    if before[0] in QUOTING_V6:
        kept = min(end, packets.ipv6(frame, kept, names))
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
            return min(end, packets.ipv6(frame, place + 8, names))
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
