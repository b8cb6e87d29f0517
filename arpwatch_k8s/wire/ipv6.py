"""IPv6 and its extension headers (RFC 8200; AH of RFC 4302): only first fragments have an upper-layer header."""

from arpwatch_k8s.compiled import Buffer, Row, Wanted, helper
from arpwatch_k8s.evidence.row import HAS_TTL
from arpwatch_k8s.wire import icmpv6, tcp, vrrp
from arpwatch_k8s.wire.fields import u8, u16, u64
from arpwatch_k8s.wire.status import IPV6_BAD, IPV6_CUT, NOTHING
from arpwatch_k8s.wire.wanted import direction_of

decode_tcp, decode_icmpv6, decode_vrrp = tcp.decode, icmpv6.decode, vrrp.decode

PAYLOAD_LENGTH, NEXT_HEADER, HOP_LIMIT, SRC, DST, LENGTH = 4, 6, 7, 8, 24, 40
HOP_BY_HOP, TCP, ROUTING, FRAGMENT, AH, ICMPV6, DESTINATION_OPTIONS, VRRP = 0, 6, 43, 44, 51, 58, 60, 112
FRAGMENT_OFFSET = 0xFFF8
MAX_EXTENSIONS = 8
NO_UPPER_LAYER, CUT_SHORT = -1, -2


@helper
def upper_layer(b: Buffer, at: int, end: int) -> tuple[int, int]:
    """(protocol, position) of the upper layer behind the extension headers, or NO_UPPER_LAYER or CUT_SHORT."""
    protocol = u8(b, at + NEXT_HEADER)
    at += LENGTH
    for _ in range(MAX_EXTENSIONS):
        if protocol == HOP_BY_HOP or protocol == ROUTING or protocol == DESTINATION_OPTIONS:
            if end - at < 8:
                return CUT_SHORT, at
            protocol, at = u8(b, at), at + 8 + u8(b, at + 1) * 8
        elif protocol == AH:
            if end - at < 8:
                return CUT_SHORT, at
            protocol, at = u8(b, at), at + 8 + u8(b, at + 1) * 4
        elif protocol == FRAGMENT:
            if end - at < 8:
                return CUT_SHORT, at
            if u16(b, at + 2) & FRAGMENT_OFFSET:
                return NO_UPPER_LAYER, at
            protocol, at = u8(b, at), at + 8
        else:
            return protocol, at
    return NO_UPPER_LAYER, at


@helper
def decode(b: Buffer, at: int, end: int, w: Wanted, row: Row) -> int:
    """An IPv6 packet at `at`."""
    if end - at < LENGTH:
        return IPV6_CUT
    if u8(b, at) >> 4 != 6:
        return IPV6_BAD
    payload = u16(b, at + PAYLOAD_LENGTH)
    if payload == 0:  # a jumbogram, or left to the card by segmentation offload
        payload = end - at - LENGTH
    past = at + LENGTH + payload
    last = min(end, past)
    protocol, upper = upper_layer(b, at, last)
    if protocol == CUT_SHORT or upper > last:
        return IPV6_BAD if past <= end else IPV6_CUT
    if protocol == TCP:
        direction = direction_of(w, u64(b, at + SRC), u64(b, at + SRC + 8), u64(b, at + DST), u64(b, at + DST + 8))
        status = decode_tcp(b, upper, last, past - upper, w["mode"], direction, row)
    elif protocol == ICMPV6:
        status = decode_icmpv6(b, upper, last, row)
    elif protocol == VRRP:
        status = decode_vrrp(b, upper, last, past - upper, 6, row)
    else:
        return NOTHING
    if status > NOTHING:
        row["ip_src_hi"] = u64(b, at + SRC)
        row["ip_src_lo"] = u64(b, at + SRC + 8)
        row["ip_dst_hi"] = u64(b, at + DST)
        row["ip_dst_lo"] = u64(b, at + DST + 8)
        row["ttl"] = u8(b, at + HOP_LIMIT)
        row["present"] |= HAS_TTL
    return status
