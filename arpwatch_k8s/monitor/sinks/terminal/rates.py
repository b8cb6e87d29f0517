"""How many connections to a VIP are tried a second, and how many of them fail, at present."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.connections.outcomes import FAILED, NUMBER
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.monitor.examiner import MOST_ROWS
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import percent, plural
from arpwatch_k8s.wording.times import duration

SPAN_NS: Final = 60 * NS
WHOLE_ROWS: Final = MOST_ROWS // 2
"""Of the rows that are held so many of the newest have no gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """What was tried of late."""

    attempts: int
    """How many attempts began."""

    failed: int
    """How many of them are known to have failed."""

    span_ns: int
    """Within which time up to now, ns."""

    @property
    def text(self) -> str:
        """For people."""
        span = duration(self.span_ns)
        if not self.attempts:
            return f"no attempt in the last {span}"
        a_second = f"{self.attempts * NS / self.span_ns:.1f} attempts/s"
        share = f"{percent(self.failed / self.attempts)} of {plural(self.attempts, 'attempt')} failed"
        return f"{a_second}, {share} in the last {span}"


def recent(result: Result, record: VipRecord, now: int) -> Recent | None:
    """Of a VIP, up to `now` (ns UTC), as far back as all of it is held; None where that is no time at all."""
    times = result.case.evidence["time"]
    since = max(now - SPAN_NS, result.case.start or now)
    if len(times) > WHOLE_ROWS:
        since = max(since, int(times[-WHOLE_ROWS]))
    if since >= now:
        return None
    starts = record.attempts.column("start")
    new = (starts >= since) & (starts <= now)
    failing = np.isin(record.attempts.column("outcome")[new], [NUMBER[outcome] for outcome in FAILED])
    return Recent(attempts=int(np.count_nonzero(new)), failed=int(np.count_nonzero(failing)), span_ns=now - since)
