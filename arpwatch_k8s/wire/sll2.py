"""Linux cooked capture, version 2 (LINKTYPE_LINUX_SLL2): as version 1, and names the interface."""

from arpwatch_k8s.compiled import Buffer, Row, helper
from arpwatch_k8s.wire import sll
from arpwatch_k8s.wire.fields import mac, u8, u16, u32
from arpwatch_k8s.wire.status import LINK_CUT

named = sll.named

PROTOCOL, IFINDEX, ARPHRD, ADDRESS_LENGTH, ADDRESS, LENGTH = 0, 4, 8, 11, 12, 20
MAC_LENGTH = 6


@helper
def locate(b: Buffer, at: int, end: int) -> tuple[int, int]:
    """(Ethernet type, position of what it names) of a cooked frame at `at`."""
    if end - at < LENGTH:
        return LINK_CUT, at
    return named(b, u16(b, at + ARPHRD), u16(b, at + PROTOCOL), at + LENGTH, end)


@helper
def addresses(b: Buffer, at: int, row: Row) -> None:
    """The interface and the sender's MAC."""
    row["ifindex"] = u32(b, at + IFINDEX)
    if u8(b, at + ADDRESS_LENGTH) == MAC_LENGTH:
        row["eth_src"] = mac(b, at + ADDRESS)
