"""The table of handovers, and how each went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.correlator.cost.quality import Quality
from arpwatch_k8s.correlator.ownership.handovers import Handover
from arpwatch_k8s.report.tables.column import duration, frame, integer, mac, text, time
from arpwatch_k8s.report.tables.rows import SEGMENT, VIP, VipRow, node_name, of_vips
from arpwatch_k8s.report.tables.table import RowTable

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.correlator.correlate import VipRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedHandover:
    """A handover with its quality."""

    move: Handover
    """What changed."""
    quality: Quality
    """How it went."""


def judged(record: VipRecord) -> Iterator[JudgedHandover]:
    """The handovers of a record."""
    pairs = zip(record.ownership.handovers, record.qualities, strict=True)
    return (JudgedHandover(move=move, quality=quality) for move, quality in pairs)


def handovers(result: Result) -> Iterator[VipRow[JudgedHandover]]:
    """Handovers with their quality."""
    return of_vips(result, judged)


HANDOVERS: Final[RowTable[VipRow[JudgedHandover]]] = RowTable(
    name="handovers",
    row="one change of the claimed owner that stayed",
    columns=(
        VIP,
        SEGMENT,
        time("time", "the new owner's first claim", lambda row: row.item.move.time),
        mac("from_mac", "MAC of the old owner", lambda row: row.item.move.before),
        text("from_node", "its name", lambda row: node_name(row.result, row.item.move.before)),
        mac("to_mac", "MAC of the new owner", lambda row: row.item.move.after),
        text("to_node", "its name", lambda row: node_name(row.result, row.item.move.after)),
        frame("frame", "the first claim's frame", lambda row: row.item.move.frame),
        integer(
            "announcements",
            "how often the new owner announced itself around it",
            lambda row: row.item.move.announcements,
        ),
        duration("overlap", "how long the old owner went on claiming", lambda row: row.item.move.overlap_ns),
        time(
            "first_used",
            "when a sender first put the new owner's MAC on a frame",
            lambda row: row.item.quality.first_used,
        ),
        time("first_served", "when the new owner first answered a SYN", lambda row: row.item.quality.first_served),
        integer(
            "open_connections",
            "connections through the old owner that were open",
            lambda row: row.item.quality.open_connections,
        ),
        integer("moved", "how many of them went on through the new one", lambda row: row.item.quality.moved),
        duration(
            "outage",
            "from the first SYN that found nobody to the first answer; NaN where that cannot be told",
            lambda row: row.item.quality.outage_ns,
        ),
    ),
    rows=handovers,
)
