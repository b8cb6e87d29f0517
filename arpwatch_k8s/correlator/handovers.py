"""How well a handover went: when the new owner was used and served first, what became of open connections, the outage.

The gap between claims is no outage: MetalLB may be silent for hours. An outage is counted from the first SYN that went
unanswered or failed after the last success through the old owner, to the first SYN-ACK through the new one. Where no
SYN was sent in between nothing is known of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.connections import Connection
from arpwatch_k8s.correlator.frames import FrameRef
from arpwatch_k8s.correlator.ownership import Handover
from arpwatch_k8s.correlator.sightings import in_time
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


@dataclass(frozen=True, slots=True)
class Around:
    """What is needed to judge every handover of one VIP and segment, put in order once.

    used, served: sightings by owner; attempts: by start; answered, ended, answerer: of those that were answered, in
    order of the answer: when (ns UTC), until when, and by whom.
    """

    used: dict[int, NDArray[Any]]
    served: dict[int, NDArray[Any]]
    attempts: Sequence[Connection]
    starts: Sequence[int]
    open: Sequence[Connection]
    answered: NDArray[np.int64]
    ended: NDArray[np.int64]
    answerer: NDArray[np.int64]


def around(
    used: Iterable[NDArray[Any]], served: NDArray[Any], attempts: Sequence[Connection], inventory: Inventory
) -> Around:
    """The tracks and connections of one VIP and segment; `used` by sender, `attempts` by start."""
    parts = [served[:0], *used]
    tried = [attempt for attempt in attempts if attempt.tries]
    timed = [(attempt.answer_time, attempt) for attempt in attempts if attempt.answer_time is not None]
    timed.sort(key=lambda item: item[0])
    return Around(
        used=by_owner(in_time(np.concatenate(parts))),
        served=by_owner(served),
        attempts=tried,
        starts=[attempt.start for attempt in tried],
        open=[attempt for _, attempt in timed],
        answered=np.array([time for time, _ in timed], np.int64),
        ended=np.array([FAR if a.end is None else a.end for _, a in timed], np.int64),
        answerer=np.array([inventory.owner(a.answer_mac, time, a.segment) for time, a in timed], np.int64),
    )


FAR: Final = (1 << 63) - 1


def by_owner(rows: NDArray[Any]) -> dict[int, NDArray[Any]]:
    """Sightings of each owner, in time order."""
    owners, index = np.unique(rows["owner"], return_inverse=True)
    order = np.argsort(index, kind="stable")
    parts = np.split(rows[order], np.searchsorted(index[order], np.arange(1, len(owners))))
    return dict(zip(owners.tolist(), parts, strict=False))


def quality(handover: Handover, near: Around, limits: Thresholds) -> Quality:
    """How one handover went."""
    since = handover.time - limits.handover_before_ns
    use, answer = first_from(near.used, handover.after, since), first_from(near.served, handover.after, since)
    begun = int(np.searchsorted(near.answered, handover.time, side="right"))
    through = (near.ended[:begun] > handover.time) & (near.answerer[:begun] == handover.before)
    left = [near.open[number] for number in np.flatnonzero(through).tolist()]
    return Quality(
        first_used=use[0] if use else None,
        first_used_frame=use[1] if use else None,
        first_served=answer[0] if answer else None,
        first_served_frame=answer[1] if answer else None,
        open_connections=len(left),
        fates=dict(sorted(Counter(a.outcome for a in left).items())),
        moved=sum(a.moved for a in left),
        outage_ns=outage_ns(handover, near, answer[0] if answer else None),
    )


def first_from(seen: Mapping[int, NDArray[Any]], owner: int, since: int) -> tuple[int, FrameRef] | None:
    """Time and frame of the first sighting of an owner from `since` on."""
    rows = seen.get(owner)
    at = 0 if rows is None else bisect_left(rows["time"], since)
    if rows is None or at == len(rows):
        return None
    return int(rows["time"][at]), FrameRef(int(rows["capture"][at]), int(rows["frame"][at]))


def outage_ns(handover: Handover, near: Around, back: int | None) -> int | None:
    """From the first SYN that found nobody to `back`, the first answer through the new owner; 0 where every SYN in
    between was answered at once, None where there was none or nothing was seen of the old owner."""
    old = near.served.get(handover.before)
    until = 0 if old is None or back is None else bisect_left(old["time"], back)
    if old is None or back is None or not until:
        return None
    after = int(old["time"][until - 1])
    between = near.attempts[bisect_right(near.starts, after) : bisect_right(near.starts, back)]
    lost = [attempt.start for attempt in between if attempt.failed or attempt.delayed]
    if lost:
        return back - min(lost)
    return 0 if between else None
