"""Who held each track at some instants: epochs looked up for whole columns of times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.ownership.contests import Contest
from arpwatch_k8s.correlator.ownership.epochs import EndsBy, Epoch

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOBODY: Final = -1
"""No epoch, or no owner, that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """Who held each track at one instant; owners are numbers of the inventory, `NOBODY` where none is known."""

    claimed: int
    """Who claimed the VIP; nobody in a contest."""
    contested: bool
    """Whether it was fought for."""
    used: int
    """Whom the sender meant used."""
    serving: int
    """Who had answered the last SYN."""
    expected: tuple[int, ...]
    """The MACs that the capturing host's cache could hold."""
    kernel: int
    """Whom its kernel said it held."""


def places(epochs: Sequence[Epoch], times: NDArray[np.int64]) -> NDArray[np.int64]:
    """The index of the epoch (of one track and sender, in order) that holds at each time, ns UTC; -1 where none."""
    if not epochs:
        return np.full(len(times), NOBODY)
    starts = np.array([epoch.start for epoch in epochs], np.int64)
    lasting = [epoch.ends_by == EndsBy.CAPTURE_END for epoch in epochs]
    ends = np.where(lasting, np.iinfo(np.int64).max, np.array([epoch.end for epoch in epochs], np.int64))
    at = np.searchsorted(starts, times, side="right") - 1
    inside = (at >= 0) & (times < ends[np.maximum(at, 0)])
    found: NDArray[np.int64] = np.where(inside, at, NOBODY)
    return found


def owners_at(epochs: Sequence[Epoch], times: NDArray[np.int64]) -> NDArray[np.int64]:
    """The owner that holds a track at each time; `NOBODY` where none does."""
    at = places(epochs, times)
    owners = np.array([*(epoch.owner for epoch in epochs), NOBODY], np.int64)
    found: NDArray[np.int64] = owners[at]
    return found


def fights_at(contests: Sequence[Contest], times: NDArray[np.int64]) -> NDArray[np.int64]:
    """The index of the contest (in order, disjoint) at each time, its first and last claim included; -1 where there is
    none. Where an epoch begins with that last claim, its owner holds the address by then: look it up first."""
    if not contests:
        return np.full(len(times), NOBODY)
    starts = np.array([contest.start for contest in contests], np.int64)
    ends = np.array([contest.end for contest in contests], np.int64)
    at = np.searchsorted(starts, times, side="right") - 1
    found: NDArray[np.int64] = np.where((at >= 0) & (times <= ends[np.maximum(at, 0)]), at, NOBODY)
    return found
