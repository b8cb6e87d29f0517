"""IPv6 (RFC 8200) and jumbograms (RFC 2675): only first fragments have an upper-layer header to read."""

from arpwatch_k8s.compiled import Buffer, Row, Wanted, helper
from arpwatch_k8s.evidence.row import HAS_TTL
from arpwatch_k8s.wire import extension, icmpv6, tcp, vrrp
from arpwatch_k8s.wire.extension import CUT_SHORT, HOP_BY_HOP
from arpwatch_k8s.wire.fields import u8, u16, u32, u64
from arpwatch_k8s.wire.status import IPV6_BAD, IPV6_CUT, NOTHING
from arpwatch_k8s.wire.wanted import direction_of

decode_tcp, decode_icmpv6, decode_vrrp = tcp.decode, icmpv6.decode, vrrp.decode
upper_layer = extension.upper_layer

PAYLOAD_LENGTH, NEXT_HEADER, HOP_LIMIT, SRC, DST, LENGTH = 4, 6, 7, 8, 24, 40
TCP, ICMPV6, VRRP = 6, 58, 112
JUMBO_OPTION, JUMBO_OPTION_LENGTH = 0xC2, 4
MAX_PAYLOAD_LENGTH, LIES = 0xFFFF, -1


@helper
def jumbo_length(b: Buffer, at: int, end: int) -> int:
    """The length in a jumbo payload option that comes first in a hop-by-hop header at `at`, where Linux puts it
    (BIG TCP); 0 where there is none, LIES where it is no jumbo."""
    if end - at < 8 or u8(b, at + 2) != JUMBO_OPTION or u8(b, at + 3) != JUMBO_OPTION_LENGTH:
        return 0
    length = u32(b, at + 4)
    return length if length > MAX_PAYLOAD_LENGTH else LIES


@helper
def decode(b: Buffer, at: int, end: int, wire_end: int, w: Wanted, row: Row) -> int:
    """An IPv6 packet at `at`; `wire_end` as in `link.decode`."""
    if end - at < LENGTH:
        return IPV6_CUT
    if u8(b, at) >> 4 != 6:
        return IPV6_BAD
    protocol = u8(b, at + NEXT_HEADER)
    payload = u16(b, at + PAYLOAD_LENGTH)
    if payload == 0 and protocol == HOP_BY_HOP:
        payload = jumbo_length(b, at + LENGTH, end)
        if payload == LIES:
            return IPV6_BAD
    room = max(end, wire_end) - at - LENGTH
    if payload == 0 or (wire_end and payload > room):  # 0: left to the card by segmentation offload
        payload = room
    past = at + LENGTH + payload
    last = min(end, past)
    protocol, upper = upper_layer(b, protocol, at + LENGTH, last)
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
