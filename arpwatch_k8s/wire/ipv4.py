"""IPv4 (RFC 791): only first fragments have an upper-layer header to read. AH is looked behind: VRRP can use it."""

from arpwatch_k8s.compiled import Buffer, Row, Wanted, hot, uint64
from arpwatch_k8s.evidence.row import HAS_TTL
from arpwatch_k8s.wire import extension, icmp, tcp, vrrp
from arpwatch_k8s.wire.extension import AH, CUT_SHORT
from arpwatch_k8s.wire.fields import ipv4_mapped, u8, u16
from arpwatch_k8s.wire.status import IPV4_BAD, IPV4_CUT, NOTHING
from arpwatch_k8s.wire.wanted import direction_of

decode_tcp, decode_icmp, decode_vrrp = tcp.decode, icmp.decode, vrrp.decode
upper_layer = extension.upper_layer

TOTAL_LENGTH, FRAGMENT, TTL, PROTOCOL, SRC, DST, LENGTH = 2, 6, 8, 9, 12, 16, 20
FRAGMENT_OFFSET = 0x1FFF
NO_HALF = uint64(0)
ICMP, TCP, VRRP = 1, 6, 112


@hot
def decode(b: Buffer, at: int, end: int, wire_end: int, w: Wanted, row: Row) -> int:
    """An IPv4 packet at `at`; `wire_end` as in `link.decode`."""
    if end - at < LENGTH:
        return IPV4_CUT
    header = (u8(b, at) & 15) * 4
    if header < LENGTH or u8(b, at) >> 4 != 4:
        return IPV4_BAD
    total = u16(b, at + TOTAL_LENGTH)
    room = max(end, wire_end) - at
    if total == 0 or (wire_end and total > room):  # 0: left to the card by segmentation offload
        total = room
    if total < header:
        return IPV4_BAD
    if u16(b, at + FRAGMENT) & FRAGMENT_OFFSET:
        return NOTHING
    protocol, upper = u8(b, at + PROTOCOL), at + header
    past = at + total
    last = min(end, past)
    if protocol == AH:
        protocol, upper = upper_layer(b, protocol, upper, last)
        if protocol == CUT_SHORT or upper > last:
            return IPV4_BAD if past <= end else IPV4_CUT
    if protocol == TCP:
        src, dst = ipv4_mapped(b, at + SRC), ipv4_mapped(b, at + DST)
        direction = direction_of(w, NO_HALF, src, NO_HALF, dst)
        status = decode_tcp(b, upper, last, past - upper, w["mode"], direction, row)
    elif protocol == ICMP:
        status = decode_icmp(b, upper, last, row)
    elif protocol == VRRP:
        status = decode_vrrp(b, upper, last, past - upper, 4, row)
    else:
        return NOTHING
    if status > NOTHING:
        row["ip_src_lo"] = ipv4_mapped(b, at + SRC)
        row["ip_dst_lo"] = ipv4_mapped(b, at + DST)
        row["ttl"] = u8(b, at + TTL)
        row["present"] |= HAS_TTL
    return status
