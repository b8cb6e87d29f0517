"""Linux cooked capture, version 2 (LINKTYPE_LINUX_SLL2): as version 1, and names the interface."""

from arpwatch_k8s.compiled import Buffer, Row, Wanted, helper
from arpwatch_k8s.wire import sll
from arpwatch_k8s.wire.fields import mac, u8, u16, u32
from arpwatch_k8s.wire.status import LINK_CUT, NOTHING

decode_protocol = sll.decode_protocol

PROTOCOL, IFINDEX, ARPHRD, ADDRESS_LENGTH, ADDRESS, LENGTH = 0, 4, 8, 11, 12, 20


@helper
def decode(b: Buffer, at: int, end: int, wire_end: int, w: Wanted, row: Row) -> int:
    """A cooked frame at `at`; `wire_end` as in `link.decode_on_wire`."""
    if end - at < LENGTH:
        return LINK_CUT
    status = decode_protocol(b, u16(b, at + ARPHRD), u16(b, at + PROTOCOL), at + LENGTH, end, wire_end, w, row)
    if status > NOTHING:
        row["ifindex"] = u32(b, at + IFINDEX)
        if u8(b, at + ADDRESS_LENGTH) == 6:
            row["eth_src"] = mac(b, at + ADDRESS)
    return status
