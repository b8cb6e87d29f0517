"""What a node itself asked all for, as one does that has a packet to send on: the VIP, or another address.

What it asks for tells where it wanted to send a SYN: to the VIP, where nothing translated it, or to an endpoint's node.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.life import macs_of
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ARP_REQUEST, MULTICAST_BIT, NS

if TYPE_CHECKING:
    from numpy.typing import NDArray

PROBES_AGAIN: Final = 2
"""Questions about one address from which on it was asked again, since nobody answered the first."""
SOUGHT: Final = np.dtype([("time", "i8"), ("target", "i4")])
"""When which address (a code) was asked for."""


def asked_by(case: Case, record: VipRecord, owner: int) -> NDArray[Any]:
    """`QUESTION` records of what an owner asked all about its own VIP, as a router does: a probe is none."""
    asked = record.asked[record.asked["to_all"] & ~record.asked["probe"]]
    owners = case.inventory.owners(asked["mac"], asked["time"], record.segment)
    theirs: NDArray[Any] = asked[owners == owner]
    return theirs


def asked_elsewhere(case: Case, record: VipRecord, owner: int) -> NDArray[Any]:
    """`SOUGHT` records of an owner's questions to all about other addresses, in order of time."""
    rows = case.views[record.view].evidence
    asks = ((rows["kind"] == ARP_REQUEST) | (rows["kind"] == NS)) & np.isin(rows["eth_src"], macs_of(case, owner))
    asks &= (rows["eth_dst"] == 0) | (rows["eth_dst"] & MULTICAST_BIT != 0)
    asks &= (rows["target_ip"] != record.code) & (rows["target_ip"] != rows["sender_ip"])
    found = np.zeros(int(asks.sum()), SOUGHT)
    found["time"], found["target"] = rows["time"][asks], rows["target_ip"][asks]
    return found


def asks_again(asked: NDArray[Any], start: int, end: int) -> bool:
    """Whether one address of some `SOUGHT` records was asked for again and again in [start, end), ns UTC."""
    low, high = np.searchsorted(asked["time"], [start, end])
    return bool((np.unique(asked["target"][low:high], return_counts=True)[1] >= PROBES_AGAIN).any())


def asked_at(case: Case, asked: NDArray[Any], time: int) -> FrameRef | None:
    """Where one of some questions was asked as near to `time` (ns UTC) as one probe to the next."""
    return asked_within(asked, time - case.thresholds.answer_ns, time + case.thresholds.answer_ns)


def asked_within(asked: NDArray[Any], start: int, end: int) -> FrameRef | None:
    """Where one of some questions was first asked in [start, end), ns UTC."""
    at = bisect_left(asked["time"], start)
    if at == len(asked) or asked["time"][at] >= end:
        return None
    return FrameRef(int(asked["capture"][at]), int(asked["frame"][at]))
