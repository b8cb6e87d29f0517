"""Who owned a VIP when: epochs on the tracks claimed, used and serving; contests, handovers, flapping.

The tracks stay apart. *claimed* is what claims say; *used*, per sender, is the MAC that the sender really puts on
frames to the VIP, its neighbor cache read off the wire; *serving* is the MAC that answers SYNs. Later frames of a
connection say nothing about serving: the old owner goes on retransmitting for many seconds after a clean move.

Silence does not end ownership: MetalLB is silent for hours when all is well. VRRP says so itself, with priority 0.

Changes of the claimed owner that are close together are read as one story:

    A B A B, A's last claim soon after B's first, B stays     one handover with an overlap
    A B A, and A never paused in its own rhythm               a contest: both hold it
    A B A B and more, each silent until a new burst           handovers, however quick: flapping
    three changes and more otherwise                          a contest, from the first to the last
    one or two                                                handovers (two: a restart)

A contest, too, are two owners that answer one question, unless the new one announced itself in a handover, and two
that advertise one VRRP group for longer than three intervals.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import Claims
from arpwatch_k8s.correlator.ownership.questions import QUESTION, Doubled, doubled
from arpwatch_k8s.correlator.ownership.rhythm import is_clean, is_unbroken, returns
from arpwatch_k8s.correlator.ownership.runs import Runs, runs
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import VRRP
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIGHTING: Final = np.dtype([("time", "i8"), ("mac", "u8"), ("owner", "i8"), ("frame", "i8"), ("capture", "i4")])
"""At `time` (ns UTC) `owner` showed on some track by `mac`."""
NO_QUESTIONS: Final = np.zeros(0, QUESTION)


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
    """`owner` held a track over [start, end), ns UTC; `mac` is the MAC it showed first, `claims` how often it showed.

    `sender` is the MAC whose frames are meant, on the track *used* only. Frames are None where a log says it.
    """

    track: Track
    sender: int | None
    owner: int
    mac: int
    start: int
    end: int
    first_frame: FrameRef | None
    last_frame: FrameRef | None
    claims: int
    ends_by: EndsBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """A fight for the address from `start` to `end`, both included; `changes` of owner in it, `frames` that show it."""

    start: int
    end: int
    owners: tuple[int, ...]
    changes: int
    frames: tuple[FrameRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """One change of the claimed owner that stayed; `tail` counts the old owner's claims after the new one's first, the
    last of them `overlap_ns` later; `announcements`: how often the new owner announced itself around it."""

    time: int
    before: int
    after: int
    frame: FrameRef
    tail: int
    overlap_ns: int = 0
    announcements: int = 0


@dataclass(frozen=True, slots=True)
class Ownership:
    """The claimed track of one VIP: epochs in order and disjoint, contests, handovers."""

    epochs: tuple[Epoch, ...]
    contests: tuple[Contest, ...]
    handovers: tuple[Handover, ...]
    flapping: tuple[Flapping, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flapping:
    """`changes` of owner on a track (of one sender, where it is *used*) over [start, end], ns UTC."""

    track: Track
    sender: int | None
    start: int
    end: int
    changes: int


def claimed(claims: Claims, end: int, limits: Thresholds, asked: NDArray[Any] = NO_QUESTIONS) -> Ownership:
    """The claimed track of one VIP up to `end` (ns UTC), with what its changes mean; `asked`: `QUESTION` records."""
    gives_up = claims["withdraws"] & ~np.append(claims["withdraws"][1:], False)[: len(claims)]
    held = runs(claims.rows, gives_up)
    back = returns(claims, held, asked, limits)
    contests = vrrp_contests(claims, limits)
    unbroken: list[Contest] = []
    handovers: list[Handover] = []
    changes = [np.zeros(0, np.int64)]
    kept = np.ones(len(held), bool)
    for cluster in clusters(held, limits):
        first, last = int(cluster[0]), int(cluster[-1])
        overlap = overlap_ns(held, cluster, limits)
        fought = any(fight.start <= held.start[last] and fight.end >= held.start[first] for fight in contests)
        if overlap is not None and not fought:
            handovers.append(with_overlap(plain_handover(claims, held, first, limits), held, cluster, overlap))
            join(held, cluster)
            kept[first:last] = False
            changes.append(held.start[last : last + 1])
        elif is_unbroken(claims, held, cluster, back):
            unbroken.append(contest_of(held, cluster))
            kept[first:last] = False
        elif len(cluster) >= limits.contest_changes and not is_clean(claims, held, cluster, back):
            contests.append(contest_of(held, cluster))
            kept[first:last] = False
            changes.append(held.start[cluster])
        else:
            handovers += [plain_handover(claims, held, run, limits) for run in cluster.tolist()]
            changes.append(held.start[cluster])
    contests += bridged(unbroken, limits)
    fights = united([*contests, *double_answers(claims, asked, handovers, limits)])
    return Ownership(
        epochs=tuple(without(epochs_of(held, np.flatnonzero(kept), gives_up, end), fights)),
        contests=tuple(fights),
        handovers=tuple(outside(handovers, fights)),
        flapping=tuple(flapping(np.concatenate(changes), limits, name=Track.CLAIMED)),
    )


def double_answers(
    claims: Claims, asked: NDArray[Any], handovers: Sequence[Handover], limits: Thresholds
) -> list[Contest]:
    """Contests that show in two owners' answers to one question."""
    times = [one.time for one in handovers]
    found: list[Contest] = []
    for both in doubled(claims, asked, limits):
        low = bisect_left(times, min(both.start, both.end - limits.overlap_ns))
        near = handovers[low : bisect_right(times, both.end + limits.handover_before_ns)]
        if not any(is_overlap(one, both, limits) and not is_undone(one, both, near) for one in near):
            found.append(
                Contest(
                    start=both.start,
                    end=both.end,
                    owners=both.owners,
                    changes=int(np.count_nonzero(np.diff(claims["owner"][both.answers]))),
                    frames=tuple(claims.take(both.answers).frames()),
                )
            )
    return found


