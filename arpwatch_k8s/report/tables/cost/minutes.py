"""The table of attempts by minute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.correlator.cost.rates import MINUTE_NS
from arpwatch_k8s.report.tables.column import integer, mac, text, time
from arpwatch_k8s.report.tables.rows import SEGMENT, VIP, VipRow, mac_of, node_name, of_vips
from arpwatch_k8s.report.tables.table import RowTable

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.correlator.correlate import VipRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """Attempts that began in a minute while one owner claimed the VIP: a `MINUTE` record."""

    start: int
    """Its beginning, ns UTC."""
    owner: int
    """Who claimed, `NOBODY` where that is not known."""
    attempts: int
    """How many began."""
    failed: int
    """How many of them failed."""
    delayed: int
    """How many needed a retry."""
    ok: int
    """How many were ok."""


def minutes_of(record: VipRecord) -> Iterator[Minute]:
    """The minutes of a record."""
    for minute, owner, attempts, failed, delayed, ok in record.minutes.tolist():
        yield Minute(start=minute * MINUTE_NS, owner=owner, attempts=attempts, failed=failed, delayed=delayed, ok=ok)


def minutes(result: Result) -> Iterator[VipRow[Minute]]:
    """Attempts by minute."""
    return of_vips(result, minutes_of)


MINUTES: Final[RowTable[VipRow[Minute]]] = RowTable(
    name="minutes",
    row="a minute and the owner who claimed the VIP when attempts began in it",
    columns=(
        VIP,
        SEGMENT,
        time("minute", "its beginning", lambda row: row.item.start),
        mac(
            "mac",
            "MAC of the owner; missing in a contest and where nobody is known",
            lambda row: mac_of(row.item.owner),
        ),
        text("node", "its name", lambda row: node_name(row.result, row.item.owner)),
        integer("attempts", "attempts that began", lambda row: row.item.attempts),
        integer("failed", "how many of them failed", lambda row: row.item.failed),
        integer("delayed", "how many needed a retry", lambda row: row.item.delayed),
        integer("ok", "how many were ok", lambda row: row.item.ok),
    ),
    rows=minutes,
)
