"""What every command does with its sources: analyze them, and say in the exit code how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arpwatch_k8s.cli.options import FailOn
from arpwatch_k8s.cli.running import DONE, FINDINGS, INCOMPLETE, complain

if TYPE_CHECKING:
    from arpwatch_k8s.analysis import Result


def run(sources: list[str], vips: list[str], nodes: list[str]) -> Result:
    """The analysis of some sources."""
    from arpwatch_k8s.analysis import analyze as analyze_loaded
    from arpwatch_k8s.capture.files import load
    from arpwatch_k8s.inventory import parse_node

    given = [parse_node(text) for text in nodes]
    return analyze_loaded(load(sources), vips=vips, nodes=given)


def exit_code(result: Result, fail_on: FailOn | None) -> int:
    """The code that the result means; what was cut short is told."""
    from arpwatch_k8s.diagnosis.finding import Severity

    incomplete = [info for info in result.captures if not info.complete]
    for info in incomplete:
        at = info.truncated_at if info.truncated_at is not None else info.corrupt_at
        what = "ends inside a record" if info.truncated_at is not None else "is corrupt"
        complain(f"{info.path}: {what} at byte {at}; the results cover its {info.frames} frames up to there")
    if fail_on is not None:
        threshold = Severity(fail_on.value).rank
        if any(finding.severity.rank >= threshold for finding in result.verdict.findings):
            return FINDINGS
    return INCOMPLETE if incomplete else DONE
