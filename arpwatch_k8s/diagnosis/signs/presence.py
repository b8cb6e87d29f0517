"""Whether a node was heard at all in a span: by rows, by what its connections carried, by any other frame of it.

That nothing came from it means something only where it would have been heard: its other traffic is in the capture (a
filter did not take it away), and it is never as quiet. What it sends on connections of the VIP does not count for that:
a node that drops SYNs sends none either.

Fooled by: a router's MAC, which many hosts have behind it; forged senders; traffic that comes in bursts; a switch that
answers questions in the node's name (`answered-by-fabric`, which leaves answers out).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.life import Life, is_answer, life, macs_of
from arpwatch_k8s.diagnosis.signs.observation import Blind, Observation, Seen, Unseen
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.row import TCP_RST, TCP_SYN
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import plural, seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

REMARKABLE: Final = 3
"""How many times its longest pause a silence must last to be remarkable."""
LEAST_SECONDS: Final = 10
"""Seconds in which a node must have been heard beside the VIP's connections, before its pauses say anything."""
LEAST_SPAN_NS: Final = 30 * NS
"""How long it must have been watched for that."""
MOST_SECONDS: Final = 1 << 20
"""Seconds of one stretch that are looked at: twelve days."""
MOST: Final = 6
"""Frames that are named."""


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """When one node was heard, to be asked about many spans."""

    life: Life
    """By rows, and by what its connections carried."""
    seconds: NDArray[np.int64]
    """Seconds (since 1970, rising) in which it was heard by frames that are none of the VIPs' connections."""
    before: NDArray[np.int64]
    """The longest of its pauses up to each of these seconds, in seconds."""
    after: NDArray[np.int64]
    """The longest of its pauses from each of them on."""
    kept: bool = True
    """Whether frames of other kinds were recorded."""

    def heard(self, start: int, end: int) -> Observation:
        """Whether it was heard in [start, end], ns UTC."""
        if end < start:
            return Blind("too little time passed for a sign of life to come in it")
        frames = tuple(self.life.frames(start, end)[:MOST])
        if frames or self.life.within(start, end):
            return Seen(frames, "frames of it are in the capture then")
        if bisect_left(self.seconds, start // NS + 1) < bisect_left(self.seconds, end // NS):
            return Seen((), "it sent frames of other kinds then")
        return self.quiet(start, end)

    def next(self, time: int) -> int | None:
        """When it was next heard after `time`, ns UTC; of a frame that left no row the second alone is known."""
        at = bisect_right(self.seconds, time // NS)
        known = [self.life.after(time), int(self.seconds[at]) * NS if at < len(self.seconds) else None]
        return min((when for when in known if when is not None), default=None)

    def last(self, time: int) -> int | None:
        """When it was last heard before `time`, ns UTC."""
        at = bisect_left(self.seconds, time // NS)
        known = [self.life.before(time), (int(self.seconds[at - 1]) + 1) * NS if at else None]
        return max((when for when in known if when is not None), default=None)

    def quiet(self, start: int, end: int) -> Observation:
        """What a silence in [start, end] (ns UTC) means, given the other seconds in which it was heard."""
        if not self.kept:
            return Blind("what it sends beside the VIP's connections was not recorded: it may have been there")
        low, high = bisect_left(self.seconds, start // NS), bisect_right(self.seconds, end // NS)
        outside = low + len(self.seconds) - high
        if outside < LEAST_SECONDS:
            return Blind("what it sends beside the VIP's connections is not in the capture: it may have been there")
        first, last = (int(self.seconds[0]), int(self.seconds[-1])) if len(self.seconds) else (0, 0)
        watched = (int(self.seconds[low - 1]) - first if low else 0) * NS
        watched += (last - int(self.seconds[high]) if high < len(self.seconds) else 0) * NS
        longest = max(int(self.before[low - 1]) if low else 0, int(self.after[high]) if high < len(self.seconds) else 0)
        if watched < LEAST_SPAN_NS or not longest:
            return Blind("it was heard for too short a time to say how quiet it usually is")
        if end - start < REMARKABLE * longest * NS:
            return Blind(f"it was as quiet as this at other times: for up to {seconds(longest * NS)}")
        return Unseen(
            f"in {plural(outside, 'other second')} it was heard, and never quiet for longer than "
            f"{seconds(longest * NS)}"
        )


def presence(case: Case, record: VipRecord, owner: int, *, answers: bool = True) -> Presence:
    """When a node was heard; without `answers` its answers to questions are left out."""
    there = seconds_heard(case, record, owner, answers=answers)
    pauses = np.diff(there)
    before = np.concatenate([np.zeros(1, np.int64), np.maximum.accumulate(pauses)])
    after = np.concatenate([np.maximum.accumulate(pauses[::-1])[::-1], np.zeros(1, np.int64)])
    kept = all(info.presence_kept for info in case.captures_of(record))
    return Presence(life(case, record, owner, answers=answers), there, before, after, kept)


def heard(case: Case, record: VipRecord, owner: int, start: int, end: int) -> Observation:
    """Whether a node was heard in [start, end], ns UTC."""
    return presence(case, record, owner).heard(start, end)


def seconds_heard(case: Case, record: VipRecord, owner: int, *, answers: bool = True) -> NDArray[np.int64]:
    """The seconds (since 1970, rising) in which a node was heard by frames that are none of the VIPs' connections."""
    macs = macs_of(case, owner)
    there = case.views[record.view].presence(case.presence[np.isin(case.presence["mac"], macs)])
    rows = case.views[record.view].evidence
    beside = np.isin(rows["eth_src"], macs) & ~of_connections(rows, [one.code for one in case.vips])
    if not answers:
        beside &= ~is_answer(rows)
    spans = [np.arange(one["first"], min(one["last"], one["first"] + MOST_SECONDS) + 1) for one in there]
    found: NDArray[np.int64] = distinct(np.concatenate([rows["time"][beside] // NS, *spans]).astype(np.int64))
    return found


def of_connections(rows: Evidence, vips: list[int]) -> NDArray[np.bool_]:
    """Which rows are of the VIPs' connections."""
    found: NDArray[np.bool_] = (rows["kind"] >= TCP_SYN) & (rows["kind"] <= TCP_RST) & np.isin(rows["ip_src"], vips)
    return found
