"""The flow table: one bounded hash table of a VIP's connections, updated by the compiled scan for each of their
segments.

A connection lives in one of `WAYS` slots that its hash names; a new one takes an empty slot, or else that of the
connection heard of longest ago, which is handed out as it stands (its accumulators merge with what may follow). So the
table never grows, and an update costs the same however many connections there are.

Besides accumulating, `track` tells when a segment's MAC differs from the last of its connection and direction: such a
frame is evidence (`l2_change`), at most `MAX_CHANGES` times for each direction of a connection.
"""

from typing import Final

from arpwatch_k8s.capture.state import FLOW_SLOTS, FLOW_WAYS
from arpwatch_k8s.compiled import Flow, Row, State, helper, hot, int64
from arpwatch_k8s.evidence.flow import SEEN_FIN, SEEN_NEXT, SEEN_SYN, TO_VIP
from arpwatch_k8s.evidence.hashing import folded, mix

MAX_CHANGES: Final = 8
FIN, SYN, RST, ACK = 1, 2, 4, 16
SEQUENCE: Final = 0xFFFFFFFF
HALF: Final = 1 << 31


@hot
def hash_of(row: Row, direction: int) -> int:
    """32 bits, never 0, that both directions of a segment's connection share."""
    src, dst = folded(row["ip_src_lo"]), folded(row["ip_dst_lo"])
    sport, dport = int64(row["sport"]), int64(row["dport"])
    if direction == TO_VIP:
        hashed = mix(mix(mix(sport << 16 | dport, src), dst), dport)
    else:
        hashed = mix(mix(mix(dport << 16 | sport, dst), src), sport)
    return hashed or 1


@hot
def is_of(flow: Flow, row: Row, direction: int) -> bool:
    """Whether a segment belongs to a flow: both ends, and the segment it was seen on."""
    if flow["vlan"] != row["vlan"] or flow["interface"] != row["interface"] or flow["ifindex"] != row["ifindex"]:
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
def make_room(s: State, slot: int, tag: int, row: Row, direction: int) -> None:
    """Begin a segment's flow in a slot; what was there goes to `flushed`."""
    if s["tags"][slot] != 0:
        s["flushed"][s["flushed_n"]] = s["flows"][slot]
        s["flushed_n"] += 1
        s["flows"][slot] = s["flows"][FLOW_SLOTS]
    s["tags"][slot] = tag
    begin(s["flows"][slot], row, direction)


@helper
def oldest_of(s: State, first: int) -> int:
    """The slot of the flow heard of longest ago among those that may take the place."""
    oldest = first
    for slot in range(first, first + FLOW_WAYS):
        if s["flows"][slot]["last_time"] < s["flows"][oldest]["last_time"]:
            oldest = slot
    return oldest


@helper
def search(s: State, ways: int, tag: int, row: Row, direction: int) -> int:
    """The slot among the ways of a hash where a segment's connection is, or else is to begin."""
    first = ways * FLOW_WAYS
    for slot in range(first, first + FLOW_WAYS):
        if s["tags"][slot] == 0 or (s["tags"][slot] == tag and is_of(s["flows"][slot], row, direction)):
            return slot
    return oldest_of(s, first)


@hot
def slot_of(s: State, row: Row, direction: int) -> int:
    """The slot of a segment's connection, made free for it if it is new.

    A SYN with another initial sequence number is a new connection on the same ports.
    """
    tag = hash_of(row, direction)
    ways = tag & (FLOW_SLOTS // FLOW_WAYS - 1)
    slot = ways * FLOW_WAYS + int64(s["recent"][ways])
    if s["tags"][slot] != tag or not is_of(s["flows"][slot], row, direction):
        slot = search(s, ways, tag, row, direction)
        s["recent"][ways] = slot - ways * FLOW_WAYS
        if s["tags"][slot] != tag or not is_of(s["flows"][slot], row, direction):
            make_room(s, slot, tag, row, direction)
            return slot
    flow = s["flows"][slot]
    opens = direction == TO_VIP and row["flags"] & (SYN | ACK) == SYN
    if opens and flow["first_frame"] != 0 and not (flow["seen"][TO_VIP] & SEEN_SYN and flow["isn"] == row["seq"]):
        make_room(s, slot, tag, row, direction)
    return slot


@hot
def account(flow: Flow, row: Row, direction: int, time: int) -> None:
    """Add a segment's payload to its flow, unless it is a keep-alive probe: at most a byte, just before the next
    one."""
    flags, length = int64(row["flags"]), int64(row["payload_len"])
    seq = int64(row["seq"])
    after = (seq + length + (flags & SYN != 0) + (flags & FIN != 0)) & SEQUENCE
    known = flow["seen"][direction] & SEEN_NEXT != 0
    ahead = (after - int64(flow["next_seq"][direction])) & SEQUENCE
    if known and length <= 1 and flags & (SYN | FIN | RST) == 0 and (ahead + 1 - length) & SEQUENCE == 0:
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
def track(s: State, row: Row, direction: int, time: int) -> bool:
    """Take a VIP's segment into its flow; whether its MAC differs from the last of its connection and direction.

    At most one flow is moved to `flushed`.
    """
    flow = s["flows"][slot_of(s, row, direction)]
    if flow["first_frame"] == 0:
        flow["first_frame"] = s["frame"]
        flow["first_time"] = time
        flow["last_time"] = time
    flow["last_frame"] = s["frame"]
    flow["last_time"] = max(flow["last_time"], time)
    flow["frames"][direction] += 1
    account(flow, row, direction, time)
    mac = row["eth_dst"] if direction == TO_VIP else row["eth_src"]
    if mac == 0 or mac == flow["mac"][direction] or flow["changes"][direction] >= MAX_CHANGES:
        return False
    flow["mac"][direction] = mac
    flow["changes"][direction] += 1
    return True
