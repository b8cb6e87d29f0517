"""When nobody had an address between two owners, as senders felt it: SYNs that got nothing back at all.

A SYN that was refused found somebody. One that went to the new owner found it, too: what it loses there once it has had
the time that a handover takes is its own doing. While the old owner claims the address, or answers for it, it has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.quality import Quality
from arpwatch_k8s.correlator.ownership.handovers import Handover
from arpwatch_k8s.correlator.ownership.holders import NOBODY
from arpwatch_k8s.correlator.ownership.rhythm import BURST_NS, KEPT
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.thresholds import NS

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_STEPS: Final = 3
"""Distances between announcements from which on they show a pace."""
MISSED: Final = 3
"""Paces without an announcement from which on it is no single lost one."""
BESIDE_NS: Final = 10 * NS
"""How far from a move other refusals are looked for: for as long as a proxy holds a backend that refused for failed
(nginx: fail_timeout, 10 s), and tries it less."""


class Vacancy(NamedTuple):
    """A time in which nobody had the address, ns UTC: from the first SYN in vain until the new owner served; until it
    claimed the address, where it failed at that by itself."""

    start: int
    end: int

    @property
    def lasted_ns(self) -> int:
        """How long it was."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, eq=False)
class Tries:
    """Attempts of one VIP of which a SYN got nothing back, by start, for all its handovers."""

    case: Case
    record: VipRecord
    vain: Connections
    """They, those that a retry got through included."""
    refused: Connections
    """Attempts that were refused."""
    owners: NDArray[np.int64]
    """Whose MAC each one's first SYN went to; `NOBODY` where the capture does not tell."""
    _held: dict[int, NDArray[np.int64]] = field(default_factory=dict)
    """When each owner claimed the address, or answered for it, ns UTC; rising."""

    @property
    def none(self) -> Connections:
        """No attempt, of the same source."""
        return self.vain.places(np.zeros(0, np.int64))

    def vacancy(self, moved: Handover, quality: Quality) -> Vacancy | None:
        """When nobody had the address; None where no SYN shows that, or the new owner never served."""
        back = quality.first_served
        if back is None or quality.outage_ns is None or not len(self.vain):
            return None
        since = max(self.held_until(moved), back - quality.outage_ns - 1)
        low, high = np.searchsorted(self.vain.column("start"), [since + 1, max(back, moved.time)])
        at_new = self.owners[low:high] == moved.after
        starts = self.vain.column("start")[low:high]
        if at_new.all():
            return None
        late = at_new & (starts > moved.time + self.case.thresholds.handover_after_ns)
        first = int(starts[~at_new][0])
        return Vacancy(first, max(first, moved.time) if late.any() else max(first, back))

    def held_until(self, moved: Handover) -> int:
        """When the old owner last claimed the address, or answered for it, before it moved, ns UTC."""
        if moved.before not in self._held:
            claims, answers = self.record.claims.rows, self.record.answers
            theirs = claims["time"][(claims["owner"] == moved.before) & ~claims["withdraws"]]
            served = answers["time"][answers["owner"] == moved.before]
            self._held[moved.before] = np.sort(np.concatenate([theirs, served]))
        times = self._held[moved.before]
        before = int(np.searchsorted(times, moved.time))
        return int(times[before - 1]) if before else 0

    def within(self, start: int, end: int, new: int, ready: int) -> Connections:
        """Those that began in [start, end], but for those at the new owner after `ready`; ns UTC. With them what was
        refused in it, where nothing was before and after: else it is not the move that refuses."""
        starts = self.vain.column("start")
        low, high = np.searchsorted(starts, start), np.searchsorted(starts, end, side="right")
        mine = (self.owners[low:high] != new) | (starts[low:high] <= ready)
        found = self.vain.places(np.flatnonzero(mine) + low)
        end = min(end, ready)
        near = self.refused.begun_within(start, end)
        beyond = len(self.refused.begun_within(start - BESIDE_NS, end + BESIDE_NS))
        return found.joined(near) if len(near) == beyond else found


def fell_silent(record: VipRecord, owner: int, vacancy: Vacancy, until: int) -> bool:
    """Whether an owner that announced at a pace of its own stopped as the address became vacant, and was as silent as
    that until the new one claimed it (`until`, ns UTC): it had let go of it, though it lived."""
    rows = record.claims.rows
    told = rows["time"][(rows["owner"] == owner) & rows["announces"] & (rows["time"] < until)]
    steps = np.diff(told)
    steps = steps[steps > BURST_NS]
    if len(steps) < FEWEST_STEPS:
        return False
    pace = int(np.median(steps))
    return bool(vacancy.start - told[-1] <= KEPT * pace and until - told[-1] >= MISSED * pace)


def tries_of(case: Case, record: VipRecord, outcomes: Sequence[AttemptOutcome]) -> Tries:
    """The attempts of a VIP of which a SYN got nothing back; `outcomes`: how those end that fail so."""
    every = record.attempts
    lost = np.isin(every.column("outcome"), [NUMBER[name] for name in outcomes])
    found = every.where(lost | (~every.is_failed & (every.column("tries") > 1)))
    macs = found.at("first", "eth_dst").astype(np.uint64)
    owners = np.where(macs != 0, case.inventory.owners(macs, found.column("start"), record.segment), NOBODY)
    return Tries(case, record, found, every.where(every.column("outcome") == NUMBER[AttemptOutcome.REFUSED]), owners)
