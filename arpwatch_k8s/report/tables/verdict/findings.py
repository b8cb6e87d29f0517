"""The table of findings: causes that rules found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.report.tables.column import frames, integer, lines, settings, text, texts, time
from arpwatch_k8s.report.tables.rows import Row, vip
from arpwatch_k8s.report.tables.table import RowTable

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result


def findings(result: Result) -> Iterator[Row[Finding]]:
    """Findings, the leading one first."""
    return (Row(result=result, item=finding) for finding in result.verdict.findings)


FINDINGS: Final[RowTable[Row[Finding]]] = RowTable(
    name="findings",
    row="a cause that a rule found, the leading one first",
    columns=(
        text("rule", "the rule's id", lambda row: row.item.rule),
        text("severity", "info, warning or critical", lambda row: row.item.severity.value),
        text("confidence", "low, medium or high", lambda row: row.item.confidence.value),
        vip(lambda row: row.item.vip),
        time("start", "first frame or line that it rests on", lambda row: row.item.times and row.item.times[0]),
        time("end", "last", lambda row: row.item.times and row.item.times[1]),
        integer("failed", "attempts that it explains", lambda row: row.item.failed),
        integer("count", "findings of one kind that it stands for", lambda row: row.item.count),
        text("summary", "what happened, in a sentence", lambda row: row.item.summary),
        frames("frames", "all frames that it cites", lambda row: row.item.frames),
        lines("lines", "all lines of logs that it cites", lambda row: row.item.lines),
        settings("settings", "all settings that it cites", lambda row: row.item.settings),
        text("remedy", "what to change", lambda row: row.item.remedy),
        text("confirm", "the command that proves it", lambda row: row.item.confirm),
        texts("checks", "checks of lint that tell of settings which lead to it", lambda row: row.item.checks),
    ),
    rows=findings,
)
