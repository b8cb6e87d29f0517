"""Linux cooked capture, version 1 (LINKTYPE_LINUX_SLL): the sender's MAC is there, the destination's is not."""

from arpwatch_k8s.compiled import Buffer, Row, Wanted, helper
from arpwatch_k8s.wire import ethernet
from arpwatch_k8s.wire.fields import mac, u16
from arpwatch_k8s.wire.status import LINK_CUT, NOTHING

decode_payload, decode_tagged, is_tag = ethernet.decode_payload, ethernet.decode_tagged, ethernet.is_tag
decode_snap = ethernet.decode_snap

ARPHRD, ADDRESS_LENGTH, ADDRESS, PROTOCOL, LENGTH = 2, 4, 6, 14, 16
PSEUDO_LLC, LAST_PSEUDO = 0x0004, 0x05DC
ARPHRD_NETLINK = 824


@helper
def decode_protocol(b: Buffer, arphrd: int, ethertype: int, at: int, end: int, w: Wanted, row: Row) -> int:
    """What a cooked header's protocol field names: an Ethernet type, or one of Linux's own small numbers."""
    if arphrd == ARPHRD_NETLINK:
        return NOTHING
    if ethertype == PSEUDO_LLC:
        return decode_snap(b, at, end, w, row)
    if ethertype <= LAST_PSEUDO:
        return NOTHING
    if is_tag(ethertype):
        return decode_tagged(b, ethertype, at, end, w, row)
    return decode_payload(b, ethertype, at, end, w, row)


@helper
def decode(b: Buffer, at: int, end: int, w: Wanted, row: Row) -> int:
    """A cooked frame at `at`."""
    if end - at < LENGTH:
        return LINK_CUT
    status = decode_protocol(b, u16(b, at + ARPHRD), u16(b, at + PROTOCOL), at + LENGTH, end, w, row)
    if status > NOTHING and u16(b, at + ADDRESS_LENGTH) == 6:
        row["eth_src"] = mac(b, at + ADDRESS)
    return status
