"""Ethernet II and IEEE 802.3 with LLC/SNAP; VLAN tags of IEEE 802.1Q and 802.1ad to a depth of four."""

from arpwatch_k8s.compiled import Buffer, Row, Wanted, helper, hot
from arpwatch_k8s.wire import arp, ipv4, ipv6
from arpwatch_k8s.wire.fields import mac, u8, u16, u32
from arpwatch_k8s.wire.status import LINK_CUT, NOTHING, VLAN_CUT, VLAN_DEPTH

decode_arp, decode_reverse_arp = arp.decode, arp.decode_reverse
decode_ipv4, decode_ipv6 = ipv4.decode, ipv6.decode

DST, SRC, TYPE, LENGTH = 0, 6, 12, 14
IPV4, ARP, RARP, IPV6 = 0x0800, 0x0806, 0x8035, 0x86DD
DOT1Q, DOT1AD, QINQ_OLD = 0x8100, 0x88A8, 0x9100
MAX_LENGTH_FIELD = 1500
SNAP_LENGTH = 8
SNAP_SAPS, UNNUMBERED, ETHERTYPE_OUI = 0xAAAA, 0x03, 0
MAX_TAGS = 4
TAG_PRESENT = 0x1000


@hot
def decode_payload(b: Buffer, ethertype: int, at: int, end: int, w: Wanted, row: Row) -> int:
    """What an Ethernet type names, at `at`."""
    if ethertype == IPV4:
        return decode_ipv4(b, at, end, w, row)
    if ethertype == IPV6:
        return decode_ipv6(b, at, end, w, row)
    if ethertype == ARP:
        return decode_arp(b, at, end, row)
    if ethertype == RARP:
        return decode_reverse_arp(b, at, end, row)
    if ethertype <= MAX_LENGTH_FIELD:
        return decode_snap(b, at, min(end, at + ethertype), w, row)
    return NOTHING


@helper
def decode_snap(b: Buffer, at: int, end: int, w: Wanted, row: Row) -> int:
    """LLC/SNAP with an Ethernet type (RFC 1042); any other LLC is nothing to us."""
    if end - at < SNAP_LENGTH or u16(b, at) != SNAP_SAPS or u8(b, at + 2) != UNNUMBERED:
        return NOTHING
    if u32(b, at + 2) & 0xFFFFFF != ETHERTYPE_OUI:
        return NOTHING
    ethertype = u16(b, at + 6)
    if ethertype == ARP:
        return decode_arp(b, at + SNAP_LENGTH, end, row)
    if ethertype == IPV4:
        return decode_ipv4(b, at + SNAP_LENGTH, end, w, row)
    if ethertype == IPV6:
        return decode_ipv6(b, at + SNAP_LENGTH, end, w, row)
    return NOTHING


@hot
def is_tag(ethertype: int) -> bool:
    """Whether an Ethernet type announces a VLAN tag."""
    return ethertype == DOT1Q or ethertype == DOT1AD or ethertype == QINQ_OLD


@helper
def decode_tagged(b: Buffer, ethertype: int, at: int, end: int, w: Wanted, row: Row) -> int:
    """From the first tag's control field on; tags are packed 16 bits each, outer highest."""
    tags = 0
    for _ in range(MAX_TAGS):
        if end - at < 4:
            return VLAN_CUT
        tags = tags << 16 | TAG_PRESENT | (u16(b, at) & 0xFFF)
        ethertype = u16(b, at + 2)
        at += 4
        if not is_tag(ethertype):
            status = decode_payload(b, ethertype, at, end, w, row)
            if status > NOTHING:
                row["vlan"] = tags
            return status
    return VLAN_DEPTH


@hot
def decode(b: Buffer, at: int, end: int, w: Wanted, row: Row) -> int:
    """A frame at `at`."""
    if end - at < LENGTH:
        return LINK_CUT
    ethertype = u16(b, at + TYPE)
    if is_tag(ethertype):
        status = decode_tagged(b, ethertype, at + LENGTH, end, w, row)
    else:
        status = decode_payload(b, ethertype, at + LENGTH, end, w, row)
    if status > NOTHING:
        row["eth_dst"] = mac(b, at + DST)
        row["eth_src"] = mac(b, at + SRC)
    return status
