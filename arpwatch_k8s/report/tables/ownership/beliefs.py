"""The table of beliefs: which node the cluster's programs said held each VIP, dated or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.correlator.testimony.believed import ClusterEpoch, ClusterHeld
from arpwatch_k8s.report.tables.column import Column, duration, integer, mac, part_of, text, time
from arpwatch_k8s.report.tables.rows import mac_of, vip
from arpwatch_k8s.report.tables.table import RowTable

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.evidence.reference import LineRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """One thing that is believed."""

    result: Result
    """What names and logs are looked up in."""
    item: ClusterEpoch | ClusterHeld
    """Who is said to hold what."""

    @property
    def mac(self) -> int | None:
        """The MAC of the node, where it is known."""
        return None if self.item.owner is None else mac_of(self.item.owner)


def beliefs(result: Result) -> Iterator[Belief]:
    """What is dated, by VIP, program and voice; then what is not."""
    yield from (Belief(result=result, item=item) for item in result.case.cluster)
    yield from (Belief(result=result, item=item) for item in result.case.cluster_held)


def dated(row: Belief) -> ClusterEpoch | None:
    """What is dated of a row."""
    return row.item if isinstance(row.item, ClusterEpoch) else None


def ended(row: Belief) -> LineRef | None:
    """The line that ends what a row says."""
    return row.item.ended if isinstance(row.item, ClusterEpoch) else None


def log_of(result: Result, line: LineRef | None) -> str | None:
    """The name of the log that a line is in."""
    return None if line is None else result.case.logs[line.log].name


DATED: Final[tuple[Column[ClusterEpoch], ...]] = (
    time("start", "when it was said first; missing where nobody knows", lambda epoch: epoch.start),
    duration("start_width", "the resolution of that time", lambda epoch: epoch.start_width),
    time("end", "until, not included", lambda epoch: epoch.end),
    text("ends_by", "takeover, withdrawn, or capture_end: nobody took it back", lambda epoch: epoch.ends_by),
    text("reason", "why, in the program's own word", lambda epoch: epoch.reason),
    integer("lines", "how often it was said", lambda epoch: epoch.lines),
    time("last", "when it was said last", lambda epoch: epoch.last),
    time("heard", "up to when whoever says it is heard at all: after that nothing is said", lambda epoch: epoch.heard),
)
BELIEFS: Final[RowTable[Belief]] = RowTable(
    name="beliefs",
    row="a span over which a node was said to hold a VIP, half-open; those of two nodes may overlap",
    columns=(
        vip(lambda row: row.item.vip),
        text("program", "whose word it is", lambda row: row.item.program),
        text(
            "voice",
            "log (the node's own log, of that node alone), lease, object (Events and status objects)",
            lambda row: row.item.voice,
        ),
        text(
            "node",
            "who holds it by that word; the pod or the file that says so, where its node is not known",
            lambda row: row.item.node,
        ),
        mac("mac", "the node's MAC, where it is known", lambda row: row.mac),
        *(part_of(column, dated) for column in DATED),
        text("log", "name of the log that says it first", lambda row: log_of(row.result, row.item.said)),
        integer("line", "its line, from 1", lambda row: row.item.said.line),
        text(
            "end_log",
            "name of the log that ends it",
            lambda row: log_of(row.result, ended(row)),
        ),
        integer(
            "end_line",
            "its line, from 1",
            lambda row: end.line if (end := ended(row)) else None,
        ),
    ),
    rows=beliefs,
)
