"""Linux cooked capture, version 1 (LINKTYPE_LINUX_SLL): the sender's MAC is there, the destination's is not."""

from arpwatch_k8s.compiled import Buffer, Row, Wanted, helper
from arpwatch_k8s.wire import ethernet
from arpwatch_k8s.wire.fields import mac, u16
from arpwatch_k8s.wire.status import LINK_CUT, NOTHING

decode_payload, decode_wrapped, llc_type = ethernet.decode_payload, ethernet.decode_wrapped, ethernet.llc_type
is_wrapping = ethernet.is_wrapping

ARPHRD, ADDRESS_LENGTH, ADDRESS, PROTOCOL, LENGTH = 2, 4, 6, 14, 16
PSEUDO_LLC, LAST_PSEUDO = 0x0004, 0x05DC
ARPHRD_NETLINK = 824


@helper
def decode_protocol(
    b: Buffer, arphrd: int, ethertype: int, at: int, end: int, wire_end: int, w: Wanted, row: Row
) -> int:
    """What a cooked header's protocol field names: an Ethernet type, or one of Linux's own small numbers."""
    if arphrd == ARPHRD_NETLINK:
        return NOTHING
    if ethertype == PSEUDO_LLC:
        ethertype, at = llc_type(b, at, end)
    if ethertype <= LAST_PSEUDO:
        return NOTHING
    if is_wrapping(ethertype):
        return decode_wrapped(b, ethertype, at, end, wire_end, w, row)
    return decode_payload(b, ethertype, at, end, wire_end, w, row)


@helper
def decode(b: Buffer, at: int, end: int, wire_end: int, w: Wanted, row: Row) -> int:
    """A cooked frame at `at`; `wire_end` as in `link.decode_on_wire`."""
    if end - at < LENGTH:
        return LINK_CUT
    status = decode_protocol(b, u16(b, at + ARPHRD), u16(b, at + PROTOCOL), at + LENGTH, end, wire_end, w, row)
    if status > NOTHING and u16(b, at + ADDRESS_LENGTH) == 6:
        row["eth_src"] = mac(b, at + ADDRESS)
    return status