def outside(handovers: Sequence[Handover], fights: Sequence[Contest]) -> Iterator[Handover]:
    """The handovers that are no part of a contest."""
    starts = [fight.start for fight in fights]
    for handover in handovers:
        at = bisect_right(starts, handover.time) - 1
        if at < 0 or fights[at].end < handover.time:
            yield handover


def clusters(held: Runs, limits: Thresholds) -> Iterator[NDArray[np.int64]]:
    """Runs that began with a change of owner, together where changes are close."""
    changes = np.flatnonzero(held.owner[1:] != held.owner[:-1]) + 1
    far = np.flatnonzero(np.diff(held.start[changes]) > limits.contest_gap_ns) + 1
    if len(changes):
        yield from np.split(changes, far)


def bridged(contests: Sequence[Contest], limits: Thresholds) -> list[Contest]:
    """Contests in which one owner never paused (in order of time) as one, where the same two are at it again soon."""
    groups: list[list[Contest]] = []
    for one in contests:
        last = groups[-1][-1] if groups else None
        if last and set(last.owners) == set(one.owners) and one.start - last.end <= limits.incident_gap_ns:
            groups[-1].append(one)
        else:
            groups.append([one])
    return [
        replace(
            group[0],
            end=group[-1].end,
            changes=sum(one.changes for one in group),
            frames=tuple(frame for one in group for frame in one.frames),
        )
        for group in groups
    ]


def overlap_ns(held: Runs, cluster: NDArray[np.int64], limits: Thresholds) -> int | None:
    """How long the old owner went on where a cluster of changes is one handover: two owners, the old one's tail ends
    soon, the new stays. None where it is not."""
    first, last = int(cluster[0]), int(cluster[-1])
    before, after = int(held.owner[first - 1]), int(held.owner[first])
    owners = held.owner[first : last + 1]
    if len(cluster) < 2 or owners[-1] != after or not ((owners == before) | (owners == after)).all():
        return None
    overlap = int(held.end[first + np.flatnonzero(owners == before)[-1]] - held.start[first])
    return overlap if overlap <= limits.overlap_ns else None


def with_overlap(handover: Handover, held: Runs, cluster: NDArray[np.int64], overlap: int) -> Handover:
    """A handover during which the old owner went on for `overlap` ns."""
    span = slice(int(cluster[0]), int(cluster[-1]) + 1)
    tail = held.count[span][held.owner[span] == handover.before].sum()
    return replace(handover, tail=int(tail), overlap_ns=overlap)


def join(held: Runs, cluster: NDArray[np.int64]) -> None:
    """Make the last run of a handover one with the new owner's runs before it, in place."""
    first, last = int(cluster[0]), int(cluster[-1])
    span = slice(first, last + 1)
    held.count[last] = held.count[span][held.owner[span] == held.owner[last]].sum()
    held.first[last], held.start[last] = held.first[first], held.start[first]


def plain_handover(claims: Claims, held: Runs, run: int, limits: Thresholds) -> Handover:
    """The handover with which a run began."""
    row = int(held.first[run])
    time, after = int(claims["time"][row]), int(held.owner[run])
    near = claims.between(time - limits.handover_before_ns, time + limits.handover_after_ns)
    return Handover(
        time=time,
        before=int(held.owner[run - 1]),
        after=after,
        frame=held.frame(row),
        tail=0,
        announcements=int(np.count_nonzero(near["announces"] & (near["owner"] == after))),
    )


def contest_of(held: Runs, cluster: NDArray[np.int64]) -> Contest:
    """A cluster of changes, as the contest that it is."""
    owners = held.owner[int(cluster[0]) - 1 : int(cluster[-1]) + 1]
    starts = held.start[cluster]
    return Contest(
        start=int(starts[0]),
        end=int(starts[-1]),
        owners=tuple(dict.fromkeys(owners.tolist())),
        changes=len(cluster),
        frames=tuple(held.frames(held.first[cluster])),
    )


