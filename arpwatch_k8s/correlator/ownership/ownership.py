"""Who claimed a VIP when: epochs, contests, handovers and flapping, from the claims of one VIP on one segment.

Changes of the claimed owner that are close together are read as one story:

    A B A B, A's last claim soon after B's first, B stays     one handover with an overlap
    A B A, and A never paused in its own rhythm               a contest: both hold it
    A B A B and more, each silent until a new burst           handovers, however quick: flapping
    three changes and more otherwise                          a contest, from the first to the last
    one or two                                                handovers (two: a restart)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import Claims
from arpwatch_k8s.correlator.ownership.contests import (
    Contest,
    answer_contests,
    bridged,
    contest_of,
    handovers_outside,
    is_clean,
    is_unbroken,
    united_contests,
    vrrp_contests,
)
from arpwatch_k8s.correlator.ownership.epochs import Epoch, claimed_epochs, outside_contests
from arpwatch_k8s.correlator.ownership.flapping import Flapping, flapping_spans
from arpwatch_k8s.correlator.ownership.handovers import (
    Handover,
    announced_around,
    change_clusters,
    handover_overlap,
    join_runs,
    plain_handover,
    with_overlap,
)
from arpwatch_k8s.correlator.ownership.questions import NO_QUESTIONS, QuestionRows
from arpwatch_k8s.correlator.ownership.rhythm import returns
from arpwatch_k8s.correlator.ownership.runs import Runs, runs
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Ownership:
    """The claimed track of one VIP on one segment."""

    epochs: tuple[Epoch, ...]
    """Who claimed it when; in order and disjoint, with gaps where it was fought for."""
    contests: tuple[Contest, ...]
    """Fights for it; in order and disjoint."""
    handovers: tuple[Handover, ...]
    """Changes of owner outside of fights, in order."""
    flapping: tuple[Flapping, ...] = ()
    """Spans in which its owner changed too often."""


def ownership_of(claims: Claims, end: int, limits: Thresholds, questions: QuestionRows = NO_QUESTIONS) -> Ownership:
    """The claimed track of one VIP up to `end` (ns UTC), with what its changes mean; `questions` are those about it."""
    claims = claims.held()
    gives_up = claims["withdraws"] & ~np.append(claims["withdraws"][1:], False)[: len(claims)]
    held = runs(claims.rows, gives_up)
    back = returns(claims, held, questions, limits)
    contests = vrrp_contests(claims, limits)
    clusters, told = list(change_clusters(held, limits)), announced_around(claims, held, limits)
    fights = fought_over(held, clusters, contests)
    unbroken: list[Contest] = []
    handovers: list[Handover] = []
    changes = [np.zeros(0, np.int64)]
    kept = np.ones(len(held), bool)
    for cluster, fought in zip(clusters, fights, strict=True):
        first, last = int(cluster[0]), int(cluster[-1])
        overlap = handover_overlap(held, cluster, limits)
        if overlap is not None and not fought:
            handovers.append(with_overlap(plain_handover(held, first, told), held, cluster, overlap))
            join_runs(held, cluster)
            kept[first:last] = False
            changes.append(held.start[last : last + 1])
        elif is_unbroken(held, cluster, back):
            unbroken.append(contest_of(held, cluster))
            kept[first:last] = False
        elif len(cluster) >= limits.contest_changes and not is_clean(claims, held, cluster, back):
            contests.append(contest_of(held, cluster))
            kept[first:last] = False
            changes.append(held.start[cluster])
        else:
            handovers += [plain_handover(held, run, told) for run in cluster.tolist()]
            changes.append(held.start[cluster])
    contests += bridged(unbroken, limits)
    contests = united_contests([*contests, *answer_contests(claims, questions, handovers, limits)])
    epochs = claimed_epochs(held, np.flatnonzero(kept), gives_up, end)
    return Ownership(
        epochs=tuple(outside_contests(epochs, contests)),
        contests=tuple(contests),
        handovers=tuple(handovers_outside(contests, handovers)),
        flapping=tuple(flapping_spans(np.concatenate(changes), limits, track=Track.CLAIMED)),
    )


def fought_over(held: Runs, clusters: Sequence[NDArray[np.int64]], contests: Sequence[Contest]) -> list[bool]:
    """Which clusters of changes overlap a contest."""
    first = held.start[np.array([cluster[0] for cluster in clusters], np.int64)]
    last = held.start[np.array([cluster[-1] for cluster in clusters], np.int64)]
    begun = np.sort(np.array([contest.start for contest in contests], np.int64))
    over = np.sort(np.array([contest.end for contest in contests], np.int64))
    found: list[bool] = (np.searchsorted(begun, last, side="right") > np.searchsorted(over, first)).tolist()
    return found
