"""What was so at an instant, of every VIP, and the log line that says what the kernel's cache held."""

from __future__ import annotations

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.instant import Instant, instant
from arpwatch_k8s.logs.details.detail import NeighborLine
from arpwatch_k8s.logs.event import Log, LogEvent


def instants(result: Result, time: int) -> list[tuple[VipRecord, Instant]]:
    """What was so at `time`, ns UTC, of every VIP and segment."""
    return [
        (record, instant(record, result.case.views[record.view].evidence, result.case.inventory, time))
        for record in result.case.vips
    ]


def log_line(result: Result, record: VipRecord, time: int) -> tuple[Log, LogEvent] | None:
    """The log, and what it said last about a VIP in the kernel's neighbor cache up to `time`."""
    said = [
        (event.time, log, event)
        for log in result.case.logs
        for event in log.events
        if isinstance(event.detail, NeighborLine) and event.detail.address == record.vip and event.time <= time
    ]
    latest = max(said, key=lambda item: (item[0], item[2].line), default=None)
    return latest and latest[1:]