def vrrp_contests(claims: Claims, limits: Thresholds) -> list[Contest]:
    """Where two sources advertise one VRRP group for longer than three of its intervals."""
    adverts = claims.take((claims["kind"] == VRRP) & ~claims["withdraws"])
    found: list[Contest] = []
    for vrid in np.unique(adverts["vrid"]).tolist():
        mine = adverts.take(adverts["vrid"] == vrid)
        held = runs(mine.rows)
        if len(held) < 3:
            continue
        longest = limits.vrrp_intervals * advert_interval(mine)
        changes = np.arange(1, len(held))
        far = np.flatnonzero(np.diff(held.start[changes]) > longest) + 1
        for cluster in np.split(changes, far):
            if held.start[cluster[-1]] - held.start[cluster[0]] > longest:
                found.append(contest_of(held, cluster))
    return found


def advert_interval(adverts: Claims) -> int:
    """The shortest of the sources' usual distances between advertisements, ns; a second (RFC 9568) where each sent but
    one."""
    usual = []
    for owner in np.unique(adverts["owner"]).tolist():
        gaps = np.diff(adverts["time"][adverts["owner"] == owner])
        if len(gaps):
            usual.append(int(np.median(gaps)))
    return min(usual, default=1_000_000_000)


def is_overlap(handover: Handover, both: Doubled, limits: Thresholds) -> bool:
    """Whether answers of several owners are no more than a handover that was announced."""
    return (
        handover.announcements > 0
        and set(both.owners) <= {handover.before, handover.after}
        and both.start >= handover.time - limits.handover_before_ns
        and both.end <= handover.time + limits.overlap_ns
    )


def is_undone(handover: Handover, both: Doubled, handovers: Sequence[Handover]) -> bool:
    """Whether these answers gave the address back: the old owner had the last word."""
    undone = (handover.after, handover.before)
    return any(both.start < one.time <= both.end and (one.before, one.after) == undone for one in handovers)


def united(contests: Sequence[Contest]) -> list[Contest]:
    """Contests in order of time, those that overlap as one."""
    groups: list[list[Contest]] = []
    until = 0
    for one in sorted(contests, key=lambda contest: (contest.start, contest.end)):
        if groups and one.start <= until:
            groups[-1].append(one)
            until = max(until, one.end)
        else:
            groups.append([one])
            until = one.end
    return [group[0] if len(group) == 1 else as_one(group) for group in groups]


def as_one(group: Sequence[Contest]) -> Contest:
    """Contests that overlap, the earliest first."""
    return Contest(
        start=group[0].start,
        end=max(one.end for one in group),
        owners=tuple(dict.fromkeys(owner for one in group for owner in one.owners)),
        changes=max(one.changes for one in group),
        frames=tuple(sorted({frame for one in group for frame in one.frames})),
    )


def epochs_of(held: Runs, kept: NDArray[np.int64], gives_up: NDArray[np.bool_], end: int) -> list[Epoch]:
    """Epochs of the runs that are kept, each up to the next one or to where it was given up."""
    found = []
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
        found.append(
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
    return found


def without(epochs: Sequence[Epoch], contests: Sequence[Contest]) -> Iterator[Epoch]:
    """What contests leave of epochs (both in order): the part before one ends by it, the part behind begins where it
    ends."""
    over = 0
    for epoch in epochs:
        rest: Epoch | None = epoch
        while over < len(contests) and contests[over].end <= epoch.start:
            over += 1
        at = over
        while rest is not None and at < len(contests) and contests[at].start < rest.end:
            fight, at = contests[at], at + 1
            if fight.start > rest.start:
                yield replace(rest, end=fight.start, ends_by=EndsBy.CONTEST)
            rest = replace(rest, start=fight.end) if fight.end < rest.end else None
        if rest is not None:
            yield rest


def track(rows: NDArray[Any], name: Track, sender: int | None, end: int) -> tuple[Epoch, ...]:
    """Epochs of a track on which every change counts (used by one sender, or serving), from `SIGHTING` records."""
    held = runs(rows)
    starts = held.start.tolist()
    following = [*starts[1:], max([end, *starts[-1:]])]
    return tuple(
        Epoch(
            track=name,
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


def flapping(
    times: NDArray[np.int64], limits: Thresholds, *, name: Track, sender: int | None = None
) -> Iterator[Flapping]:
    """Spans in which an owner changed too often; `times` of changes in order, ns UTC."""
    behind = limits.flapping_changes - 1
    often = np.flatnonzero(times[behind:] - times[: max(0, len(times) - behind)] <= limits.flapping_ns)
    for group in np.split(often, np.flatnonzero(np.diff(often) > 1) + 1):
        if len(group):
            first, last = int(group[0]), int(group[-1]) + behind
            start, end = int(times[first]), int(times[last])
            yield Flapping(track=name, sender=sender, start=start, end=end, changes=last - first + 1)


def holder(epochs: Sequence[Epoch], time: int) -> Epoch | None:
    """The epoch that holds at `time` (ns UTC); None before the first, or in a contest."""
    for epoch in epochs:
        if epoch.start <= time < epoch.end or (epoch.ends_by == EndsBy.CAPTURE_END and time >= epoch.start):
            return epoch
    return None
