"""Outages: from an attempt that failed to the next one that somebody answered and served.

Attempts overlap: one that began while others were served may fail later. So an outage begins where an attempt failed
(for those that nobody answered, where it began), and ends with the first SYN-ACK after that of an attempt that did not
fail. What failed until then is the same outage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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
    failed = tried.is_failed
    if not failed.any():
        return ()
    answered = tried.column("answer_event") >= 0
    lost = np.sort(np.where(answered, tried.column("end"), tried.column("start"))[failed])
    back = np.sort(tried.column("answer_time")[answered & ~failed])
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
