"""The table of outages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.correlator.cost.outages import Outage
from arpwatch_k8s.report.tables.column import duration, flag, integer, time
from arpwatch_k8s.report.tables.rows import SEGMENT, VIP, VipRow, of_vips
from arpwatch_k8s.report.tables.table import RowTable

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result


def outages(result: Result) -> Iterator[VipRow[Outage]]:
    """Outages."""
    return of_vips(result, lambda record: record.outages)


OUTAGES: Final[RowTable[VipRow[Outage]]] = RowTable(
    name="outages",
    row="a span from a SYN that nobody accepted to the next SYN-ACK",
    columns=(
        VIP,
        SEGMENT,
        time("start", "the first such SYN", lambda row: row.item.start),
        time("end", "the next SYN-ACK, or the capture's end", lambda row: row.item.end),
        duration("seconds", "from the one to the other: how long it lasted at most", lambda row: row.item.most_ns),
        duration(
            "least_seconds",
            "to the last SYN that nobody accepted: how long it lasted at least",
            lambda row: row.item.least_ns,
        ),
        integer("failed", "attempts that began in it and failed", lambda row: row.item.failed),
        flag("over", "whether a SYN-ACK ended it", lambda row: row.item.over),
    ),
    rows=outages,
)
