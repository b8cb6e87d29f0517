"""The link types that we read (https://www.tcpdump.org/linktypes.html): where every frame's decoding begins."""

from typing import Final

from arpwatch_k8s.compiled import Buffer, Row, Wanted, helper, hot
from arpwatch_k8s.wire import ethernet, ipv4, ipv6, sll, sll2
from arpwatch_k8s.wire.fields import u8, u32, u32le
from arpwatch_k8s.wire.status import LINK_CUT, LINK_UNSUPPORTED, NOTHING

decode_ethernet, decode_sll, decode_sll2 = ethernet.decode, sll.decode, sll2.decode
decode_ipv4, decode_ipv6 = ipv4.decode, ipv6.decode
decode_payload = ethernet.decode_payload

NULL, ETHERNET, RAW_BSD, RAW_OPENBSD, RAW, LOOP, SLL, IPV4, IPV6, SLL2 = (
    0,
    1,
    12,
    14,
    101,
    108,
    113,
    228,
    229,
    276,
)

FAMILY_LENGTH, MAX_16_BIT = 4, 0xFFFF
FAMILY_IPV4, FAMILY_IPV6_BSD, FAMILY_IPV6_FREEBSD, FAMILY_IPV6_DARWIN = 2, 24, 28, 30

NAMES: Final = {
    NULL: "NULL (BSD loopback)",
    ETHERNET: "EN10MB (Ethernet)",
    RAW_BSD: "RAW (raw IP)",
    RAW_OPENBSD: "RAW (raw IP)",
    RAW: "RAW (raw IP)",
    LOOP: "LOOP (OpenBSD loopback)",
    SLL: "LINUX_SLL (Linux cooked v1)",
    IPV4: "IPV4 (raw IPv4)",
    IPV6: "IPV6 (raw IPv6)",
    SLL2: "LINUX_SLL2 (Linux cooked v2)",
}
"""Link types that `decode` reads, by number."""


@helper
def decode_raw(b: Buffer, at: int, end: int, wire_end: int, w: Wanted, row: Row) -> int:
    """A bare IP packet."""
    if end - at < 1:
        return LINK_CUT
    version = u8(b, at) >> 4
    if version == 4:
        return decode_ipv4(b, at, end, wire_end, w, row)
    if version == 6:
        return decode_ipv6(b, at, end, wire_end, w, row)
    return NOTHING


@helper
def decode_family(b: Buffer, linktype: int, at: int, end: int, wire_end: int, w: Wanted, row: Row) -> int:
    """A packet behind a 4-byte address family.

    LOOP has it in network order; NULL in the order of the host that captured, told by which half is used, and there
    some systems write an Ethernet type instead.
    """
    if end - at < FAMILY_LENGTH:
        return LINK_CUT
    family = u32(b, at)
    if linktype == NULL:
        family = u32le(b, at) if u32le(b, at) <= MAX_16_BIT else family
    if family == FAMILY_IPV4:
        return decode_ipv4(b, at + FAMILY_LENGTH, end, wire_end, w, row)
    if family == FAMILY_IPV6_BSD or family == FAMILY_IPV6_FREEBSD or family == FAMILY_IPV6_DARWIN:
        return decode_ipv6(b, at + FAMILY_LENGTH, end, wire_end, w, row)
    if linktype == NULL:
        return decode_payload(b, family, at + FAMILY_LENGTH, end, wire_end, w, row)
    return NOTHING


@hot
def decode(b: Buffer, linktype: int, at: int, end: int, wire_end: int, w: Wanted, row: Row) -> int:
    """A frame of the given link type: its captured bytes are [at, end), those on the wire [at, wire_end); `wire_end` is
    0 where that is not known."""
    if linktype == ETHERNET:
        return decode_ethernet(b, at, end, wire_end, w, row)
    if linktype == SLL2:
        return decode_sll2(b, at, end, wire_end, w, row)
    if linktype == SLL:
        return decode_sll(b, at, end, wire_end, w, row)
    if linktype == NULL or linktype == LOOP:
        return decode_family(b, linktype, at, end, wire_end, w, row)
    if linktype == RAW or linktype == RAW_BSD or linktype == RAW_OPENBSD:
        return decode_raw(b, at, end, wire_end, w, row)
    if linktype == IPV4:
        return decode_ipv4(b, at, end, wire_end, w, row)
    if linktype == IPV6:
        return decode_ipv6(b, at, end, wire_end, w, row)
    return LINK_UNSUPPORTED
