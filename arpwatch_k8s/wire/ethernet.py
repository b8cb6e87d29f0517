"""Ethernet II and IEEE 802.3 with LLC/SNAP; VLAN tags of IEEE 802.1Q and 802.1ad to a depth of four."""

from arpwatch_k8s.compiled import Buffer, Row, helper, hot
from arpwatch_k8s.wire.fields import mac, u8, u16, u32
from arpwatch_k8s.wire.status import NOTHING, VLAN_CUT, VLAN_DEPTH

DST, SRC, TYPE, LENGTH = 0, 6, 12, 14
IPV4, ARP, RARP, IPV6 = 0x0800, 0x0806, 0x8035, 0x86DD
DOT1Q, DOT1AD, QINQ_OLD = 0x8100, 0x88A8, 0x9100
MAX_LENGTH_FIELD = 1500
LLC_LENGTH, SNAP_LENGTH = 3, 8
SNAP_SAPS, IP_SAP, UNNUMBERED = 0xAAAA, 0x06, 0x03
ETHERTYPE_OUI, BRIDGE_TUNNEL_OUI = 0x000000, 0x0000F8
MAX_TAGS, TAG_LENGTH = 4, 4
TAG_PRESENT = 0x1000


@helper
def llc_type(b: Buffer, at: int, end: int) -> tuple[int, int]:
    """(Ethernet type, position of what it names) of an LLC header: SNAP (RFC 1042; IEEE 802.1H) or IP's own access
    point; NOTHING for any other."""
    if end - at >= LLC_LENGTH and u8(b, at + 2) == UNNUMBERED:
        if u8(b, at) == IP_SAP:
            return IPV4, at + LLC_LENGTH
        if u16(b, at) == SNAP_SAPS and end - at >= SNAP_LENGTH:
            oui = u32(b, at + 2) & 0xFFFFFF
            if oui == ETHERTYPE_OUI or oui == BRIDGE_TUNNEL_OUI:
                return u16(b, at + 6), at + SNAP_LENGTH
    return NOTHING, at


@hot
def is_wrapping(ethertype: int) -> bool:
    """Whether an Ethernet type announces a VLAN tag, or is the length of an LLC frame."""
    return ethertype == DOT1Q or ethertype == DOT1AD or ethertype == QINQ_OLD or ethertype <= MAX_LENGTH_FIELD


@helper
def unwrap(b: Buffer, ethertype: int, at: int, end: int, wire_end: int) -> tuple[int, int, int, int, int]:
    """Behind VLAN tags and LLC: (Ethernet type, position of what it names, its two ends, tags).

    Tags are packed 16 bits each, outer highest. Instead of a type there may be NOTHING or the reason why there is none.
    """
    tags, n = 0, 0
    while is_wrapping(ethertype):
        if ethertype <= MAX_LENGTH_FIELD:
            end, wire_end = min(end, at + ethertype), min(wire_end, at + ethertype)
            ethertype, at = llc_type(b, at, end)
            if ethertype <= MAX_LENGTH_FIELD:
                return NOTHING, at, end, wire_end, tags
            continue
        if n == MAX_TAGS:
            return VLAN_DEPTH, at, end, wire_end, tags
        if end - at < TAG_LENGTH:
            return VLAN_CUT, at, end, wire_end, tags
        tags = tags << 16 | TAG_PRESENT | (u16(b, at) & 0xFFF)
        n += 1
        ethertype = u16(b, at + 2)
        at += TAG_LENGTH
    return ethertype, at, end, wire_end, tags


@hot
def addresses(b: Buffer, at: int, row: Row) -> None:
    """The MACs of a frame at `at`."""
    row["eth_dst"] = mac(b, at + DST)
    row["eth_src"] = mac(b, at + SRC)
