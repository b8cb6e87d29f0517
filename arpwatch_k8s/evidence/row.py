"""The evidence row that compiled decoders fill in place, and the kinds of frame it can stand for.

Addresses are two 64-bit halves (IPv4 as ::ffff:a.b.c.d), a MAC is 48 bits with bit 48 set where it is known, VLAN tags
are 16 bits each (outer highest, bit 12 set = tag there), and bits of `present` tell "zero" from "not there".

A kind is that of the outermost packet: what an ICMP error quotes or a tunnel carries is not on this segment.
"""

from typing import Final

import numpy as np
from numba import from_dtype

from arpwatch_k8s.wording.kinds import KINDS

ROW: Final = np.dtype(
    [
        ("time", "i8"),
        ("offset", "u8"),
        ("frame", "u8"),
        ("vlan", "u8"),
        ("eth_src", "u8"),
        ("eth_dst", "u8"),
        ("ip_src_hi", "u8"),
        ("ip_src_lo", "u8"),
        ("ip_dst_hi", "u8"),
        ("ip_dst_lo", "u8"),
        ("sender_mac", "u8"),
        ("target_mac", "u8"),
        ("sender_ip_hi", "u8"),
        ("sender_ip_lo", "u8"),
        ("target_ip_hi", "u8"),
        ("target_ip_lo", "u8"),
        ("gateway_hi", "u8"),
        ("gateway_lo", "u8"),
        ("quoted_src_hi", "u8"),
        ("quoted_src_lo", "u8"),
        ("quoted_dst_hi", "u8"),
        ("quoted_dst_lo", "u8"),
        ("seq", "u4"),
        ("ack", "u4"),
        ("quoted_seq", "u4"),
        ("payload_len", "u4"),
        ("frame_len", "u4"),
        ("captured_len", "u4"),
        ("present", "u4"),
        ("addresses_at", "u4"),
        ("ifindex", "u4"),
        ("interface", "u2"),
        ("capture", "u2"),
        ("opcode", "u2"),
        ("sport", "u2"),
        ("dport", "u2"),
        ("quoted_sport", "u2"),
        ("quoted_dport", "u2"),
        ("flags", "u2"),
        ("quoted_flags", "u2"),
        ("kind", "u1"),
        ("ttl", "u1"),
        ("na_flags", "u1"),
        ("icmp_type", "u1"),
        ("icmp_code", "u1"),
        ("quoted_ttl", "u1"),
        ("quoted_proto", "u1"),
        ("vrid", "u1"),
        ("priority", "u1"),
        ("vrrp_version", "u1"),
        ("addresses_n", "u1"),
        ("direction", "u1"),
    ],
    align=True,
)
row_type = from_dtype(ROW)
rows_type = row_type[::1]

(
    ARP_REQUEST,
    ARP_REPLY,
    ARP_PROBE,
    ARP_ANNOUNCEMENT,
    ARP_OTHER,
    NS,
    NA,
    ND_REDIRECT,
    ICMP_UNREACHABLE,
    ICMP_REDIRECT,
    ICMP_TIME_EXCEEDED,
    TCP_SYN,
    TCP_SYNACK,
    TCP_FIN,
    TCP_RST,
    VRRP,
    L2_CHANGE,
    TCP_FLOW,
) = range(1, len(KINDS))

# bits of `present`
(
    HAS_TTL,
    HAS_ICMP,
    HAS_QUOTED,
    HAS_QUOTED_PORTS,
    HAS_QUOTED_SEQ,
    HAS_QUOTED_FLAGS,
    HAS_TCP,
    HAS_VRRP,
    HAS_OPCODE,
    HAS_NA,
    HAS_PRIORITY,
) = (1 << bit for bit in range(11))

MAC_PRESENT: Final = 1 << 48
MAC_BROADCAST: Final = MAC_PRESENT | 0xFFFFFFFFFFFF
MULTICAST_BIT: Final = 1 << 40
"""Set in the destination of what goes to more than one host."""
