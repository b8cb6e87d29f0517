"""TCP (RFC 9293 section 3.1): segments that open, close or reset a connection, and all those of a VIP."""

from arpwatch_k8s.compiled import Buffer, Row, helper, hot
from arpwatch_k8s.evidence.row import HAS_TCP, TCP_FIN, TCP_RST, TCP_SYN, TCP_SYNACK
from arpwatch_k8s.wire.fields import u8, u16, u32
from arpwatch_k8s.wire.status import COUNTED, EVIDENCE, NOTHING, SEGMENT, TCP_BAD, TCP_CUT
from arpwatch_k8s.wire.wanted import ALL_TCP, COUNT, NEITHER

SPORT, DPORT, SEQ, ACK, OFFSET, FLAGS, WINDOW, LENGTH = 0, 2, 4, 8, 12, 13, 14, 20
NEEDED = WINDOW + 2  # of a segment that the capture cut short: what Wireshark needs to show flags
FIN, SYN, RST, ACK_FLAG = 1, 2, 4, 16


@helper
def kind_of(flags: int) -> int:
    """The kind of a segment with FIN, SYN or RST set; RST before SYN before FIN where several are."""
    if flags & RST:
        return TCP_RST
    if flags & SYN:
        return TCP_SYNACK if flags & ACK_FLAG else TCP_SYN
    return TCP_FIN


@hot
def decode(b: Buffer, at: int, end: int, length: int, mode: int, direction: int, row: Row) -> int:
    """A segment at `at` of `length` bytes on the wire, of which those before `end` were captured.

    `mode` and `direction` are of `wanted.py`. A VIP's segment that is no evidence by itself is a SEGMENT; another's
    that is only to be counted is COUNTED, and has a kind and addresses alone; a FIN is not counted.
    """
    if end - at < NEEDED:
        return TCP_CUT
    flags = u8(b, at + FLAGS)
    opens = flags & (FIN | SYN | RST) != 0
    if direction == NEITHER and not (opens and mode & (ALL_TCP | COUNT)):
        return NOTHING
    header = (u8(b, at + OFFSET) >> 4) * 4
    if header < LENGTH or header > length:
        return TCP_BAD
    if direction == NEITHER and not mode & ALL_TCP:
        if not flags & (SYN | RST):
            return NOTHING
        row["kind"] = kind_of(flags)
        return COUNTED
    if opens:
        row["kind"] = kind_of(flags)
    row["sport"] = u16(b, at + SPORT)
    row["dport"] = u16(b, at + DPORT)
    row["seq"] = u32(b, at + SEQ)
    row["ack"] = u32(b, at + ACK)
    row["flags"] = (u8(b, at + OFFSET) & 1) << 8 | flags
    row["payload_len"] = length - header
    row["present"] |= HAS_TCP
    row["direction"] = direction
    return EVIDENCE if opens else SEGMENT
