"""ICMPv6 errors (RFC 4443) and neighbor discovery (RFC 4861).

`target_ip` is the target of a solicitation or advertisement and the destination of a redirect, whose better first hop
is in `gateway`. `sender_mac` is the first source link-layer option, `target_mac` the first target link-layer option, of
those that have the length of a MAC.
"""

from arpwatch_k8s.compiled import Buffer, Row, helper
from arpwatch_k8s.evidence.row import HAS_ICMP, HAS_NA, ICMP_TIME_EXCEEDED, ICMP_UNREACHABLE, NA, ND_REDIRECT, NS
from arpwatch_k8s.wire import quoted
from arpwatch_k8s.wire.fields import mac, u8, u64
from arpwatch_k8s.wire.status import EVIDENCE, ICMPV6_CUT, NOTHING

quoted_ipv6 = quoted.ipv6

TYPE, CODE, FLAGS, TARGET, REDIRECT_DESTINATION = 0, 1, 4, 8, 24
ERROR_LENGTH, NEIGHBOR_LENGTH, REDIRECT_LENGTH = 8, 24, 40
UNREACHABLE, TIME_EXCEEDED, SOLICITATION, ADVERTISEMENT, REDIRECT = 1, 3, 135, 136, 137
SOURCE_LINK_LAYER, TARGET_LINK_LAYER, REDIRECTED_HEADER = 1, 2, 4
OPTION_UNIT = 8


@helper
def options(b: Buffer, at: int, end: int, row: Row) -> None:
    """Neighbor-discovery options up to the first that lies about its length or was cut short; of a redirected header
    that was, what is there."""
    source_seen = target_seen = False
    while end - at >= OPTION_UNIT:
        length = u8(b, at + 1) * OPTION_UNIT
        option = u8(b, at)
        if option == REDIRECTED_HEADER:
            quoted_ipv6(b, at + OPTION_UNIT, min(end, at + length), row)
        if length == 0 or length > end - at:
            return
        if option == SOURCE_LINK_LAYER and length == OPTION_UNIT and not source_seen:
            row["sender_mac"] = mac(b, at + 2)
            source_seen = True
        elif option == TARGET_LINK_LAYER and length == OPTION_UNIT and not target_seen:
            row["target_mac"] = mac(b, at + 2)
            target_seen = True
        at += length


@helper
def error(b: Buffer, at: int, end: int, row: Row) -> int:
    """Destination unreachable or time exceeded."""
    if end - at <= CODE:
        return ICMPV6_CUT
    row["kind"] = ICMP_UNREACHABLE if u8(b, at + TYPE) == UNREACHABLE else ICMP_TIME_EXCEEDED
    quoted_ipv6(b, at + ERROR_LENGTH, end, row)
    return EVIDENCE


@helper
def neighbor(b: Buffer, at: int, end: int, row: Row) -> int:
    """A solicitation or an advertisement."""
    if end - at < NEIGHBOR_LENGTH:
        return ICMPV6_CUT
    if u8(b, at + TYPE) == SOLICITATION:
        row["kind"] = NS
    else:
        row["kind"] = NA
        row["na_flags"] = u8(b, at + FLAGS) >> 5
        row["present"] |= HAS_NA
    row["target_ip_hi"] = u64(b, at + TARGET)
    row["target_ip_lo"] = u64(b, at + TARGET + 8)
    options(b, at + NEIGHBOR_LENGTH, end, row)
    return EVIDENCE


@helper
def redirect(b: Buffer, at: int, end: int, row: Row) -> int:
    """A redirect."""
    if end - at < REDIRECT_LENGTH:
        return ICMPV6_CUT
    row["kind"] = ND_REDIRECT
    row["gateway_hi"] = u64(b, at + TARGET)
    row["gateway_lo"] = u64(b, at + TARGET + 8)
    row["target_ip_hi"] = u64(b, at + REDIRECT_DESTINATION)
    row["target_ip_lo"] = u64(b, at + REDIRECT_DESTINATION + 8)
    options(b, at + REDIRECT_LENGTH, end, row)
    return EVIDENCE


@helper
def decode(b: Buffer, at: int, end: int, row: Row) -> int:
    """An ICMPv6 message at `at`."""
    if end - at < 1:
        return ICMPV6_CUT
    type_ = u8(b, at + TYPE)
    if type_ == UNREACHABLE or type_ == TIME_EXCEEDED:
        status = error(b, at, end, row)
    elif type_ == SOLICITATION or type_ == ADVERTISEMENT:
        status = neighbor(b, at, end, row)
    elif type_ == REDIRECT:
        status = redirect(b, at, end, row)
    else:
        return NOTHING
    if status == EVIDENCE:
        row["icmp_type"] = type_
        row["icmp_code"] = u8(b, at + CODE)
        row["present"] |= HAS_ICMP
    return status
