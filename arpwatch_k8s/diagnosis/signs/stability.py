"""Whether one owner held a VIP over a span of time: what clears or accuses the moves themselves."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.claims import Claims
from arpwatch_k8s.correlator.ownership.epochs import holder
from arpwatch_k8s.evidence.reference import FrameRef

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST: Final = 12
"""Frames of others that are named."""
UNPLACED: Final = "shows no MAC, and nothing tells whether its address is of the node that had the VIP then"
"""Why a message by an owner that is known by its address alone says nothing of an owner that is known by its MAC."""


def others_seen(record: VipRecord, owner: int, start: int, end: int) -> list[FrameRef]:
    """Frames in [start, end] (ns UTC) in which anybody but `owner` claims the VIP or answers for it, the first of
    each; a frame that shows no MAC may be the owner's."""
    near = record.claims.between(start, end)
    claimed = Claims(near[(near["owner"] != owner) & ~near["withdraws"]][:MOST]).frames()
    low, high = bisect_left(record.answers["time"], start), bisect_right(record.answers["time"], end)
    answers = record.answers[low:high]
    answered = frames_of(answers[(answers["owner"] != owner) & (answers["owner"] != 0)][:MOST])
    return sorted(claimed + answered)


def successor(record: VipRecord, owner: int, since: int) -> int | None:
    """Who took a VIP over from `owner`, of which no claim and no answer came after `since` (ns UTC); None where one
    came, or nobody else's did."""
    claims = record.claims.rows[~record.claims["withdraws"]]
    later = [rows["owner"][bisect_right(rows["time"], since) :] for rows in (claims, record.answers)]
    others = np.concatenate(later)
    return int(others[0]) if len(others) and not (others == owner).any() else None


def frames_of(seen: NDArray[Any]) -> list[FrameRef]:
    """Where sightings are."""
    return [FrameRef(capture, frame) for capture, frame in seen[["capture", "frame"]].tolist()]


def contested(record: VipRecord, start: int, end: int) -> bool:
    """Whether a contest overlaps [start, end]."""
    fights = record.ownership.contests
    at = bisect_left(fights, start, key=lambda fight: fight.end)
    return at < len(fights) and fights[at].start <= end


def may_be_routed(record: VipRecord) -> bool:
    """Whether a router may stand between: ARP or neighbor discovery is seen on the segment, and never names the VIP."""
    return not record.on_link and record.shows_arp


def owner_at(record: VipRecord, time: int) -> int | None:
    """The owner at `time` by claims, else by who served last; None where neither says, or their frames show no MAC."""
    for epochs in (record.ownership.epochs, record.serving):
        epoch = holder(epochs, time)
        if epoch is not None and epoch.owner:
            return epoch.owner
    return None


def witness_frames(record: VipRecord, owner: int) -> tuple[FrameRef, ...]:
    """First and last frame of each track on which `owner` shows."""
    frames = [
        frame
        for epoch in record.ownership.epochs + record.serving
        if epoch.owner == owner
        for frame in (epoch.first_frame, epoch.last_frame)
        if frame is not None
    ]
    return tuple(dict.fromkeys(frames))
