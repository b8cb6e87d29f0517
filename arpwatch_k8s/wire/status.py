"""What a decoder says of a frame: nothing, evidence, or the layer and reason why it could not be decoded."""

from typing import Final

NOTHING: Final = 0
EVIDENCE: Final = 1
SEGMENT: Final = 2
"""A VIP's segment that neither opens nor closes: the flow table decides whether it is evidence."""
COUNTED: Final = 3
"""A segment that is counted, not kept."""

REASONS: Final = (
    "",
    "link header cut short",
    "VLAN tag cut short",
    "more than 4 VLAN tags",
    "ARP cut short",
    "IPv4 header cut short",
    "IPv4 lengths contradict each other",
    "IPv6 header cut short",
    "IPv6 lengths contradict each other",
    "TCP header cut short",
    "TCP header length out of range",
    "ICMP header cut short",
    "ICMPv6 message cut short",
    "VRRP header cut short",
    "record larger than the read window",
    "link type not supported",
)
"""Text of each reason; a decoder returns the negative of its index."""

(
    LINK_CUT,
    VLAN_CUT,
    VLAN_DEPTH,
    ARP_CUT,
    IPV4_CUT,
    IPV4_BAD,
    IPV6_CUT,
    IPV6_BAD,
    TCP_CUT,
    TCP_BAD,
    ICMP_CUT,
    ICMPV6_CUT,
    VRRP_CUT,
    RECORD_TOO_LARGE,
    LINK_UNSUPPORTED,
) = range(-1, -len(REASONS), -1)
