"""The flow table: one bounded hash table of a VIP's connections, updated by the compiled scan for each of their
segments.

A connection lives in one of `WAYS` slots that its hash names; a new one takes an empty slot, or else that of the
connection heard of longest ago, which is handed out as it stands (its accumulators merge with what may follow). So the
table never grows, and an update costs the same however many connections there are.

Besides accumulating, `track` tells when a segment's MAC differs from the last of its connection and direction: such a
frame is evidence (`l2_change`), at most `MAX_CHANGES` times for each direction of a connection. So is one whose MAC
differs from the last that its sender put on a frame to the VIP: all connections of a host share its neighbor cache, and
one that was idle meanwhile may be the first to show that the host went back.
"""

from typing import Final

from arpwatch_k8s.capture.state import FLOW_SLOTS, FLOW_WAYS, SENDER_SLOTS
from arpwatch_k8s.compiled import Flow, Row, State, helper, hot, int64, uint64
from arpwatch_k8s.evidence.flow import SEEN_ACK, SEEN_FIN, SEEN_NEXT, SEEN_SYN, TO_VIP
from arpwatch_k8s.evidence.hashing import folded, mix

MAX_CHANGES: Final = 8
"""Ours: two moves there and back, twice over; beyond that a connection's frames alternate, as over two links at once,
and each would be a row. The rest is counted."""
FIN, SYN, RST, ACK = 1, 2, 4, 16
SEQUENCE: Final = 0xFFFFFFFF
HALF: Final = 1 << 31
MAX_SEGMENT: Final = 0xFFFF


@hot
def key_of(row: Row, direction: int) -> tuple[int, int, int, int, int, int]:
    """(client's address in halves, VIP's, client's port, VIP's port) of a segment.

    Both directions are read and one is picked: which it is, no processor can guess.
    """
    to_vip = direction == TO_VIP
    src_hi, src_lo, dst_hi, dst_lo = row["ip_src_hi"], row["ip_src_lo"], row["ip_dst_hi"], row["ip_dst_lo"]
    sport, dport = int64(row["sport"]), int64(row["dport"])
    return (
        src_hi if to_vip else dst_hi,
        src_lo if to_vip else dst_lo,
        dst_hi if to_vip else src_hi,
        dst_lo if to_vip else src_lo,
        sport if to_vip else dport,
        dport if to_vip else sport,
    )


@hot
def hash_of(client_lo: int, vip_lo: int, client_port: int, vip_port: int) -> int:
    """32 bits, never 0, of a connection."""
    ports = client_port << 16 | vip_port
    return mix(mix(mix(ports, folded(client_lo)), folded(vip_lo)), vip_port) or 1


@hot
def is_of(flow: Flow, row: Row, direction: int) -> bool:
    """Whether a segment belongs to a flow: both ends, and the segment it was seen on. No segment belongs to a blank
    flow, as no VIP is zero."""
    client_hi, client_lo, vip_hi, vip_lo, client_port, vip_port = key_of(row, direction)
    return bool(
        flow["client_lo"] == client_lo
        and flow["client_port"] == client_port
        and flow["vip_port"] == vip_port
        and flow["vip_lo"] == vip_lo
        and flow["client_hi"] == client_hi
        and flow["vip_hi"] == vip_hi
        and flow["vlan"] == row["vlan"]
        and flow["interface"] == row["interface"]
        and flow["ifindex"] == row["ifindex"]
    )


@helper
def begin(flow: Flow, row: Row, direction: int) -> None:
    """Fill an empty flow's key from a segment."""
    client_hi, client_lo, vip_hi, vip_lo, client_port, vip_port = key_of(row, direction)
    flow["client_hi"], flow["client_lo"] = client_hi, client_lo
    flow["vip_hi"], flow["vip_lo"] = vip_hi, vip_lo
    flow["client_port"], flow["vip_port"] = client_port, vip_port
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
    """The slot among the ways of a hash where a segment's connection is, or begins now."""
    first = ways * FLOW_WAYS
    found = -1
    for slot in range(first, first + FLOW_WAYS):
        if s["tags"][slot] == 0 or (s["tags"][slot] == tag and is_of(s["flows"][slot], row, direction)):
            found = slot
            break
    if found < 0:
        found = oldest_of(s, first)
    if s["tags"][found] != tag or not is_of(s["flows"][found], row, direction):
        make_room(s, found, tag, row, direction)
    s["recent"][ways] = found - first
    return found


