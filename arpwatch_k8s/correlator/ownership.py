"""Who owned a VIP when: epochs on the tracks claimed, used and serving; contests and handovers.

The three tracks stay three. *claimed* is what claims say; *used*, per sender, is the MAC that the sender really puts on
frames to the VIP, its neighbor cache read off the wire; *serving* is the MAC that answers SYNs. Later frames of a
connection say nothing about serving: the old owner goes on retransmitting for many seconds after a clean move.

Silence does not end ownership: MetalLB is silent for hours when all is well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from arpwatch_k8s.correlator.claims import Claim
from arpwatch_k8s.correlator.frames import FrameRef
from arpwatch_k8s.thresholds import Thresholds

CLAIMED, USED, SERVING = "claimed", "used", "serving"
TAKEOVER, CONTEST, CAPTURE_END = "takeover", "contest", "capture_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """At `time` (ns UTC) `mac` showed as the owner on some track; `frame` is where."""

    time: int
    mac: int
    frame: FrameRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Epoch:
    """`owner` held a track over [start, end), ns UTC; `mac` is the MAC it showed first, `claims` how often it showed.

    `sender` is the MAC whose frames are meant, on the track *used* only.
    """

    track: str
    sender: int | None
    owner: int
    mac: int
    start: int
    end: int
    first_frame: FrameRef
    last_frame: FrameRef
    claims: int
    ends_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """From the first to the last change of a fight for the address; `changes` in all, `frames` those that changed
    it."""

    start: int
    end: int
    owners: tuple[int, ...]
    changes: int
    frames: tuple[FrameRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """One change of the claimed owner that stayed; `tail` counts the old owner's claims after the new one's first."""

    time: int
    before: int
    after: int
    frame: FrameRef
    tail: int


@dataclass(frozen=True, slots=True)
class Ownership:
    """The claimed track of one VIP: epochs in order and disjoint, contests, handovers."""

    epochs: tuple[Epoch, ...]
    contests: tuple[Contest, ...]
    handovers: tuple[Handover, ...]


@dataclass(slots=True)
class Run:
    """Claims of one owner without another's between them."""

    owner: int
    claims: list[Sighting]


def sightings(claims: Iterable[Claim]) -> list[Sighting]:
    """Claims as sightings of the claimed track."""
    return [Sighting(time=claim.time, mac=claim.mac, frame=claim.frame) for claim in claims]


def runs(seen: Iterable[Sighting], owner: Callable[[int], int]) -> list[Run]:
    """Consecutive sightings of one owner, together."""
    found: list[Run] = []
    for sighting in seen:
        who = owner(sighting.mac)
        if found and found[-1].owner == who:
            found[-1].claims.append(sighting)
        else:
            found.append(Run(who, [sighting]))
    return found


def claimed(claims: Sequence[Claim], end: int, owner: Callable[[int], int], limits: Thresholds) -> Ownership:
    """The claimed track of one VIP up to `end` (ns UTC), with what its changes mean."""
    held = runs(sightings(claims), owner)
    epochs: list[Epoch] = []
    contests: list[Contest] = []
    handovers: list[Handover] = []
    at = 0
    if held:
        epochs.append(epoch_of(held[0], CLAIMED, None, end))
    while at + 1 < len(held):
        last = last_of_cluster(held, at, limits)
        cluster = held[at : last + 1]
        moved = overlapping_handover(cluster, limits)
        if moved is not None:
            handovers.append(moved)
            take_over(epochs, merged(cluster, moved.after), moved.time, end)
        elif len(cluster) - 1 >= limits.contest_changes:
            contest = contest_of(cluster)
            contests.append(contest)
            epochs[-1] = replace(epochs[-1], end=contest.start, ends_by=CONTEST)
            final = epoch_of(cluster[-1], CLAIMED, None, end)
            epochs.append(final)
        else:
            for before, after in pairwise(cluster):
                first = after.claims[0]
                handovers.append(
                    Handover(time=first.time, before=before.owner, after=after.owner, frame=first.frame, tail=0)
                )
                take_over(epochs, after, first.time, end)
        at = last
    return Ownership(tuple(epochs), tuple(contests), tuple(handovers))


def last_of_cluster(held: Sequence[Run], first: int, limits: Thresholds) -> int:
    """Index of the last run reached from `first` by owner changes that are close together."""
    last = first + 1
    while last + 1 < len(held) and change_time(held[last + 1]) - change_time(held[last]) <= limits.contest_gap_ns:
        last += 1
    return last


def change_time(run: Run) -> int:
    """When the run's owner took over."""
    return run.claims[0].time


def overlapping_handover(cluster: Sequence[Run], limits: Thresholds) -> Handover | None:
    """The one handover that a cluster of changes amounts to: two owners, the old one's tail ends soon, the new
    stays."""
    before, after = cluster[0], cluster[1]
    if {run.owner for run in cluster} != {before.owner, after.owner} or cluster[-1].owner != after.owner:
        return None
    began = change_time(after)
    tail = [claim for run in cluster[1:] if run.owner == before.owner for claim in run.claims]
    if len(cluster) < 3 or tail[-1].time - began > limits.overlap_ns:
        return None
    return Handover(time=began, before=before.owner, after=after.owner, frame=after.claims[0].frame, tail=len(tail))


def merged(cluster: Sequence[Run], owner: int) -> Run:
    """One owner's claims of a cluster, as one run."""
    return Run(owner, [claim for run in cluster if run.owner == owner for claim in run.claims])


def contest_of(cluster: Sequence[Run]) -> Contest:
    """A cluster of changes, as the contest that it is."""
    changes = [run.claims[0] for run in cluster[1:]]
    return Contest(
        start=changes[0].time,
        end=changes[-1].time,
        owners=tuple(dict.fromkeys(run.owner for run in cluster)),
        changes=len(changes),
        frames=tuple(change.frame for change in changes),
    )


def epoch_of(run: Run, track: str, sender: int | None, end: int) -> Epoch:
    """A run's epoch, up to `end`."""
    first, last = run.claims[0], run.claims[-1]
    return Epoch(
        track=track,
        sender=sender,
        owner=run.owner,
        mac=first.mac,
        start=first.time,
        end=max(end, first.time),
        first_frame=first.frame,
        last_frame=last.frame,
        claims=len(run.claims),
        ends_by=CAPTURE_END,
    )


def take_over(epochs: list[Epoch], run: Run, time: int, end: int) -> None:
    """End the last epoch at `time`, where `run` takes over."""
    epochs[-1] = replace(epochs[-1], end=time, ends_by=TAKEOVER)
    epochs.append(epoch_of(run, epochs[-1].track, epochs[-1].sender, end))


def track(
    seen: Sequence[Sighting], name: str, sender: int | None, end: int, owner: Callable[[int], int]
) -> tuple[Epoch, ...]:
    """Epochs of a track on which every change counts: used (of one sender), or serving."""
    epochs: list[Epoch] = []
    for run in runs(seen, owner):
        if epochs:
            take_over(epochs, run, change_time(run), end)
        else:
            epochs.append(epoch_of(run, name, sender, end))
    return tuple(epochs)


def holder(epochs: Sequence[Epoch], time: int) -> Epoch | None:
    """The epoch that holds at `time` (ns UTC); None before the first, or in a contest."""
    for epoch in epochs:
        if epoch.start <= time < epoch.end or (epoch.ends_by == CAPTURE_END and time >= epoch.start):
            return epoch
    return None
