"""The table of a proxy's log lines, and what each goes back to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.correlator.testimony.upstream import Tie
from arpwatch_k8s.logs.details.detail import ProxyLine
from arpwatch_k8s.report.tables.column import frame, integer, text, time
from arpwatch_k8s.report.tables.rows import Row, vip
from arpwatch_k8s.report.tables.table import RowTable

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.evidence.reference import FrameRef


@dataclass(frozen=True, slots=True, kw_only=True)
class TiedLine:
    """A line of a proxy's error log."""

    tie: Tie
    """What it goes back to."""
    said: ProxyLine
    """What it says."""


def log_lines(result: Result) -> Iterator[Row[TiedLine]]:
    """Lines of a proxy's error log."""
    for tie in result.case.ties:
        if isinstance(tie.event.detail, ProxyLine):
            yield Row(result=result, item=TiedLine(tie=tie, said=tie.event.detail))


def first_syn(tie: Tie) -> FrameRef | None:
    """The first SYN of the attempt behind a line."""
    return tie.attempt.tries[0].frame if tie.attempt and tie.attempt.tries else None


LOG_LINES: Final[RowTable[Row[TiedLine]]] = RowTable(
    name="log_lines",
    row="a line of a proxy's error log, and what in the capture it goes back to",
    columns=(
        text("log", "the log's name", lambda row: row.result.case.logs[row.item.tie.log].name),
        integer("line", "its line, from 1", lambda row: row.item.tie.event.line),
        time("time", "when it was written; nginx cuts to the second", lambda row: row.item.tie.event.time),
        text(
            "kind",
            "no_route, no_network, refused, reset, timed_out, closed, no_live_upstreams, peer_disabled, other",
            lambda row: str(row.item.said.kind),
        ),
        text("phase", "what nginx was doing: connecting, or in its words", lambda row: row.item.said.phase),
        integer("errno", "the error's number in Linux", lambda row: row.item.said.errno),
        vip(lambda row: row.item.tie.vip),
        text(
            "explained_by",
            "attempt, ambiguous (several that failed in different ways), question, amplified, unexplained, outside (of "
            "the capture), elsewhere",
            lambda row: row.item.tie.state,
        ),
        text(
            "outcome",
            "outcome of the attempt behind it",
            lambda row: row.item.tie.attempt.outcome if row.item.tie.attempt else None,
        ),
        time(
            "attempt_start", "when that began", lambda row: row.item.tie.attempt.start if row.item.tie.attempt else None
        ),
        frame("attempt_frame", "its first SYN", lambda row: first_syn(row.item.tie)),
        integer(
            "cause_line",
            "the line whose failure it echoes",
            lambda row: row.item.tie.cause.line if row.item.tie.cause else None,
        ),
    ),
    rows=log_lines,
)
