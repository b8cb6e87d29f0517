"""ICMP errors and redirects (RFC 792), RFC 4884)."""

from arpwatch_k8s.compiled import Buffer, Row, helper
from arpwatch_k8s.evidence.row import HAS_ICMP, ICMP_REDIRECT, ICMP_TIME_EXCEEDED, ICMP_UNREACHABLE
from arpwatch_k8s.wire import quoted
from arpwatch_k8s.wire.fields import ipv4_mapped, u8
from arpwatch_k8s.wire.status import EVIDENCE, ICMP_CUT, NOTHING

quoted_ipv4 = quoted.ipv4

TYPE, CODE, GATEWAY, QUOTED_LENGTH, LENGTH = 0, 1, 4, 5, 8
NEEDED = QUOTED_LENGTH + 1  # of a message that the capture cut short: what Wireshark needs to show it
UNREACHABLE, REDIRECT, TIME_EXCEEDED = 3, 5, 11


@helper
def kind_of(type_: int) -> int:
    """The kind of an ICMP message, 0 for one that is no evidence."""
    if type_ == UNREACHABLE:
        return ICMP_UNREACHABLE
    if type_ == REDIRECT:
        return ICMP_REDIRECT
    if type_ == TIME_EXCEEDED:
        return ICMP_TIME_EXCEEDED
    return 0


@helper
def decode(b: Buffer, at: int, end: int, row: Row) -> int:
    """An ICMP message at `at`."""
    if end - at < 1:
        return ICMP_CUT
    kind = kind_of(u8(b, at + TYPE))
    if kind == 0:
        return NOTHING
    if end - at < NEEDED:
        return ICMP_CUT
    row["kind"] = kind
    row["icmp_type"] = u8(b, at + TYPE)
    row["icmp_code"] = u8(b, at + CODE)
    row["present"] |= HAS_ICMP
    if end - at < LENGTH:
        return EVIDENCE
    if kind == ICMP_REDIRECT:
        row["gateway_lo"] = ipv4_mapped(b, at + GATEWAY)
    quoted_ipv4(b, at + LENGTH, end, row)
    return EVIDENCE
