"""Linux cooked capture, version 1 (LINKTYPE_LINUX_SLL): the sender's MAC is there, the destination's is not."""

from arpwatch_k8s.compiled import Buffer, Row, helper
from arpwatch_k8s.wire import ethernet
from arpwatch_k8s.wire.fields import mac, u16
from arpwatch_k8s.wire.status import LINK_CUT, NOTHING

llc_type = ethernet.llc_type

ARPHRD, ADDRESS_LENGTH, ADDRESS, PROTOCOL, LENGTH = 2, 4, 6, 14, 16
PSEUDO_LLC, LAST_PSEUDO = 0x0004, 0x05DC
ARPHRD_NETLINK = 824
MAC_LENGTH = 6


@helper
def named(b: Buffer, arphrd: int, protocol: int, at: int, end: int) -> tuple[int, int]:
    """(Ethernet type, position of what it names) of a cooked header's protocol field: a type, or one of Linux's own
    small numbers, which are NOTHING but for LLC."""
    if arphrd == ARPHRD_NETLINK:
        return NOTHING, at
    if protocol == PSEUDO_LLC:
        protocol, at = llc_type(b, at, end)
    return (protocol, at) if protocol > LAST_PSEUDO else (NOTHING, at)


@helper
def locate(b: Buffer, at: int, end: int) -> tuple[int, int]:
    """(Ethernet type, position of what it names) of a cooked frame at `at`."""
    if end - at < LENGTH:
        return LINK_CUT, at
    return named(b, u16(b, at + ARPHRD), u16(b, at + PROTOCOL), at + LENGTH, end)


@helper
def addresses(b: Buffer, at: int, row: Row) -> None:
    """The sender's MAC."""
    if u16(b, at + ADDRESS_LENGTH) == MAC_LENGTH:
        row["eth_src"] = mac(b, at + ADDRESS)
