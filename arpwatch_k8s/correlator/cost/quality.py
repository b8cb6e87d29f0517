"""How well a handover went: when the new owner was used and served first, what became of open connections, the outage.

The gap between claims is no outage: MetalLB may be silent for hours. An outage is counted from the first SYN that went
unanswered or failed after the last success through the old owner, to the first SYN-ACK through the new one. Where no
SYN was sent in between nothing is known of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.ownership.handovers import Handover
from arpwatch_k8s.correlator.ownership.sightings import SightingRows, in_time
from arpwatch_k8s.evidence.parts import parts
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.segment import Segment
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How one handover went."""

    first_used: int | None
    """When a sender first put the new owner's MAC on a frame, ns UTC; None where none did."""
    first_used_frame: FrameRef | None
    """That frame."""
    first_served: int | None
    """When the new owner first answered a SYN, ns UTC; None where it did not."""
    first_served_frame: FrameRef | None
    """That answer."""
    open_connections: int
    """How many connections through the old owner were open."""
    fates: dict[str, int]
    """How those ended: how many of each outcome, by name."""
    moved: int
    """How many of them went on through the new owner."""
    outage_ns: int | None
    """How long nobody accepted a connection; None where that cannot be told."""
    untold: str = ""
    """Why it cannot be told."""


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """What is needed to judge every handover of one VIP and segment, put in order once."""

    used: dict[int, SightingRows]
    """Who used whom: sightings by owner, in time order."""
    served: dict[int, SightingRows]
    """Who answered SYNs: the same."""
    starts: NDArray[np.int64]
    """When each attempt began, ns UTC; rising."""
    lost: NDArray[np.bool_]
    """Which of those failed, or had to be retried."""
    through: Mapping[int, tuple[Connections, NDArray[np.int64]]]
    """By time of a handover that found any open, the answered connections that it found so, and by whom each was
    answered."""


def around(
    used: Iterable[SightingRows],
    served: SightingRows,
    connections: Connections,
    moves: Sequence[Handover],
    inventory: Inventory,
    segment: Segment,
) -> Around:
    """The tracks and connections of one VIP and segment; `used` by sender."""
    tried = connections.attempts
    return Around(
        used=by_owner(in_time(np.concatenate([served[:0], *used]))) if moves else {},
        served=by_owner(served) if moves else {},
        starts=tried.column("start"),
        lost=tried.is_failed | (tried.column("tries") > 1),
        through=open_through(connections, [move.time for move in moves], inventory, segment) if moves else {},
    )


def open_through(
    connections: Connections, times: Sequence[int], inventory: Inventory, segment: Segment
) -> dict[int, tuple[Connections, NDArray[np.int64]]]:
    """By each of some times (ns UTC, rising), the connections that were answered by then and had not ended, where there
    are any, with who answered them. Each is looked at once, however many times there are."""
    answered = connections.where(connections.column("answer_event") >= 0).sorted_by("answer_time")
    owners = inventory.owners(answered.column("answer_mac"), answered.column("answer_time"), segment)
    low = np.searchsorted(times, answered.column("answer_time"))
    many = np.maximum(np.searchsorted(times, answered.column("end")) - low, 0)
    which = np.repeat(np.arange(len(answered)), many)
    behind = np.arange(len(which)) - np.repeat(np.cumsum(many) - many, many)
    place = np.repeat(low, many) + behind
    found, first = np.unique(np.sort(place), return_index=True)
    if not len(found):
        return {}
    parts = np.split(which[np.argsort(place, kind="stable")], first[1:])
    each = zip((times[at] for at in found.tolist()), parts, strict=True)
    return {time: (answered.places(part), owners[part]) for time, part in each}


def by_owner(rows: SightingRows) -> dict[int, SightingRows]:
    """Sightings of each owner, in time order."""
    owners = rows["owner"]
    return {owner: rows if len(places) == len(rows) else rows[places] for owner, places in parts(owners)}


def quality(handover: Handover, near: Around, limits: Thresholds) -> Quality:
    """How one handover went."""
    since = handover.time - limits.handover_before_ns
    use, answer = first_from(near.used, handover.after, since), first_from(near.served, handover.after, since)
    through = near.through.get(handover.time)
    left = through[0].where(through[1] == handover.before) if through else None
    outage = outage_ns(handover, near, answer[0] if answer else None)
    return Quality(
        first_used=use[0] if use else None,
        first_used_frame=use[1] if use else None,
        first_served=answer[0] if answer else None,
        first_served_frame=answer[1] if answer else None,
        open_connections=len(left) if left else 0,
        fates=left.outcomes() if left else {},
        moved=int(left.column("moved").sum()) if left else 0,
        outage_ns=None if isinstance(outage, str) else outage,
        untold=outage if isinstance(outage, str) else "",
    )


def first_from(seen: Mapping[int, SightingRows], owner: int, since: int) -> tuple[int, FrameRef] | None:
    """Time and frame of the first sighting of an owner from `since` on."""
    rows = seen.get(owner)
    at = 0 if rows is None else bisect_left(rows["time"], since)
    if rows is None or at == len(rows):
        return None
    return int(rows["time"][at]), FrameRef(int(rows["capture"][at]), int(rows["frame"][at]))


def outage_ns(handover: Handover, near: Around, back: int | None) -> int | str:
    """From the first SYN that found nobody to `back`, the first answer through the new owner; 0 where every SYN in
    between was answered at once; where it cannot be told, why."""
    if back is None:
        return "the new owner was not seen to serve"
    old = near.served.get(handover.before)
    until = 0 if old is None else bisect_left(old["time"], back)
    if old is None or not until:
        return "the old owner was not seen to serve"
    after = int(old["time"][until - 1])
    between = slice(bisect_right(near.starts, after), bisect_right(near.starts, back))
    lost = np.flatnonzero(near.lost[between])
    if len(lost):
        return back - int(near.starts[between][lost[0]])
    return 0 if between.stop > between.start else "no SYN was sent in it"
