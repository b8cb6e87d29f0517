"""Two claimants that hold an address at once: both answer one question, each goes on after the other, or one answers
again though the other announced it and it did not.

Fooled by: the overlap of one handover, which is no contest; an announcement of the first one's return that was lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.finding import turns
from arpwatch_k8s.diagnosis.signs.claimants import Answers, announcing, answers_of, claims_of, shown
from arpwatch_k8s.diagnosis.signs.holding import held_quietly, manages
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.wording.counts import plural

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEVERAL: Final = 2
"""Questions that both answered, or answers, from which on it was no accident."""


@dataclass(frozen=True, slots=True)
class Together:
    """How two claimants show that they hold the VIP at once: in words, frames, from `start` to `end` (ns UTC); `firm`:
    more than once."""

    words: str
    frames: tuple[FrameRef, ...]
    start: int
    end: int
    firm: bool


def at_once(
    case: Case, record: VipRecord, pair: tuple[int, int], speakers: dict[int, list[Speaker]]
) -> Together | None:
    """How two claimants show that they hold the VIP at once; None where nothing shows it."""
    contests = [contest for contest in record.ownership.contests if set(pair) <= set(contest.owners)]
    if contests:
        span = spanned(record, pair, contests[0].start, contests[-1].end)
        both = answered_together(record, pair)
        times = len(distinct(both.question)) if len(both) else 0
        if times:
            return Together(
                f"They both answered {plural(times, 'question')} for it", both.shown(), *span, times >= SEVERAL
            )
        frames = turns([frame for contest in contests for frame in contest.frames])
        return Together("Each of them went on claiming it after the other had", frames, *span, True)
    for holder, other in (pair, pair[::-1]):
        rows = answered_again(case, record, holder, other, speakers)
        if len(rows):
            start = int(claims_of(record, other)["time"][0])
            return Together(
                f"{case.inventory.label(holder)} answered for it again, though {case.inventory.label(other)} had "
                "announced it meanwhile and it had not itself: it never let go of it",
                shown(rows, 6),
                start,
                int(rows["time"][-1]),
                len(rows) >= SEVERAL,
            )
    return None


def answered_together(record: VipRecord, pair: tuple[int, int]) -> Answers:
    """The answers to questions that both of two owners answered."""
    every = answers_of(record)
    return every.where(np.isin(every.rows["owner"], pair)).of_several() if len(every) else every


def spanned(record: VipRecord, pair: tuple[int, int], start: int, end: int) -> tuple[int, int]:
    """From the first claim of whichever of two came later to the last claim of either, [start, end] (ns UTC) within."""
    claims = [claims_of(record, owner)["time"] for owner in pair]
    return min(start, max(int(times[0]) for times in claims)), max(end, *(int(times[-1]) for times in claims))


def answered_again(
    case: Case, record: VipRecord, holder: int, other: int, speakers: dict[int, list[Speaker]]
) -> NDArray[Any]:
    """Claims with which a host shows that it kept what another, no program that moves addresses, had announced."""
    quiet, told = held_quietly(record, holder), announcing(record, other)["time"]
    nothing: NDArray[Any] = quiet[:0]
    if not len(told) or manages(speakers[other]) is not None:
        return nothing
    own = announcing(record, holder)["time"]
    first, late = int(told[0]), case.thresholds.orphan_after_ns
    before = quiet["time"] < first
    after = (quiet["time"] > first + late) & (np.searchsorted(own, quiet["time"]) == np.searchsorted(own, first))
    served = (record.answers["owner"] == holder) & (record.answers["time"] < first)
    return quiet[after] if before.any() or served.any() else nothing
