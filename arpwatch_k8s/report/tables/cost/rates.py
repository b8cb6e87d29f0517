"""The table of failure rates: of the VIPs by epoch and owner, then of the other addresses, the control group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.cost.rates import MINUTE_NS, Rate, wilson
from arpwatch_k8s.evidence.addresses import number_text
from arpwatch_k8s.report.tables.column import (
    ABSENT,
    Column,
    duration,
    flag,
    integer,
    mac,
    part_of,
    share,
    text,
    time,
)
from arpwatch_k8s.report.tables.rows import SEGMENT, Row, VipRow, mac_of, node_name, of_vips
from arpwatch_k8s.report.tables.table import RowTable

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result

    RateRow = VipRow[Rate] | Row["Control"]
    """A rate of a VIP, or of an address of the control group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Another address that was asked for connections."""

    address: str
    """Its text."""
    start: int
    """The beginning of the first minute in which it was, ns UTC."""
    end: int
    """The end of the last one, ns UTC."""
    attempts: int
    """SYNs."""
    failed: int
    """How many more there were than SYN-ACKs."""

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share that failed."""
        return wilson(self.failed, self.attempts)


def rates(result: Result) -> Iterator[RateRow]:
    """Rates of the VIPs, then the control group."""
    yield from of_vips(result, lambda record: record.rates)
    yield from (Row(result=result, item=address) for address in controls(result))


def controls(result: Result) -> Iterator[Control]:
    """The other addresses that were asked for connections."""
    counts = result.case.endpoints
    vips = {record.vip for record in result.case.vips}
    keys, which = np.unique(np.stack([counts["hi"], counts["lo"]]), axis=1, return_inverse=True)
    for at, (high, low) in enumerate(keys.T.tolist()):
        minutes = counts[which.reshape(-1) == at]
        address, asked, answered = (
            number_text(high << 64 | low),
            int(minutes["syn"].sum()),
            int(minutes["synack"].sum()),
        )
        if asked and address not in vips:
            yield Control(
                address=address,
                start=int(minutes["minute"].min()) * MINUTE_NS,
                end=(int(minutes["minute"].max()) + 1) * MINUTE_NS,
                attempts=asked,
                failed=max(0, asked - answered),
            )


def of_vip(row: RateRow) -> VipRow[Rate] | None:
    """The row where it is of a VIP; None of the control group."""
    return row if isinstance(row, VipRow) else None


def address(row: RateRow) -> str:
    """The VIP, or the other address."""
    return row.record.vip if isinstance(row, VipRow) else row.item.address


OWNER: Final[tuple[Column[VipRow[Rate]], ...]] = (
    SEGMENT,
    text("track", "claimed, serving or used", lambda row: row.item.track),
    mac("sender", "MAC of the sender, on the track used", lambda row: row.item.sender),
    mac("mac", "MAC of the owner; missing where nobody is known", lambda row: mac_of(row.item.owner)),
    text("node", "its name", lambda row: node_name(row.result, row.item.owner)),
    flag("contested", "whether this is a contest", lambda row: row.item.contested),
)
RETRIED: Final[Column[VipRow[Rate]]] = integer("delayed", "how many needed a retry", lambda row: row.item.delayed)
OUTAGES: Final[tuple[Column[VipRow[Rate]], ...]] = (
    integer("outages", "outages that began in it", lambda row: row.item.outages),
    duration("outage_seconds", "of them together", lambda row: row.item.outage_ns),
)
RATES: Final[RowTable[RateRow]] = RowTable(
    name="rates",
    row="an epoch (or contest) and what was tried in it; then each other address, the control group",
    columns=(
        text("group", "vip or control", lambda row: "vip" if isinstance(row, VipRow) else "control"),
        text("address", "the VIP, or the other address", address),
        *(part_of(column, of_vip) for column in OWNER),
        time("start", "from", lambda row: row.item.start),
        time("end", "until; of the control group whole minutes", lambda row: row.item.end),
        integer(
            "attempts",
            "attempts that began in it (serving: were answered); of the control group SYNs",
            lambda row: row.item.attempts,
        ),
        integer(
            "failed",
            "how many of them failed; of the control group SYNs without a SYN-ACK",
            lambda row: row.item.failed,
        ),
        part_of(RETRIED, of_vip),
        share(
            "share",
            "failed / attempts",
            lambda row: row.item.failed / row.item.attempts if row.item.attempts else ABSENT,
        ),
        share("low", "lower end of the share's 95 % interval (Wilson)", lambda row: row.item.interval[0]),
        share("high", "upper end", lambda row: row.item.interval[1]),
        *(part_of(column, of_vip) for column in OUTAGES),
    ),
    rows=rates,
)
