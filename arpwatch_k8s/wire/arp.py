"""ARP for IPv4 over Ethernet (RFC 826), with the forms of RFC 5227; RARP (RFC 903) and other hardware as `arp_other`.

An announcement is a request, or a reply that answers nobody, in which a host names itself twice (spa == tpa). A reply
with spa == tpa whose target MAC is somebody else's is an ordinary reply: MetalLB answers a rival's announcement so.
"""

from arpwatch_k8s.compiled import Buffer, Row, helper, hot
from arpwatch_k8s.evidence.row import (
    ARP_ANNOUNCEMENT,
    ARP_OTHER,
    ARP_PROBE,
    ARP_REPLY,
    ARP_REQUEST,
    HAS_OPCODE,
    MAC_BROADCAST,
    MAC_PRESENT,
)
from arpwatch_k8s.wire.fields import ipv4_mapped, mac, u8, u16, u32
from arpwatch_k8s.wire.status import ARP_CUT, EVIDENCE

HTYPE, PTYPE, HLEN, PLEN, OPER, SHA, SPA, THA, TPA = 0, 2, 4, 5, 6, 8, 14, 18, 24
FIXED_LENGTH = 8
ETHERNET, IEEE802 = 1, 6
IPV4 = 0x0800
REQUEST, REPLY = 1, 2


@helper
def kind_of(oper: int, spa: int, tpa: int, sha: int, tha: int) -> int:
    """The kind of an ARP packet for IPv4 over Ethernet; `spa`, `tpa` as 32-bit numbers, MACs with bit 48 set."""
    if oper == REQUEST:
        if spa == 0:
            return ARP_PROBE
        return ARP_ANNOUNCEMENT if spa == tpa else ARP_REQUEST
    if oper == REPLY:
        to_nobody = tha == sha or tha == MAC_BROADCAST or tha == MAC_PRESENT
        return ARP_ANNOUNCEMENT if spa != 0 and spa == tpa and to_nobody else ARP_REPLY
    return ARP_OTHER


@hot
def is_ipv4_over_ethernet(b: Buffer, at: int) -> bool:
    """Whether the packet's addresses are MACs and IPv4 addresses."""
    hardware = u16(b, at + HTYPE)
    return (
        (hardware == ETHERNET or hardware == IEEE802)
        and u16(b, at + PTYPE) == IPV4
        and u8(b, at + HLEN) == 6
        and u8(b, at + PLEN) == 4
    )


@hot
def addresses(b: Buffer, at: int, row: Row) -> None:
    """The four addresses of ARP for IPv4 over Ethernet."""
    row["sender_mac"] = mac(b, at + SHA)
    row["sender_ip_lo"] = ipv4_mapped(b, at + SPA)
    row["target_mac"] = mac(b, at + THA)
    row["target_ip_lo"] = ipv4_mapped(b, at + TPA)


@helper
def decode(b: Buffer, at: int, end: int, row: Row) -> int:
    """An ARP packet at `at`."""
    if end - at < FIXED_LENGTH:
        return ARP_CUT
    oper = u16(b, at + OPER)
    if end - at < FIXED_LENGTH + 2 * (u8(b, at + HLEN) + u8(b, at + PLEN)):
        return ARP_CUT
    if not is_ipv4_over_ethernet(b, at):
        row["kind"] = ARP_OTHER
        row["opcode"] = oper
        row["present"] |= HAS_OPCODE
        return EVIDENCE
    row["kind"] = kind_of(oper, u32(b, at + SPA), u32(b, at + TPA), mac(b, at + SHA), mac(b, at + THA))
    row["opcode"] = oper
    row["present"] |= HAS_OPCODE
    addresses(b, at, row)
    return EVIDENCE


@helper
def decode_reverse(b: Buffer, at: int, end: int, row: Row) -> int:
    """A RARP packet: it asks for an address, it claims none."""
    status = decode(b, at, end, row)
    if status == EVIDENCE:
        row["kind"] = ARP_OTHER
    return status
