"""The flow table: one bounded hash table of a VIP's connections, updated by the compiled scan for each of their
segments.

A connection lives in one of `WAYS` slots that its hash names; a new one takes an empty slot, or else that of the
connection heard of longest ago, which is handed out as it stands (its accumulators merge with what may follow). So the
table never grows, and an update costs the same however many connections there are.

Besides accumulating, `track` tells when a segment's MAC differs from the last of its connection and direction: such a
frame is evidence (`l2_change`), at most `MAX_CHANGES` times for each direction of a connection.
"""

from typing import Final

import numpy as np

from arpwatch_k8s.capture.cursor import FLUSHED
from arpwatch_k8s.compiled import Flow, Flows, Longs, Row, helper, hot, int64
from arpwatch_k8s.evidence.flow import SEEN_FIN, SEEN_NEXT, SEEN_SYN, TO_VIP

SLOTS: Final = 1 << 16
WAYS: Final = 8
MAX_CHANGES: Final = 8
FIN, SYN, ACK = 1, 2, 16
RST: Final = 4
SEQUENCES: Final = 1 << 32
HALF: Final = 1 << 31
LOW_HALF: Final = np.uint64(0xFFFFFFFF)
HALF_BITS: Final = np.uint64(32)


@hot
def mix(hashed: int, value: int) -> int:
    """A 32-bit hash with 32 more bits stirred in; products stay within 63 bits."""
    hashed = ((hashed ^ value) * 0x2545F491) & 0xFFFFFFFF
    return hashed ^ hashed >> 15


