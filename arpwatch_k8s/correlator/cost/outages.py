"""Outages: from a SYN that nobody accepted to the next that somebody did.

Only attempts that failed before a SYN-ACK count: a connection that broke later says nothing about whether new ones got
through. An outage begins with the first SYN of such an attempt and ends with the next SYN-ACK to any attempt; what
began until then is the same outage. When service really came back is not seen while nobody tries: it lasted at least
until the last SYN that nobody accepted, and at most until that answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

IN_VAIN: Final = (AttemptOutcome.UNREACHABLE, AttemptOutcome.REFUSED, AttemptOutcome.UNANSWERED)
"""Outcomes of attempts that nobody accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A span in which nobody accepted a connection."""

    start: int
    """When the first SYN was sent that nobody accepted, ns UTC."""
    last: int
    """When the last one was, ns UTC."""
    end: int
    """When the next one was answered, or the capture ended; ns UTC."""
    failed: int
    """How many attempts failed in it."""
    over: bool
    """Whether an answer ended it, rather than the capture."""

    @property
    def least_ns(self) -> int:
        """How long it lasted at least."""
        return self.last - self.start

    @property
    def most_ns(self) -> int:
        """How long it lasted at most."""
        return self.end - self.start


def in_vain(tried: Connections) -> NDArray[np.bool_]:
    """Which of them failed before anybody accepted them."""
    return np.isin(tried.column("outcome"), [NUMBER[name] for name in IN_VAIN])


def outages(connections: Connections, end: int) -> tuple[Outage, ...]:
    """The outages of one VIP and segment, in order; `end` is the last time seen, ns UTC."""
    tried = connections.attempts
    outcome = in_vain(tried)
    lost = tried.column("start")[outcome]
    last = tried.at("last_try", "time")[outcome]
    if not len(lost):
        return ()
    back = np.sort(tried.column("answer_time")[(tried.column("answer_event") >= 0) & ~outcome])
    until = np.searchsorted(back, lost, side="right")
    which, first, count = np.unique(until, return_index=True, return_counts=True)
    latest = np.maximum.reduceat(last, first)
    return tuple(
        Outage(
            start=int(lost[at]),
            last=min(tries, int(back[number])) if number < len(back) else tries,
            end=int(back[number]) if number < len(back) else max(end, tries),
            failed=n,
            over=number < len(back),
        )
        for number, at, n, tries in zip(which.tolist(), first.tolist(), count.tolist(), latest.tolist(), strict=True)
    )
