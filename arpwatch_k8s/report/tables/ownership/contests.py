"""The table of contests: fights for an address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.correlator.ownership.contests import Contest
from arpwatch_k8s.report.tables.column import frame, integer, texts, time
from arpwatch_k8s.report.tables.rows import SEGMENT, VIP, VipRow, of_vips, owner_name
from arpwatch_k8s.report.tables.table import RowTable

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result


def contests(result: Result) -> Iterator[VipRow[Contest]]:
    """Contests."""
    return of_vips(result, lambda record: record.ownership.contests)


CONTESTS: Final[RowTable[VipRow[Contest]]] = RowTable(
    name="contests",
    row="a fight for the address",
    columns=(
        VIP,
        SEGMENT,
        time("start", "first change of owner", lambda row: row.item.start),
        time("end", "last change of owner", lambda row: row.item.end),
        texts(
            "owners",
            "who took part",
            lambda row: [owner_name(row.result, owner) for owner in row.item.owners],
        ),
        integer("changes", "changes of owner", lambda row: row.item.changes),
        frame("first_frame", "a frame of its first change", lambda row: row.item.frames[0]),
        frame("last_frame", "a frame of its last change", lambda row: row.item.frames[-1]),
    ),
    rows=contests,
)
