"""The table of incidents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.correlator.cost.incidents import Incident
from arpwatch_k8s.report.tables.column import counts, duration, frame, integer, time
from arpwatch_k8s.report.tables.rows import SEGMENT, VIP, VipRow, of_vips
from arpwatch_k8s.report.tables.table import RowTable

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result


def incidents(result: Result) -> Iterator[VipRow[Incident]]:
    """Incidents."""
    return of_vips(result, lambda record: record.incidents)


INCIDENTS: Final[RowTable[VipRow[Incident]]] = RowTable(
    name="incidents",
    row="failures, contests and moves of one VIP, each within 30 s of the last",
    columns=(
        integer("incident", "its number in order of time, which --around takes", lambda row: row.item.number),
        VIP,
        SEGMENT,
        time("start", "the first of them", lambda row: row.item.start),
        time("end", "the last of them", lambda row: row.item.end),
        integer("attempts", "attempts that began in it", lambda row: row.item.attempts),
        integer("failed", "how many of them failed", lambda row: row.item.failed),
        counts("outcomes", "of these, by outcome", lambda row: row.item.outcomes),
        integer("contests", "contests that began in it", lambda row: row.item.contests),
        integer("moves", "handovers in it", lambda row: row.item.moves),
        integer("outages", "outages that began in it", lambda row: row.item.outages),
        duration("outage_seconds", "of them together, at most", lambda row: row.item.outage_ns),
        duration(
            "outage_least_seconds",
            "of them together, at least: to the last SYN that nobody accepted",
            lambda row: row.item.outage_least_ns,
        ),
        frame("first_frame", "the first frame of what makes it up", lambda row: row.item.first_frame),
        frame("last_frame", "the last", lambda row: row.item.last_frame),
    ),
    rows=incidents,
)
