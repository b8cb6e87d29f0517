"""What one host recorded beside its rows, on the clock of the view that it was merged into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.views.vantages import Vantage
from arpwatch_k8s.evidence.flow import NO_TIME, FlowRows
from arpwatch_k8s.evidence.presence import PresenceRows

if TYPE_CHECKING:
    from numpy.typing import NDArray

NS: Final = 1_000_000_000
FLOW_TIMES: Final = ("first_time", "last_time", "payload_first", "payload_last", "resent_first")
"""Fields of a flow that are times."""


@dataclass(frozen=True, slots=True, eq=False)
class Clock:
    """How far one vantage's clock is ahead of its view's first one, along its own time."""

    vantage: Vantage
    """Whose clock."""
    at: NDArray[np.float64]
    """Times of that clock, ns UTC, rising."""
    offsets: NDArray[np.float64]
    """How far it was ahead then, ns; between them as on a line."""

    def ahead(self, times: NDArray[np.int64]) -> NDArray[np.int64]:
        """How far it was ahead at times of its own, ns."""
        return np.interp(times, self.at, self.offsets).astype(np.int64)


def flows_on(flows: FlowRows, captures: list[int], clocks: tuple[Clock, ...]) -> FlowRows:
    """The flows of some captures, their times set by the clocks of those that have one; the same array where that
    changes nothing."""
    here = np.isin(flows["capture"], captures)
    if here.all() and not clocks:
        return flows
    found: FlowRows = flows[here]
    for clock in clocks:
        theirs = np.flatnonzero(np.isin(found["capture"], clock.vantage))
        for name in FLOW_TIMES:
            times = found[name][theirs]
            found[name][theirs] = np.where(times == NO_TIME, NO_TIME, times - clock.ahead(times))
    return found


def presence_on(there: PresenceRows, captures: list[int], clocks: tuple[Clock, ...]) -> PresenceRows:
    """When MACs were heard in some captures, likewise, to the second."""
    found: PresenceRows = there[np.isin(there["capture"], captures)]
    for clock in clocks:
        theirs = np.flatnonzero(np.isin(found["capture"], clock.vantage))
        for name in ("first", "last"):
            times = found[name][theirs] * NS
            found[name][theirs] = (times - clock.ahead(times)) // NS
    return found
