"""Bounds what goes to the examiner: a flood of frames must cost neither memory nor the view of the VIPs.

Of each second as many rows are let in as a busy proxy has; what is over is counted, and told. Rows about VIPs and
others are counted apart, so that others cannot crowd out a VIP's. Rows that are timed outside what the clock can say
are from before it was set, and are left out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.evidence.table import CODED_COLUMNS, Evidence, compact

if TYPE_CHECKING:
    from numpy.typing import NDArray

NS_PER_S: Final = 1_000_000_000
LATE_NS: Final = 2 * NS_PER_S
"""How far a frame's time may lie outside: the kernel's block, a round, a scheduler's delay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Rows a second. vips: of frames that name a VIP; others: of the rest."""

    vips: int = 20_000
    """About 5,000 connections a second, each with SYN, SYN-ACK and two FIN."""
    others: int = 2_000
    """ARP of a segment of some thousand hosts, each asking every second."""


class Intake:
    """Lets rows in; `left_out` counts those over the rates, `mistimed` those of another clock."""

    def __init__(self, rates: Rates = Rates()) -> None:
        self._rates = rates
        self._second = 0
        self._let_in = [0, 0]
        self._since: int | None = None
        self.left_out = 0
        self.mistimed = 0

    def begin(self, now: int) -> None:
        """Rows before `now` (ns UTC) are of another clock from here on."""
        self._since = now

    def take(self, batch: Evidence, vips: Collection[int], now: int) -> Evidence:
        """The rows of a batch that are let in at `now`, ns UTC; `vips` are codes of the batch."""
        kept = np.ones(len(batch), bool)
        if self._since is not None:
            kept = (batch["time"] >= self._since - LATE_NS) & (batch["time"] <= now + LATE_NS)
            self.mistimed += int(np.count_nonzero(~kept))
        second = now // NS_PER_S
        if second != self._second:
            self._second, self._let_in = second, [0, 0]
        named = names(batch, vips)
        for which, rows, most in ((0, named, self._rates.vips), (1, ~named, self._rates.others)):
            candidates = np.flatnonzero(rows & kept)
            room = max(0, most - self._let_in[which])
            over = candidates[room:]
            kept[over] = False
            self.left_out += len(over)
            self._let_in[which] += len(candidates) - len(over)
        # what is let in may wait for a look: by itself, not as a part of all that was not
        return batch if kept.all() else compact(batch.take(kept))


def names(batch: Evidence, vips: Collection[int]) -> NDArray[np.bool_]:
    """Whether each row names one of some addresses (codes)."""
    found = np.zeros(len(batch), bool)
    wanted: NDArray[Any] = np.array(sorted(vips), np.int32)
    if len(wanted):
        for name in CODED_COLUMNS:
            if name != "vrrp_addresses":
                found |= np.isin(batch[name], wanted)
        found |= np.isin(batch["vrrp_addresses"], batch.addresses.groups_with(wanted.tolist()))
    return found
