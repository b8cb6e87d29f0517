"""How well a handover went: when the new owner was used and served first, what became of open connections, the outage.

The gap between claims is no outage: MetalLB may be silent for hours. An outage is counted from the first SYN that went
unanswered or failed after the last success through the old owner, to the first SYN-ACK through the new one. Where no
SYN was sent in between nothing is known of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from arpwatch_k8s.correlator.connections import Connection
from arpwatch_k8s.correlator.frames import FrameRef
from arpwatch_k8s.correlator.ownership import Handover
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Of one handover. Times in ns UTC, None where it was not seen.

    first_used: when a sender first put a frame on the new owner's MAC; first_served: when that answered a SYN;
    open_connections: those through the old owner that were open; fates: how they ended, by outcome; moved: how many of
    them went on through the new owner; outage_ns: None where no SYN was sent that could tell.
    """

    first_used: int | None
    first_used_frame: FrameRef | None
    first_served: int | None
    first_served_frame: FrameRef | None
    open_connections: int
    fates: dict[str, int]
    moved: int
    outage_ns: int | None


def quality(
    handover: Handover,
    used: Mapping[int, NDArray[Any]],
    served: NDArray[Any],
    attempts: Sequence[Connection],
    inventory: Inventory,
    limits: Thresholds,
) -> Quality:
    """What the tracks and connections of the same VIP and segment say of a handover; `used` by sender."""
    since = handover.time - limits.handover_before_ns
    uses = [seen for rows in used.values() if (seen := first_by(rows, handover.after, since)) is not None]
    use = min(uses, key=lambda row: (row[0], row[1]), default=None)
    answer = first_by(served, handover.after, since)
    left = [
        a
        for a in attempts
        if a.answer_time is not None
        and a.answer_time <= handover.time
        and (a.end is None or a.end > handover.time)
        and inventory.owner(a.answer_mac, a.answer_time, a.segment) == handover.before
    ]
    return Quality(
        first_used=use[0] if use else None,
        first_used_frame=use[1] if use else None,
        first_served=answer[0] if answer else None,
        first_served_frame=answer[1] if answer else None,
        open_connections=len(left),
        fates=dict(sorted(Counter(a.outcome for a in left).items())),
        moved=sum(a.moved for a in left),
        outage_ns=outage_ns(handover, served, attempts, answer[0] if answer else None),
    )


def first_by(rows: NDArray[Any], owner: int, since: int) -> tuple[int, FrameRef] | None:
    """Time and frame of the first sighting of an owner from `since` on."""
    mine = rows[np.searchsorted(rows["time"], since) :]
    found = np.flatnonzero(mine["owner"] == owner)
    if not len(found):
        return None
    row = mine[found[0]]
    return int(row["time"]), FrameRef(int(row["capture"]), int(row["frame"]))


def outage_ns(handover: Handover, served: NDArray[Any], attempts: Sequence[Connection], back: int | None) -> int | None:
    """From the first SYN that found nobody to `back`, the first answer through the new owner; 0 where every SYN in
    between was answered at once, None where there was none or nothing was seen of the old owner."""
    old = served["time"][served["owner"] == handover.before]
    before = old[: np.searchsorted(old, back or 0)]
    if back is None or not len(before):
        return None
    after = int(before[-1])
    between = [attempt for attempt in attempts if attempt.tries and after < attempt.start <= back]
    lost = [attempt.start for attempt in between if attempt.failed or attempt.delayed]
    if lost:
        return back - min(lost)
    return 0 if between else None
