"""The link types that we read (https://www.tcpdump.org/linktypes.html): where every frame's decoding begins."""

from typing import Final

from arpwatch_k8s.compiled import Buffer, Row, Wanted, helper, hot
from arpwatch_k8s.wire import ethernet, ipv4, ipv6, sll, sll2
from arpwatch_k8s.wire.fields import u8
from arpwatch_k8s.wire.status import LINK_CUT, LINK_UNSUPPORTED, NOTHING

decode_ethernet, decode_sll, decode_sll2 = ethernet.decode, sll.decode, sll2.decode
decode_ipv4, decode_ipv6 = ipv4.decode, ipv6.decode

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
def decode_raw(b: Buffer, at: int, end: int, w: Wanted, row: Row) -> int:
    """A bare IP packet."""
    if end - at < 1:
        return LINK_CUT
    version = u8(b, at) >> 4
    if version == 4:
        return decode_ipv4(b, at, end, w, row)
    if version == 6:
        return decode_ipv6(b, at, end, w, row)
    return NOTHING


@helper
def decode_null(b: Buffer, at: int, end: int, w: Wanted, row: Row) -> int:
    """A packet behind a 4-byte address family, whose byte order and IPv6 value differ between systems: the packet's own
    version field is asked instead."""
    if end - at < 4:
        return LINK_CUT
    return decode_raw(b, at + 4, end, w, row)


@hot
def decode(b: Buffer, linktype: int, at: int, end: int, w: Wanted, row: Row) -> int:
    """A frame of the given link type: its captured bytes are [at, end)."""
    if linktype == ETHERNET:
        return decode_ethernet(b, at, end, w, row)
    if linktype == SLL2:
        return decode_sll2(b, at, end, w, row)
    if linktype == SLL:
        return decode_sll(b, at, end, w, row)
    if linktype == NULL or linktype == LOOP:
        return decode_null(b, at, end, w, row)
    if linktype == RAW or linktype == RAW_BSD or linktype == RAW_OPENBSD or linktype == IPV4 or linktype == IPV6:
        return decode_raw(b, at, end, w, row)
    return LINK_UNSUPPORTED
