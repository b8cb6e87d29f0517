"""Handovers: changes of the claimed owner that stayed.

Changes that are close together are read as one story. A B A B, A's last claim soon after B's first and B stays, is one
handover with an overlap; of what is no contest either, each change is a handover (two: a restart).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import Claims
from arpwatch_k8s.correlator.ownership.runs import Runs
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """One change of the claimed owner that stayed."""

    time: int
    """When the new owner first claimed the address, ns UTC."""
    before: int
    """The old owner; a number of the inventory."""
    after: int
    """The new one."""
    frame: FrameRef
    """The new owner's first claim."""
    tail: int
    """How often the old owner claimed it after that."""
    overlap_ns: int = 0
    """How long after that the last of those claims came."""
    announcements: int = 0
    """How often the new owner announced itself around it."""


def owner_changes(held: Runs) -> NDArray[np.int64]:
    """Runs that began with a change of owner."""
    return np.flatnonzero(held.owner[1:] != held.owner[:-1]) + 1


def change_clusters(held: Runs, limits: Thresholds) -> Iterator[NDArray[np.int64]]:
    """Runs that began with a change of owner, together where changes are close."""
    changes = owner_changes(held)
    far = np.flatnonzero(np.diff(held.start[changes]) > limits.contest_gap_ns) + 1
    if len(changes):
        yield from np.split(changes, far)


def handover_overlap(held: Runs, cluster: NDArray[np.int64], limits: Thresholds) -> int | None:
    """How long the old owner went on where a cluster of changes is one handover: two owners, the old one's tail ends
    soon, the new stays. None where it is not."""
    if len(cluster) < 2:
        return None
    first, last = int(cluster[0]), int(cluster[-1])
    before, after = int(held.owner[first - 1]), int(held.owner[first])
    owners = held.owner[first : last + 1]
    if owners[-1] != after or not ((owners == before) | (owners == after)).all():
        return None
    overlap = int(held.end[first + np.flatnonzero(owners == before)[-1]] - held.start[first])
    return overlap if overlap <= limits.overlap_ns else None


def plain_handover(held: Runs, run: int, announcements: NDArray[np.int64]) -> Handover:
    """The handover with which a run began; `announcements`: how often the owner of each run announced around it."""
    return Handover(
        time=int(held.start[run]),
        before=int(held.owner[run - 1]),
        after=int(held.owner[run]),
        frame=held.frame(int(held.first[run])),
        tail=0,
        announcements=int(announcements[run]),
    )


def announced_around(claims: Claims, held: Runs, limits: Thresholds) -> NDArray[np.int64]:
    """How often the owner of each run announced from a little before its beginning to a little after it."""
    rows = np.flatnonzero(claims["announces"])
    owners, times = distinct(claims["owner"][rows]), distinct(claims["time"][rows])
    if not len(rows):
        return np.zeros(len(held), np.int64)
    # owner and time as one number: then one sorted column tells of all owners
    width = len(times) + 1
    whose = np.minimum(np.searchsorted(owners, held.owner), len(owners) - 1)
    since = np.searchsorted(times, held.start - limits.handover_before_ns)
    until = np.searchsorted(times, held.start + limits.handover_after_ns, side="right")
    told = np.searchsorted(owners, claims["owner"][rows]) * width + np.searchsorted(times, claims["time"][rows])
    told = np.sort(told)
    count = np.searchsorted(told, whose * width + until) - np.searchsorted(told, whose * width + since)
    return np.where(owners[whose] == held.owner, count, 0)


def with_overlap(handover: Handover, held: Runs, cluster: NDArray[np.int64], overlap: int) -> Handover:
    """A handover during which the old owner went on for `overlap` ns."""
    span = slice(int(cluster[0]), int(cluster[-1]) + 1)
    tail = held.count[span][held.owner[span] == handover.before].sum()
    return replace(handover, tail=int(tail), overlap_ns=overlap)


def join_runs(held: Runs, cluster: NDArray[np.int64]) -> None:
    """Make the last run of a handover one with the new owner's runs before it, in place."""
    first, last = int(cluster[0]), int(cluster[-1])
    span = slice(first, last + 1)
    held.count[last] = held.count[span][held.owner[span] == held.owner[last]].sum()
    held.first[last], held.start[last] = held.first[first], held.start[first]