@hot
def slot_of(s: State, row: Row, direction: int) -> int:
    """The slot of a segment's connection, made free for it if it is new.

    A SYN with another initial sequence number is a new connection on the same ports.
    """
    _, client_lo, _, vip_lo, client_port, vip_port = key_of(row, direction)
    tag = hash_of(client_lo, vip_lo, client_port, vip_port)
    ways = tag & (FLOW_SLOTS // FLOW_WAYS - 1)
    slot = ways * FLOW_WAYS + int64(s["recent"][ways])
    if not is_of(s["flows"][slot], row, direction):
        slot = search(s, ways, tag, row, direction)
    if row["flags"] & (SYN | ACK) == SYN and direction == TO_VIP:
        flow = s["flows"][slot]
        if flow["first_frame"] != 0 and not (flow["seen"][TO_VIP] & SEEN_SYN and flow["isn"] == row["seq"]):
            make_room(s, slot, tag, row, direction)
    return slot


@hot
def account(flow: Flow, row: Row, direction: int, time: int) -> None:
    """Add a segment's payload to its flow, unless it is a keep-alive probe: at most a byte, just before the next
    one."""
    flags, length = int64(row["flags"]), int64(row["payload_len"])
    after = (int64(row["seq"]) + length + (flags & SYN != 0) + (flags & FIN != 0)) & SEQUENCE
    known = flow["seen"][direction] & SEEN_NEXT != 0
    ahead = (after - int64(flow["next_seq"][direction])) & SEQUENCE
    if (ahead + 1 - length) & SEQUENCE == 0 and length <= 1 and known and flags & (SYN | FIN | RST) == 0:
        return
    carried = 0 if flags & RST else length
    if carried > 0 and flow["payload"][direction] == 0:
        flow["payload_first"][direction] = time
        flow["payload_last"][direction] = time
    flow["payload"][direction] += uint64(carried)
    last = flow["payload_last"][direction]
    flow["payload_last"][direction] = time if carried > 0 and time > last else last
    if flow["seen"][1 - direction] & SEEN_FIN:
        flow["after_fin"][direction] += uint64(carried)
    if flags & (RST | ACK) == ACK:
        note_ack(flow, direction, int64(row["ack"]), length == 0 and flags & FIN == 0)
    if carried > 0:
        note_sent(flow, direction, time, carried, known, ahead)
    if known and flags & RST == 0 and (flags & FIN != 0) + carried < ahead < HALF:
        note_hole(flow, direction, ahead - carried - (flags & FIN != 0))
    if flags & RST == 0 and (not known or ahead < HALF):
        flow["next_seq"][direction] = after
        flow["seen"][direction] |= SEEN_NEXT
    if flags & (FIN | SYN):
        note_ends(flow, flags, int64(row["seq"]), direction)


@hot
def note_ack(flow: Flow, direction: int, ack: int, bare: bool) -> None:
    """Note that one side acknowledges more than before: what the other sent until then has arrived; or, in a segment of
    which that is all (`bare`), no more than before though there was more."""
    news = (ack - int64(flow["acked"][direction])) & SEQUENCE
    other = 1 - direction
    if flow["seen"][direction] & SEEN_ACK == 0 or (news != 0 and news < HALF):
        flow["seen"][direction] |= SEEN_ACK
        flow["unmoved"][direction] = 0
        flow["acked"][direction] = ack
        flow["resent"][other] = 0
        if ack == int64(flow["next_seq"][other]):
            flow["passed_bytes"][other] = max(flow["passed_bytes"][other], flow["waiting_bytes"][other])
            flow["waiting_bytes"][other] = 0
    elif bare and news == 0 and ack != int64(flow["next_seq"][other]):
        flow["unmoved"][direction] = min(int64(flow["unmoved"][direction]) + 1, MAX_SEGMENT)


@hot
def note_sent(flow: Flow, direction: int, time: int, length: int, known: bool, ahead: int) -> None:
    """Note bytes that end `ahead` of the highest number so far: new ones, or such as were sent before."""
    if not known or (ahead != 0 and ahead < HALF):
        flow["waiting_bytes"][direction] = max(int64(flow["waiting_bytes"][direction]), min(length, MAX_SEGMENT))
    else:
        note_again(flow, direction, time, length, ahead)


@helper
def note_hole(flow: Flow, direction: int, missing: int) -> None:
    """Note the first stretch of bytes that did not come by before later ones did."""
    if flow["hole_start"][direction] == flow["hole_end"][direction]:
        before = int64(flow["next_seq"][direction])
        flow["hole_start"][direction] = before
        flow["hole_end"][direction] = (before + missing) & SEQUENCE


@helper
def note_again(flow: Flow, direction: int, time: int, length: int, ahead: int) -> None:
    """Note bytes below the highest number: they fill a hole, or were sent before and are sent again."""
    after = (int64(flow["next_seq"][direction]) + ahead) & SEQUENCE
    first = (after - length) & SEQUENCE
    if flow["hole_start"][direction] != flow["hole_end"][direction]:
        left = (int64(flow["hole_end"][direction]) - first) & SEQUENCE
        if 0 < left < HALF:
            if first == flow["hole_start"][direction]:
                flow["hole_start"][direction] = flow["hole_end"][direction] if length >= left else after
            return
    other = 1 - direction
    unread = (after - int64(flow["acked"][other])) & SEQUENCE
    if flow["seen"][other] & SEEN_ACK and 0 < unread < HALF:
        if flow["resent"][direction] == 0:
            flow["resent_first"][direction] = time
            flow["resent_bytes"][direction] = 0
        flow["resent"][direction] += 1
        flow["resent_bytes"][direction] = max(int64(flow["resent_bytes"][direction]), min(length, MAX_SEGMENT))


@helper
def note_ends(flow: Flow, flags: int, seq: int, direction: int) -> None:
    """Note that one side opens or closes."""
    if flags & FIN:
        flow["seen"][direction] |= SEEN_FIN
    if flags & SYN:
        flow["seen"][direction] |= SEEN_SYN
        if direction == TO_VIP:
            flow["isn"] = seq


@hot
def note_sender(s: State, row: Row) -> bool:
    """Note the MAC that a sender uses for a VIP; whether it is another than that of its last frame. A sender whose slot
    another one took meanwhile begins anew."""
    mac, used = row["eth_src"], row["eth_dst"]
    if mac == 0 or used == 0:
        return False
    hashed = mix(mix(folded(mac), folded(row["ip_dst_lo"])), int64(row["vlan"]))
    slot = s["senders"][hashed & (SENDER_SLOTS - 1)]
    known = (
        slot["mac"] == mac
        and slot["vip_lo"] == row["ip_dst_lo"]
        and slot["vip_hi"] == row["ip_dst_hi"]
        and slot["vlan"] == row["vlan"]
        and slot["interface"] == row["interface"]
        and slot["ifindex"] == row["ifindex"]
    )
    if known and slot["used"] == used:
        return False
    slot["mac"], slot["vip_lo"], slot["vip_hi"] = mac, row["ip_dst_lo"], row["ip_dst_hi"]
    slot["vlan"], slot["interface"], slot["ifindex"] = row["vlan"], row["interface"], row["ifindex"]
    slot["used"] = used
    return bool(known)


@helper
def track(s: State, row: Row, direction: int, time: int) -> bool:
    """Take a VIP's segment into its flow; whether its MAC differs from the last of its connection and direction, or of
    its sender.

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
    dst, src = row["eth_dst"], row["eth_src"]
    mac = dst if direction == TO_VIP else src
    turned = direction == TO_VIP and note_sender(s, row)
    if (mac == flow["mac"][direction] and not turned) or mac == 0:
        return False
    if flow["changes"][direction] >= MAX_CHANGES:
        s["turns_left"] += 1
        return False
    flow["mac"][direction] = mac
    flow["changes"][direction] += 1
    return True
