"""Signs of life: when a node was heard at all, by any frame of its MACs in the evidence, or by payload it carried.

Of a connection the first and the last payload are known, not each in between. One on which much came, and whose client
never had to send anything twice, was served all the time: had the node been gone in it, requests would have been sent
again (RFC 6298).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.connections.outcomes import MODULUS
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.flow import FROM_VIP, SEEN_NEXT, SEEN_SYN, TO_VIP
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ARP_REPLY, NA
from arpwatch_k8s.evidence.unasked import SOLICITED

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEADY_NS: Final = 1_000_000_000
"""How far apart, on average, segments of a connection in steady use may be: less than a client waits before it sends
again what nobody acknowledged (RFC 6298 section 2.1: one second to begin with)."""


@dataclass(frozen=True, slots=True, eq=False)
class Life:
    """Times (ns UTC, rising) at which a node was heard; `rows` of the evidence that show some of them, with their
    times; `served`: first and last time (two columns) of connections that it served steadily."""

    times: NDArray[np.int64]
    row_times: NDArray[np.int64]
    places: NDArray[Any]
    served: NDArray[np.int64]

    def within(self, start: int, end: int) -> bool:
        """Whether it was heard in [start, end]."""
        at = bisect_left(self.times, start)
        if at < len(self.times) and self.times[at] <= end:
            return True
        return bool(((self.served[:, 0] <= start) & (self.served[:, 1] >= end)).any())

    def before(self, time: int) -> int | None:
        """When it was last heard before `time`."""
        at = bisect_left(self.times, time)
        return int(self.times[at - 1]) if at else None

    def after(self, time: int) -> int | None:
        """When it was next heard after `time`."""
        at = bisect_right(self.times, time)
        return int(self.times[at]) if at < len(self.times) else None

    def frames(self, start: int, end: int) -> list[FrameRef]:
        """Frames of it in [start, end]."""
        low, high = bisect_left(self.row_times, start), bisect_right(self.row_times, end)
        return [FrameRef(capture, frame) for capture, frame in self.places[low:high].tolist()]


def macs_of(case: Case, owner: int) -> NDArray[np.uint64]:
    """The MACs of a node."""
    node = case.inventory.by_mac.get(owner)
    return np.array(node.macs if node else (owner,), np.uint64)


def is_answer(rows: Evidence) -> NDArray[np.bool_]:
    """Which rows are answers to questions: a switch, too, may give them in a node's name."""
    found: NDArray[np.bool_] = (rows["kind"] == ARP_REPLY) | (
        (rows["kind"] == NA) & (rows["na_flags"] & SOLICITED != 0)
    )
    return found


def life(case: Case, record: VipRecord, owner: int, *, answers: bool = True) -> Life:
    """When a node was heard in the captures of a VIP's view; without `answers` those to questions are left out."""
    evidence = case.views[record.view].evidence
    macs = macs_of(case, owner)
    from_it = np.isin(evidence["eth_src"], macs)
    theirs = np.flatnonzero(from_it if answers else from_it & ~is_answer(evidence))
    times = evidence["time"][theirs]
    flows = case.views[record.view].flows(case.flows)
    spoke = (flows["payload"][:, FROM_VIP] > 0) & np.isin(flows["mac"][:, FROM_VIP], macs)
    stayed = spoke & (flows["changes"][:, FROM_VIP] <= 1)
    payload = [flows["payload_first"][stayed, FROM_VIP], flows["payload_last"][spoke, FROM_VIP]]
    every = np.sort(np.concatenate([times, *payload]))
    places = np.stack([evidence["capture"][theirs], evidence["frame"][theirs]], axis=1)
    return Life(every, times, places, steadily(flows[spoke]))


def steadily(flows: NDArray[Any]) -> NDArray[np.int64]:
    """First and last payload from the VIP, ns UTC, of connections that were in use all the time, on one MAC, and on
    which the client sent nothing twice."""
    sent = (flows["next_seq"][:, TO_VIP].astype(np.int64) - flows["isn"] - 1) % MODULUS
    known = (flows["seen"][:, TO_VIP] & (SEEN_NEXT | SEEN_SYN)) == SEEN_NEXT | SEEN_SYN
    once = known & (flows["payload"][:, TO_VIP] == sent) & (sent > 0)
    lasted = flows["payload_last"][:, FROM_VIP] - flows["payload_first"][:, FROM_VIP]
    many = flows["frames"][:, FROM_VIP].astype(np.int64)
    steady = once & (flows["changes"][:, FROM_VIP] <= 1) & (lasted <= STEADY_NS * many)
    spans = [flows["payload_first"][steady, FROM_VIP], flows["payload_last"][steady, FROM_VIP]]
    return np.stack(spans, axis=1).astype(np.int64)
