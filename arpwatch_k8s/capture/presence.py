"""In which seconds each MAC was heard, by frames that leave no row: a table of fixed size that the compiled scan fills.

A slot holds a MAC and the stretch of seconds that goes on; a stretch leaves the table when the MAC is quiet for longer
than a second, or when another MAC needs its slot. Stretches that find no room are counted: a flood of forged MACs does
not grow it.
"""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.capture.state import NO_TIME, PRESENCE_SLOTS, PRESENCE_WAYS
from arpwatch_k8s.compiled import Buffer, State, helper, hot, int64
from arpwatch_k8s.evidence.row import MAC_PRESENT
from arpwatch_k8s.wire import ethernet, link, sll, sll2
from arpwatch_k8s.wire.fields import u8, u16, u32

NS_PER_SECOND: Final = 1_000_000_000
ETHERNET, SLL, SLL2 = link.ETHERNET, link.SLL, link.SLL2
SPREAD: Final = 0x2545F491


@helper
def cooked_sender(b: Buffer, linktype: int, at: int, end: int) -> int:
    """Where the sender's MAC stands in a cooked frame; -1 where there is none."""
    if linktype == SLL2 and end - at >= sll2.LENGTH and u8(b, at + sll2.ADDRESS_LENGTH) == sll2.MAC_LENGTH:
        return at + sll2.ADDRESS
    if linktype == SLL and end - at >= sll.LENGTH and u16(b, at + sll.ADDRESS_LENGTH) == sll.MAC_LENGTH:
        return at + sll.ADDRESS
    return int64(-1)


@helper
def begin(s: State, first_slot: int, mac: int, second: int) -> None:
    """A new stretch, in place of that of the MAC heard of longest ago among those that may have the slot."""
    oldest = first_slot
    for slot in range(first_slot, first_slot + PRESENCE_WAYS):
        if s["presence"][slot]["last"] < s["presence"][oldest]["last"]:
            oldest = slot
        if s["presence"][slot]["mac"] == mac or s["presence"][slot]["mac"] == 0:
            oldest = slot
            break
    if s["presence"][oldest]["mac"] != 0:
        s["left"][s["left_n"]] = s["presence"][oldest]
        s["left_n"] += 1
    s["presence"][oldest]["mac"] = mac
    s["presence"][oldest]["first"] = second
    s["presence"][oldest]["last"] = second


@hot
def note_presence(b: Buffer, linktype: int, s: State, at: int, end: int, time: int) -> None:
    """Note that the sender of a frame was heard; at most one stretch leaves the table."""
    place = at + ethernet.SRC
    if linktype != ETHERNET:
        place = cooked_sender(b, linktype, at, end)
    if place < 0 or end - at < ethernet.LENGTH or time == NO_TIME:
        return
    high, low = u32(b, place), u16(b, place + 4)
    second = time // NS_PER_SECOND
    mac = high << 16 | low | MAC_PRESENT
    first_slot = ((high ^ low << 12) * SPREAD >> 20 & (PRESENCE_SLOTS // PRESENCE_WAYS - 1)) * PRESENCE_WAYS
    for slot in range(first_slot, first_slot + PRESENCE_WAYS):
        if s["presence"][slot]["mac"] == mac:
            last = s["presence"][slot]["last"]
            if second == last or (second < last and second >= s["presence"][slot]["first"]):
                return
            if second == last + 1:
                s["presence"][slot]["last"] = second
                return
            break
    begin(s, first_slot, mac, second)
