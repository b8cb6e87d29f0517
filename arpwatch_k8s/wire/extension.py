"""Headers between IP and the upper layer: IPv6 extension headers (RFC 8200 section 4) and AH (RFC 4302)."""

from arpwatch_k8s.compiled import Buffer, helper
from arpwatch_k8s.wire.fields import u8, u16

NEXT_HEADER, HEADER_LENGTH, LENGTH = 0, 1, 8
HOP_BY_HOP, ROUTING, FRAGMENT, AH, DESTINATION_OPTIONS = 0, 43, 44, 51, 60
FRAGMENT_FIELD, FRAGMENT_OFFSET = 2, 0xFFF8
NO_UPPER_LAYER, CUT_SHORT = -1, -2


@helper
def upper_layer(b: Buffer, protocol: int, at: int, end: int) -> tuple[int, int]:
    """(protocol, position) of the upper layer behind the headers that begin at `at` with `protocol`.

    The protocol is NO_UPPER_LAYER in a fragment other than the first, and CUT_SHORT where a header does not fit before
    `end`; the position of the upper layer itself may lie beyond it. Each header is at least 8 bytes, so this ends.
    """
    while True:
        if protocol == HOP_BY_HOP or protocol == ROUTING or protocol == DESTINATION_OPTIONS:
            unit = 8
        elif protocol == AH:
            unit = 4
        elif protocol == FRAGMENT:
            unit = 0
        else:
            return protocol, at
        if end - at < LENGTH:
            return CUT_SHORT, at
        if protocol == FRAGMENT and u16(b, at + FRAGMENT_FIELD) & FRAGMENT_OFFSET:
            return NO_UPPER_LAYER, at
        protocol, at = u8(b, at + NEXT_HEADER), at + LENGTH + u8(b, at + HEADER_LENGTH) * unit
