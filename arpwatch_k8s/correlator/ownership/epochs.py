"""Epochs: stretches of time in which one owner held a track.

Silence does not end ownership: MetalLB is silent for hours when all is well. VRRP says so itself, with priority 0.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.correlator.ownership.contests import Contest
from arpwatch_k8s.correlator.ownership.runs import Runs, runs
from arpwatch_k8s.correlator.ownership.sightings import SightingRows
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.evidence.reference import FrameRef

if TYPE_CHECKING:
    from numpy.typing import NDArray


class EndsBy(StrEnum):
    """What ends an epoch."""

    TAKEOVER = "takeover"
    """The next one begins."""
    WITHDRAWN = "withdrawn"
    """The owner gave the address up."""
    CONTEST = "contest"
    """A fight for the address begins."""
    CAPTURE_END = "capture_end"
    """Nothing: it held where the capture ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Epoch:
    """A stretch of time in which one owner held a track."""

    track: Track
    """Which one."""
    sender: int | None
    """Whose frames are meant, where it is *used*: the MAC of the sender; else None."""
    owner: int
    """Who held it; a number of the inventory."""
    mac: int
    """The MAC that it showed first."""
    start: int
    """When that was, ns UTC."""
    end: int
    """Up to when it held the track, ns UTC; no longer in it."""
    first_frame: FrameRef | None
    """The first that shows it; None where a log says it."""
    last_frame: FrameRef | None
    """The last that shows it; None where a log says it."""
    claims: int
    """How often it showed, in frames or lines."""
    ends_by: EndsBy
    """What ended it."""


def claimed_epochs(held: Runs, kept: NDArray[np.int64], gives_up: NDArray[np.bool_], end: int) -> list[Epoch]:
    """Epochs of the runs that are kept, each up to the next one or to where it was given up."""
    epochs = []
    starts = held.start[kept].tolist()
    for number, run in enumerate(kept.tolist()):
        first, last = int(held.first[run]), int(held.last[run])
        ends, by = (
            (starts[number + 1], EndsBy.TAKEOVER)
            if number + 1 < len(kept)
            else (max(end, starts[number]), EndsBy.CAPTURE_END)
        )
        if gives_up[last]:
            ends, by = int(held.end[run]), EndsBy.WITHDRAWN
        epochs.append(
            Epoch(
                track=Track.CLAIMED,
                sender=None,
                owner=int(held.owner[run]),
                mac=int(held.rows["mac"][first]),
                start=starts[number],
                end=ends,
                first_frame=held.frame(first),
                last_frame=held.frame(last),
                claims=int(held.count[run]),
                ends_by=by,
            )
        )
    return epochs


def sighted_epochs(rows: SightingRows, track: Track, sender: int | None, end: int) -> tuple[Epoch, ...]:
    """Epochs of a track on which every change counts (used by one sender, or serving), from `SIGHTING` records."""
    held = runs(rows)
    starts = held.start.tolist()
    following = [*starts[1:], max([end, *starts[-1:]])]
    return tuple(
        Epoch(
            track=track,
            sender=sender,
            owner=owner,
            mac=int(rows["mac"][first]),
            start=start,
            end=until,
            first_frame=held.frame(first),
            last_frame=held.frame(last),
            claims=last - first + 1,
            ends_by=EndsBy.TAKEOVER if last + 1 < len(rows) else EndsBy.CAPTURE_END,
        )
        for owner, first, last, start, until in zip(
            held.owner.tolist(), held.first.tolist(), held.last.tolist(), starts, following, strict=False
        )
    )


def outside_contests(epochs: Sequence[Epoch], contests: Sequence[Contest]) -> Iterator[Epoch]:
    """What contests leave of epochs (both in order): the part before one ends by it, the part behind begins where it
    ends."""
    over = 0
    for epoch in epochs:
        rest: Epoch | None = epoch
        while over < len(contests) and contests[over].end <= epoch.start:
            over += 1
        at = over
        while rest is not None and at < len(contests) and contests[at].start < rest.end:
            contest, at = contests[at], at + 1
            if contest.start > rest.start:
                yield replace(rest, end=contest.start, ends_by=EndsBy.CONTEST)
            rest = replace(rest, start=contest.end) if contest.end < rest.end else None
        if rest is not None:
            yield rest


def holder(epochs: Sequence[Epoch], time: int) -> Epoch | None:
    """The epoch (of some in order) that holds at `time` (ns UTC); None before the first, or in a contest."""
    at = bisect_right(epochs, time, key=lambda epoch: epoch.start) - 1
    if at < 0:
        return None
    epoch = epochs[at]
    return epoch if time < epoch.end or epoch.ends_by == EndsBy.CAPTURE_END else None
