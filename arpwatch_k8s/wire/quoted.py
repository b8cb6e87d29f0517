"""The packet quoted inside an ICMP error (RFC 792, RFC 4443, RFC 1812 section 4.3.2.3): as much of it as is there."""

from arpwatch_k8s.compiled import Buffer, Row, helper
from arpwatch_k8s.evidence.row import HAS_QUOTED, HAS_QUOTED_FLAGS, HAS_QUOTED_PORTS, HAS_QUOTED_SEQ
from arpwatch_k8s.wire import extension
from arpwatch_k8s.wire.extension import AH
from arpwatch_k8s.wire.fields import ipv4_mapped, u8, u16, u32, u64

upper_layer = extension.upper_layer

TCP, UDP, SCTP = 6, 17, 132
IPV4_LENGTH, IPV4_TOTAL_LENGTH, IPV4_FRAGMENT, IPV4_FRAGMENT_OFFSET = 20, 2, 6, 0x1FFF
IPV4_TTL, IPV4_PROTOCOL, IPV4_SRC, IPV4_DST = 8, 9, 12, 16
IPV6_LENGTH, IPV6_PAYLOAD_LENGTH, IPV6_NEXT_HEADER, IPV6_HOP_LIMIT, IPV6_SRC, IPV6_DST = 40, 4, 6, 7, 8, 24
TCP_SEQ, TCP_OFFSET, TCP_FLAGS, TCP_MIN_WORDS = 4, 12, 13, 5


@helper
def ports(b: Buffer, at: int, end: int, protocol: int, row: Row) -> None:
    """Ports, and of TCP sequence number and flags, of a quoted upper-layer header."""
    if protocol != TCP and protocol != UDP and protocol != SCTP:
        return
    if end - at >= 4:
        row["quoted_sport"] = u16(b, at)
        row["quoted_dport"] = u16(b, at + 2)
        row["present"] |= HAS_QUOTED_PORTS
    if protocol == TCP and end - at >= 8:
        row["quoted_seq"] = u32(b, at + TCP_SEQ)
        row["present"] |= HAS_QUOTED_SEQ
    # a data offset that no header has is padding behind a shorter quote (RFC 4884 section 5.1)
    if protocol == TCP and end - at > TCP_FLAGS and u8(b, at + TCP_OFFSET) >> 4 >= TCP_MIN_WORDS:
        row["quoted_flags"] = (u8(b, at + TCP_OFFSET) & 1) << 8 | u8(b, at + TCP_FLAGS)
        row["present"] |= HAS_QUOTED_FLAGS


@helper
def upper(b: Buffer, protocol: int, at: int, end: int, row: Row) -> None:
    """The upper layer behind extension headers; its protocol is that of the last header that is there."""
    found, at = upper_layer(b, protocol, at, end)
    if found >= 0:
        protocol = found
        ports(b, at, end, protocol, row)
    row["quoted_proto"] = protocol


@helper
def ipv4(b: Buffer, at: int, end: int, row: Row) -> None:
    """A quoted IPv4 packet."""
    if end - at < IPV4_LENGTH or u8(b, at) >> 4 != 4:
        return
    header, total = (u8(b, at) & 15) * 4, u16(b, at + IPV4_TOTAL_LENGTH)
    if header < IPV4_LENGTH or 0 < total < header:
        return
    if total:
        end = min(end, at + total)
    row["quoted_src_lo"] = ipv4_mapped(b, at + IPV4_SRC)
    row["quoted_dst_lo"] = ipv4_mapped(b, at + IPV4_DST)
    row["quoted_ttl"] = u8(b, at + IPV4_TTL)
    row["quoted_proto"] = u8(b, at + IPV4_PROTOCOL)
    row["present"] |= HAS_QUOTED
    if u16(b, at + IPV4_FRAGMENT) & IPV4_FRAGMENT_OFFSET:
        return
    if u8(b, at + IPV4_PROTOCOL) == AH:
        upper(b, AH, at + header, end, row)
    else:
        ports(b, at + header, end, u8(b, at + IPV4_PROTOCOL), row)


@helper
def ipv6(b: Buffer, at: int, end: int, row: Row) -> None:
    """A quoted IPv6 packet."""
    if end - at < IPV6_LENGTH or u8(b, at) >> 4 != 6:
        return
    payload = u16(b, at + IPV6_PAYLOAD_LENGTH)
    if payload:
        end = min(end, at + IPV6_LENGTH + payload)
    row["quoted_src_hi"] = u64(b, at + IPV6_SRC)
    row["quoted_src_lo"] = u64(b, at + IPV6_SRC + 8)
    row["quoted_dst_hi"] = u64(b, at + IPV6_DST)
    row["quoted_dst_lo"] = u64(b, at + IPV6_DST + 8)
    row["quoted_ttl"] = u8(b, at + IPV6_HOP_LIMIT)
    row["present"] |= HAS_QUOTED
    upper(b, u8(b, at + IPV6_NEXT_HEADER), at + IPV6_LENGTH, end, row)
