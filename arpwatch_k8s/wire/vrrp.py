"""VRRP version 2 and 3 (RFC 3768, RFC 9568) advertisements; CARP and UCARP, which borrow protocol 112, told from them.

CARP's first byte reads as VRRP version 2, type 1 as well, but its message is 36 bytes without any address count that
fits: byte 3, the count of addresses in VRRP, is CARP's authentication length in 32-bit words (7), and 36 bytes is no
length that VRRP with 7 addresses can have (44 with authentication data, 36 without: RFC 3768 demands the 8 bytes).
CARP has no priority and no addresses: `vrrp_version` is 0, `vrid` its virtual host id.
"""

from arpwatch_k8s.compiled import Buffer, Row, helper
from arpwatch_k8s.evidence.row import HAS_PRIORITY, HAS_VRRP, VRRP
from arpwatch_k8s.wire.fields import u8
from arpwatch_k8s.wire.status import EVIDENCE, NOTHING, VRRP_CUT

VERSION_TYPE, VRID, PRIORITY, COUNT, ADDRESSES = 0, 1, 2, 3, 8
ADVERTISEMENT = 1
CARP_LENGTH, CARP_AUTH_WORDS, CARP_FIRST_BYTE = 36, 7, 0x21
CARP_VERSION = 0


@helper
def decode(b: Buffer, at: int, end: int, length: int, ip_version: int, row: Row) -> int:
    """An advertisement at `at` of `length` bytes on the wire.

    `addresses_at` is left as the position of the first address in the buffer, for the scan to copy them out.
    """
    if end - at <= COUNT:
        return VRRP_CUT
    first = u8(b, at + VERSION_TYPE)
    if first & 15 != ADVERTISEMENT:
        return NOTHING
    row["kind"] = VRRP
    row["vrid"] = u8(b, at + VRID)
    row["present"] |= HAS_VRRP
    if first == CARP_FIRST_BYTE and length == CARP_LENGTH and u8(b, at + COUNT) == CARP_AUTH_WORDS:
        row["vrrp_version"] = CARP_VERSION
        return EVIDENCE
    size = 4 if ip_version == 4 else 16
    row["vrrp_version"] = first >> 4
    row["priority"] = u8(b, at + PRIORITY)
    row["present"] |= HAS_PRIORITY
    row["addresses_n"] = max(0, min(u8(b, at + COUNT), (end - at - ADDRESSES) // size))
    row["addresses_at"] = at + ADDRESSES
    return EVIDENCE
