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
    starts, last = held.start[kept], held.last[kept]
    following = np.append(starts[1:], max(end, int(starts[-1])) if len(kept) else starts)
    given_up = gives_up[last]
    ends = np.where(given_up, held.end[kept], following)
    by = [EndsBy.WITHDRAWN if given else EndsBy.TAKEOVER for given in given_up.tolist()]
    by[-1:] = [EndsBy.WITHDRAWN if given else EndsBy.CAPTURE_END for given in given_up[-1:].tolist()]
    return list(epochs_of(held, kept, Track.CLAIMED, None, ends, by))


def sighted_epochs(rows: SightingRows, track: Track, sender: int | None, end: int) -> tuple[Epoch, ...]:
    """Epochs of a track on which every change counts (used by one sender, or serving), from `SIGHTING` records."""
    held = runs(rows)
    following = np.append(held.start[1:], max(end, int(held.start[-1])) if len(held) else held.start)
    by = [EndsBy.TAKEOVER] * len(held)
    by[-1:] = [EndsBy.CAPTURE_END] * len(by[-1:])
    return tuple(epochs_of(held, np.arange(len(held)), track, sender, following, by))


def epochs_of(
    held: Runs, kept: NDArray[np.int64], track: Track, sender: int | None, ends: NDArray[np.int64], by: Sequence[EndsBy]
) -> Iterator[Epoch]:
    """The epochs that some runs are, with when each ends, and by what."""
    first, last = held.first[kept], held.last[kept]
    columns = (held.owner[kept], held.rows["mac"][first], held.start[kept], ends, held.count[kept])
    for owner, mac, start, end, count, begins, shows_last, ends_by in zip(
        *(column.tolist() for column in columns), held.frames(first), held.frames(last), by, strict=True
    ):
        yield Epoch(
            track=track,
            sender=sender,
            owner=owner,
            mac=mac,
            start=start,
            end=end,
            first_frame=begins,
            last_frame=shows_last,
            claims=count,
            ends_by=ends_by,
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
