"""Contests: fights for an address.

A contest is made of

    three changes of the claimed owner and more, close together, that are no handover with an overlap
    two owners that answer one question, unless the new one announced itself in a handover
    two sources that advertise one VRRP group for longer than three intervals
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import Claims
from arpwatch_k8s.correlator.ownership.handovers import Handover
from arpwatch_k8s.correlator.ownership.questions import Doubled, QuestionRows, doubled
from arpwatch_k8s.correlator.ownership.rhythm import Returns
from arpwatch_k8s.correlator.ownership.runs import Runs, runs
from arpwatch_k8s.evidence.distinct import distinct, in_order
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import VRRP
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_FRAMES: Final = 1000
"""Frames of a contest that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """A fight for the address."""

    start: int
    """When the first change of owner in it was, ns UTC."""
    end: int
    """When the last one was, ns UTC; still in it."""
    owners: tuple[int, ...]
    """Who fought, in order of appearance; numbers of the inventory."""
    changes: int
    """How often the owner changed in it."""
    frames: tuple[FrameRef, ...]
    """Those that show it, in order."""


def contest_of(held: Runs, cluster: NDArray[np.int64]) -> Contest:
    """A cluster of changes, as the contest that it is."""
    owners = held.owner[int(cluster[0]) - 1 : int(cluster[-1]) + 1]
    starts = held.start[cluster]
    return Contest(
        start=int(starts[0]),
        end=int(starts[-1]),
        owners=tuple(in_order(owners)),
        changes=len(cluster),
        frames=tuple(held.frames(held.first[first_and_last(cluster)])),
    )


def first_and_last(places: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first and the last of some places, in a row each, where a storm has more than anybody looks at."""
    half = MOST_FRAMES // 2
    return places if len(places) <= MOST_FRAMES else np.concatenate([places[:half], places[-half:]])


def vrrp_contests(claims: Claims, limits: Thresholds) -> list[Contest]:
    """Where two sources advertise one VRRP group for longer than three of its intervals, each of them on after it had
    heard another: one that yields to a better one is how a master is elected (RFC 9568 section 6.4.3)."""
    adverts = claims.take((claims["kind"] == VRRP) & ~claims["withdraws"])
    contests: list[Contest] = []
    for vrid in distinct(adverts["vrid"]).tolist():
        group = adverts.take(adverts["vrid"] == vrid)
        held = runs(group.rows)
        if len(held) < 3:
            continue
        longest = limits.vrrp_intervals * advert_interval(group)
        changes = np.arange(1, len(held))
        far = np.flatnonzero(np.diff(held.start[changes]) > longest) + 1
        for cluster in np.split(changes, far):
            owners = held.owner[cluster[0] - 1 : cluster[-1] + 1]
            stayed = sum(np.count_nonzero(owners == owner) > 1 for owner in distinct(owners).tolist())
            if stayed > 1 and held.start[cluster[-1]] - held.start[cluster[0]] > longest:
                contests.append(contest_of(held, cluster))
    return contests


def advert_interval(adverts: Claims) -> int:
    """The shortest of the sources' usual distances between advertisements, ns; a second (RFC 9568) where each sent but
    one."""
    usual = []
    for owner in distinct(adverts["owner"]).tolist():
        gaps = np.diff(adverts["time"][adverts["owner"] == owner])
        if len(gaps):
            usual.append(int(np.median(gaps)))
    return min(usual, default=1_000_000_000)


def answer_contests(
    claims: Claims, questions: QuestionRows, handovers: Sequence[Handover], limits: Thresholds
) -> list[Contest]:
    """Contests that show in two owners' answers to one question."""
    times = [handover.time for handover in handovers]
    contests: list[Contest] = []
    for both in doubled(claims, questions, limits):
        low = bisect_left(times, min(both.start, both.end - limits.overlap_ns))
        near = handovers[low : bisect_right(times, both.end + limits.handover_before_ns)]
        if not any(is_overlap(handover, both, limits) and not is_undone(handover, both, near) for handover in near):
            contests.append(
                Contest(
                    start=both.start,
                    end=both.end,
                    owners=both.owners,
                    changes=int(np.count_nonzero(np.diff(claims["owner"][both.answers]))),
                    frames=tuple(claims.take(first_and_last(both.answers)).frames()),
                )
            )
    return contests


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
    return any(both.start < other.time <= both.end and (other.before, other.after) == undone for other in handovers)


def united_contests(contests: Sequence[Contest]) -> list[Contest]:
    """Contests in order of time, those that overlap as one."""
    groups: list[list[Contest]] = []
    until = 0
    for contest in sorted(contests, key=lambda contest: (contest.start, contest.end)):
        if groups and contest.start <= until:
            groups[-1].append(contest)
            until = max(until, contest.end)
        else:
            groups.append([contest])
            until = contest.end
    return [group[0] if len(group) == 1 else union(group) for group in groups]


def union(group: Sequence[Contest]) -> Contest:
    """Contests that overlap, the earliest first."""
    return Contest(
        start=group[0].start,
        end=max(contest.end for contest in group),
        owners=tuple(dict.fromkeys(owner for contest in group for owner in contest.owners)),
        changes=max(contest.changes for contest in group),
        frames=tuple(sorted({frame for contest in group for frame in contest.frames})),
    )


def handovers_outside(contests: Sequence[Contest], handovers: Sequence[Handover]) -> Iterator[Handover]:
    """The handovers that are no part of a contest."""
    starts = [contest.start for contest in contests]
    for handover in handovers:
        at = bisect_right(starts, handover.time) - 1
        if at < 0 or contests[at].end < handover.time:
            yield handover


def is_unbroken(held: Runs, cluster: NDArray[np.int64], back: Returns) -> bool:
    """Whether two took turns in a cluster of changes, and one of them never paused: it held the address all the time,
    and the other's claims, of which none announced or that are a single run, moved nothing. Of two that advertise VRRP
    their advertisements decide, which cross in a change of master."""
    if len(cluster) < 2:
        return False
    owners, before = held.owner[cluster], int(held.owner[int(cluster[0]) - 1])
    if len({*owners.tolist(), before}) != 2:
        return False
    for who in distinct(owners).tolist():
        mine, others = cluster[owners == who], cluster[owners != who]
        again = mine if who == before else mine[1:]
        if not len(again) or not back.went_on[again].all():
            continue
        if (len(cluster) == 2 and who == before) or not back.announces[others].any():
            return not (back.advertises[mine].any() and back.advertises[others].any())
    return False


def is_clean(claims: Claims, held: Runs, cluster: NDArray[np.int64], back: Returns) -> bool:
    """Whether each owner in a cluster of changes announced itself, and was silent until then since it had lost it."""
    # by its changes alone: where an owner gave up and came back, two of its runs follow each other
    owners = np.append(held.owner[int(cluster[0]) - 1], held.owner[cluster])
    earlier = np.ones(len(owners), bool)
    earlier[np.unique(owners, return_index=True)[1]] = False
    announced = claims["announces"][held.first[cluster]]
    return bool((announced & (back.paused[cluster] | ~earlier[1:])).all())


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
