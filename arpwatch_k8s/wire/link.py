"""The link types that we read (https://www.tcpdump.org/linktypes.html): where every frame's decoding begins."""

from typing import Final

from arpwatch_k8s.compiled import Buffer, Row, Wanted, helper, hot
from arpwatch_k8s.wire import arp, ethernet, ipv4, ipv6, sll, sll2
from arpwatch_k8s.wire.fields import u8, u16, u32, u32le
from arpwatch_k8s.wire.status import LINK_CUT, LINK_UNSUPPORTED, NOTHING

is_wrapping, unwrap, ethernet_addresses = ethernet.is_wrapping, ethernet.unwrap, ethernet.addresses
locate_sll, sll_addresses = sll.locate, sll.addresses
locate_sll2, sll2_addresses = sll2.locate, sll2.addresses
decode_ipv4, decode_ipv6 = ipv4.decode, ipv6.decode
decode_arp, decode_reverse_arp = arp.decode, arp.decode_reverse

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
def locate_raw(b: Buffer, at: int, end: int) -> int:
    """The Ethernet type that a bare IP packet would have."""
    if end - at < 1:
        return LINK_CUT
    version = u8(b, at) >> 4
    if version == 4:
        return ethernet.IPV4
    return ethernet.IPV6 if version == 6 else NOTHING


@helper
def locate_family(b: Buffer, linktype: int, at: int, end: int) -> int:
    """The Ethernet type of what stands behind a 4-byte address family.

    LOOP has it in network order; NULL in the order of the host that captured, told by which half is used, and there
    some systems write an Ethernet type instead.
    """
    if end - at < FAMILY_LENGTH:
        return LINK_CUT
    family = u32(b, at)
    if linktype == NULL:
        family = u32le(b, at) if u32le(b, at) <= MAX_16_BIT else family
    if family == FAMILY_IPV4:
        return ethernet.IPV4
    if family == FAMILY_IPV6_BSD or family == FAMILY_IPV6_FREEBSD or family == FAMILY_IPV6_DARWIN:
        return ethernet.IPV6
    return family if linktype == NULL and not is_wrapping(family) else NOTHING


@helper
def locate(b: Buffer, linktype: int, at: int, end: int) -> tuple[int, int]:
    """(Ethernet type, position of what it names) of a frame of any link type but Ethernet.

    Instead of a type there may be NOTHING or the reason why there is none.
    """
    if linktype == SLL2:
        return locate_sll2(b, at, end)
    if linktype == SLL:
        return locate_sll(b, at, end)
    if linktype == NULL or linktype == LOOP:
        return locate_family(b, linktype, at, end), at + FAMILY_LENGTH
    if linktype == RAW or linktype == RAW_BSD or linktype == RAW_OPENBSD:
        return locate_raw(b, at, end), at
    if linktype == IPV4:
        return ethernet.IPV4, at
    if linktype == IPV6:
        return ethernet.IPV6, at
    return LINK_UNSUPPORTED, at


@helper
def cooked_addresses(b: Buffer, linktype: int, at: int, row: Row) -> None:
    """What a cooked header says of the sender."""
    if linktype == SLL2:
        sll2_addresses(b, at, row)
    elif linktype == SLL:
        sll_addresses(b, at, row)


@hot
def decode(b: Buffer, linktype: int, at: int, end: int, wire_end: int, w: Wanted, row: Row) -> int:
    """A frame of the given link type: its captured bytes are [at, end), those on the wire [at, wire_end); `wire_end` is
    0 where that is not known."""
    if linktype == ETHERNET:
        if end - at < ethernet.LENGTH:
            return LINK_CUT
        ethertype, payload = u16(b, at + ethernet.TYPE), at + ethernet.LENGTH
    else:
        ethertype, payload = locate(b, linktype, at, end)
        if ethertype <= NOTHING:
            return ethertype
    tags = 0
    if is_wrapping(ethertype):
        ethertype, payload, end, wire_end, tags = unwrap(b, ethertype, payload, end, wire_end)
    if ethertype == ethernet.IPV4:
        status = decode_ipv4(b, payload, end, wire_end, w, row)
    elif ethertype == ethernet.IPV6:
        status = decode_ipv6(b, payload, end, wire_end, w, row)
    elif ethertype == ethernet.ARP:
        status = decode_arp(b, payload, end, row)
    elif ethertype == ethernet.RARP:
        status = decode_reverse_arp(b, payload, end, row)
    else:
        return min(ethertype, NOTHING)
    if status > NOTHING:
        row["vlan"] = tags
        if linktype == ETHERNET:
            ethernet_addresses(b, at, row)
        else:
            cooked_addresses(b, linktype, at, row)
    return status