@hot
def home(row: Row, direction: int) -> int:
    """The first slot in which the connection of a segment may live."""
    client, port = (row["ip_src_lo"], row["sport"]) if direction == TO_VIP else (row["ip_dst_lo"], row["dport"])
    vip = row["ip_dst_lo"] if direction == TO_VIP else row["ip_src_lo"]
    both = int64(row["sport"]) + int64(row["dport"])
    hashed = mix(both, int64(client & LOW_HALF))
    hashed = mix(hashed, int64(client >> HALF_BITS))
    hashed = mix(hashed, int64(vip & LOW_HALF))
    hashed = mix(hashed, int64(port))
    return (hashed & (SLOTS // WAYS - 1)) * WAYS


@hot
def is_of(flow: Flow, row: Row, direction: int) -> bool:
    """Whether a segment belongs to a flow: both ends, and the segment it was seen on."""
    if flow["first_frame"] == 0 or flow["vlan"] != row["vlan"] or flow["interface"] != row["interface"]:
        return False
    if flow["ifindex"] != row["ifindex"]:
        return False
    if direction == TO_VIP:
        return bool(
            flow["client_lo"] == row["ip_src_lo"]
            and flow["client_hi"] == row["ip_src_hi"]
            and flow["vip_lo"] == row["ip_dst_lo"]
            and flow["vip_hi"] == row["ip_dst_hi"]
            and flow["client_port"] == row["sport"]
            and flow["vip_port"] == row["dport"]
        )
    return bool(
        flow["client_lo"] == row["ip_dst_lo"]
        and flow["client_hi"] == row["ip_dst_hi"]
        and flow["vip_lo"] == row["ip_src_lo"]
        and flow["vip_hi"] == row["ip_src_hi"]
        and flow["client_port"] == row["dport"]
        and flow["vip_port"] == row["sport"]
    )


@helper
def begin(flow: Flow, row: Row, direction: int) -> None:
    """Fill an empty flow's key from a segment."""
    if direction == TO_VIP:
        flow["client_hi"], flow["client_lo"] = row["ip_src_hi"], row["ip_src_lo"]
        flow["vip_hi"], flow["vip_lo"] = row["ip_dst_hi"], row["ip_dst_lo"]
        flow["client_port"], flow["vip_port"] = row["sport"], row["dport"]
    else:
        flow["client_hi"], flow["client_lo"] = row["ip_dst_hi"], row["ip_dst_lo"]
        flow["vip_hi"], flow["vip_lo"] = row["ip_src_hi"], row["ip_src_lo"]
        flow["client_port"], flow["vip_port"] = row["dport"], row["sport"]
    flow["vlan"] = row["vlan"]
    flow["interface"] = row["interface"]
    flow["ifindex"] = row["ifindex"]


@helper
def slot_of(flows: Flows, flushed: Flows, cursor: Longs, row: Row, direction: int) -> int:
    """The slot of a segment's connection, made free for it if it is new; what was there goes to `flushed`.

    A SYN with another initial sequence number is a new connection on the same ports.
    """
    first = home(row, direction)
    chosen, oldest = -1, first
    for slot in range(first, first + WAYS):
        if is_of(flows[slot], row, direction):
            opens = direction == TO_VIP and row["flags"] & (SYN | ACK) == SYN
            known = flows[slot]["seen"][TO_VIP] & SEEN_SYN
            if not opens or (known and flows[slot]["isn"] == row["seq"]):
                return slot
            chosen = slot
            break
        if flows[slot]["first_frame"] == 0:
            chosen = slot
            break
        if flows[slot]["last_time"] < flows[oldest]["last_time"]:
            oldest = slot
    if chosen < 0:
        chosen = oldest
    if flows[chosen]["first_frame"] != 0:
        flushed[cursor[FLUSHED]] = flows[chosen]
        cursor[FLUSHED] += 1
        flows[chosen] = flows[SLOTS]
    begin(flows[chosen], row, direction)
    return chosen


@helper
def account(flow: Flow, row: Row, direction: int, time: int) -> None:
    """Add a segment's payload to its flow, unless it is a keep-alive probe: at most a byte, just before the next
    one."""
    flags, length = int64(row["flags"]), int64(row["payload_len"])
    seq = int64(row["seq"])
    after = (seq + length + (flags & SYN != 0) + (flags & FIN != 0)) % SEQUENCES
    known = flow["seen"][direction] & SEEN_NEXT != 0
    ahead = (after - int64(flow["next_seq"][direction])) % SEQUENCES
    if known and length <= 1 and flags & (SYN | FIN | RST) == 0 and (ahead + 1 - length) % SEQUENCES == 0:
        return
    if length > 0 and flags & RST == 0:
        if flow["payload"][direction] == 0:
            flow["payload_first"][direction] = time
            flow["payload_last"][direction] = time
        flow["payload"][direction] += length
        flow["payload_last"][direction] = max(flow["payload_last"][direction], time)
        if flow["seen"][1 - direction] & SEEN_FIN:
            flow["after_fin"][direction] += length
    if flags & RST == 0 and (not known or ahead < HALF):
        flow["next_seq"][direction] = after
        flow["seen"][direction] |= SEEN_NEXT
    if flags & FIN:
        flow["seen"][direction] |= SEEN_FIN
    if flags & SYN:
        flow["seen"][direction] |= SEEN_SYN
        if direction == TO_VIP:
            flow["isn"] = seq


@helper
def track(flows: Flows, flushed: Flows, cursor: Longs, row: Row, direction: int, time: int, frame: int) -> bool:
    """Take a VIP's segment into its flow; whether its MAC differs from the last of its connection and direction.

    At most one flow is moved to `flushed`, of which `cursor[FLUSHED]` are filled.
    """
    flow = flows[slot_of(flows, flushed, cursor, row, direction)]
    if flow["first_frame"] == 0:
        flow["first_frame"] = frame
        flow["first_time"] = time
        flow["last_time"] = time
    flow["last_frame"] = frame
    flow["last_time"] = max(flow["last_time"], time)
    flow["frames"][direction] += 1
    account(flow, row, direction, time)
    mac = row["eth_dst"] if direction == TO_VIP else row["eth_src"]
    if mac == 0 or mac == flow["mac"][direction] or flow["changes"][direction] >= MAX_CHANGES:
        return False
    flow["mac"][direction] = mac
    flow["changes"][direction] += 1
    return True
