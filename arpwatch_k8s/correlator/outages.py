"""Outages: from a SYN that nobody accepted to the next that somebody did.

Only attempts that failed before a SYN-ACK count: a connection that broke later says nothing about whether new ones got
through. An outage begins with the first SYN of such an attempt and ends with the next SYN-ACK to any attempt; what
began until then is the same outage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arpwatch_k8s.correlator.attempts import NUMBER, REFUSED, UNANSWERED, UNREACHABLE
from arpwatch_k8s.correlator.connections import Connections


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """From `start` to `end`, ns UTC, `failed` attempts; `over`: whether an answer ended it, or the capture."""

    start: int
    end: int
    failed: int
    over: bool


def outages(some: Connections, end: int) -> tuple[Outage, ...]:
    """The outages of one VIP and segment, in order; `end` is the last time seen, ns UTC."""
    tried = some.attempts
    outcome = np.isin(tried.column("outcome"), [NUMBER[name] for name in (UNREACHABLE, REFUSED, UNANSWERED)])
    lost = tried.column("start")[outcome]
    if not len(lost):
        return ()
    back = np.sort(tried.column("answer_time")[(tried.column("answer_event") >= 0) & ~outcome])
    until = np.searchsorted(back, lost, side="right")
    which, first, count = np.unique(until, return_index=True, return_counts=True)
    return tuple(
        Outage(
            start=int(lost[at]),
            end=int(back[number]) if number < len(back) else max(end, int(lost[at + n - 1])),
            failed=n,
            over=number < len(back),
        )
        for number, at, n in zip(which.tolist(), first.tolist(), count.tolist(), strict=True)
    )
