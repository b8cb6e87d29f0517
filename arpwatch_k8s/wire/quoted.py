"""The packet quoted inside an ICMP error (RFC 792, RFC 4443, RFC 1812 section 4.3.2.3): as much of it as is there."""

from arpwatch_k8s.compiled import Buffer, Row, helper
from arpwatch_k8s.evidence.row import HAS_QUOTED, HAS_QUOTED_FLAGS, HAS_QUOTED_PORTS, HAS_QUOTED_SEQ
from arpwatch_k8s.wire.fields import ipv4_mapped, u8, u16, u32, u64

TCP, UDP, SCTP = 6, 17, 132
IPV4_LENGTH, IPV4_FRAGMENT_OFFSET, IPV6_LENGTH = 20, 0x1FFF, 40


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
        row["quoted_seq"] = u32(b, at + 4)
        row["present"] |= HAS_QUOTED_SEQ
    if protocol == TCP and end - at >= 14:
        row["quoted_flags"] = (u8(b, at + 12) & 1) << 8 | u8(b, at + 13)
        row["present"] |= HAS_QUOTED_FLAGS


@helper
def ipv4(b: Buffer, at: int, end: int, row: Row) -> None:
    """A quoted IPv4 packet."""
    if end - at < IPV4_LENGTH or u8(b, at) >> 4 != 4:
        return
    row["quoted_src_lo"] = ipv4_mapped(b, at + 12)
    row["quoted_dst_lo"] = ipv4_mapped(b, at + 16)
    row["quoted_ttl"] = u8(b, at + 8)
    row["quoted_proto"] = u8(b, at + 9)
    row["present"] |= HAS_QUOTED
    header = (u8(b, at) & 15) * 4
    if header >= IPV4_LENGTH and not u16(b, at + 6) & IPV4_FRAGMENT_OFFSET:
        ports(b, at + header, end, u8(b, at + 9), row)


@helper
def ipv6(b: Buffer, at: int, end: int, row: Row) -> None:
    """A quoted IPv6 packet; its extension headers are not followed."""
    if end - at < IPV6_LENGTH or u8(b, at) >> 4 != 6:
        return
    row["quoted_src_hi"] = u64(b, at + 8)
    row["quoted_src_lo"] = u64(b, at + 16)
    row["quoted_dst_hi"] = u64(b, at + 24)
    row["quoted_dst_lo"] = u64(b, at + 32)
    row["quoted_ttl"] = u8(b, at + 7)
    row["quoted_proto"] = u8(b, at + 6)
    row["present"] |= HAS_QUOTED
    ports(b, at + IPV6_LENGTH, end, u8(b, at + 6), row)
