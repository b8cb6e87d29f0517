"""Why: the findings, and what the lines of logs go back to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from arpwatch_k8s.logs.detail import ProxyLine
from arpwatch_k8s.report.tables.ownership import VIP
from arpwatch_k8s.report.tables.table import Column, Rows, Table, instant, number

if TYPE_CHECKING:
    from arpwatch_k8s.analysis import Result


def findings(result: Result) -> Rows:
    """Findings, the leading one first."""
    return (
        {
            "rule": finding.rule,
            "severity": finding.severity.value,
            "confidence": finding.confidence.value,
            "vip": finding.vip,
            "start": instant(finding.start),
            "end": instant(finding.end),
            "failed": finding.failed,
            "summary": finding.summary,
            "frames": [frame.frame for frame in finding.frames],
            "remedy": finding.remedy,
            "confirm": finding.confirm,
        }
        for finding in result.verdict.findings
    )


def log_lines(result: Result) -> Rows:
    """Lines of a proxy's error log."""
    return (
        {
            "log": result.case.logs[tie.log].path,
            "line": tie.event.line,
            "time": instant(tie.event.time),
            "kind": str(detail.kind),
            "phase": detail.phase,
            "errno": detail.errno,
            "vip": tie.vip,
            "explained_by": tie.state,
            "outcome": tie.attempt.outcome if tie.attempt else None,
            "attempt_start": instant(tie.attempt.start if tie.attempt else None),
            "attempt_frame": number(tie.attempt.tries[0].frame if tie.attempt and tie.attempt.tries else None),
            "cause_line": tie.cause.line if tie.cause else None,
        }
        for tie in result.case.ties
        if isinstance(detail := tie.event.detail, ProxyLine)
    )


FINDINGS: Final = Table(
    name="findings",
    row="a cause that a rule found, the leading one first",
    columns=(
        Column("rule", "the rule's id"),
        Column("severity", "info, warning or critical"),
        Column("confidence", "low, medium or high"),
        VIP,
        Column("start", "first frame that it rests on"),
        Column("end", "last"),
        Column("failed", "attempts that it explains"),
        Column("summary", "what happened, in a sentence"),
        Column("frames", "all frames that it cites"),
        Column("remedy", "what to change"),
        Column("confirm", "the command that proves it"),
    ),
    fill=findings,
)
LOG_LINES: Final = Table(
    name="log_lines",
    row="a line of a proxy's error log, and what in the capture it goes back to",
    columns=(
        Column("log", "the log's path"),
        Column("line", "its line, from 1"),
        Column("time", "when it was written; nginx cuts to the second"),
        Column(
            "kind", "no_route, no_network, refused, reset, timed_out, closed, no_live_upstreams, peer_disabled, other"
        ),
        Column("phase", "what nginx was doing: connecting, or in its words"),
        Column("errno", "the error's number in Linux"),
        VIP,
        Column("explained_by", "attempt, question, amplified, unexplained, outside (of the capture), elsewhere"),
        Column("outcome", "outcome of the attempt behind it"),
        Column("attempt_start", "when that began"),
        Column("attempt_frame", "its first SYN"),
        Column("cause_line", "the line whose failure it echoes"),
    ),
    fill=log_lines,
)
