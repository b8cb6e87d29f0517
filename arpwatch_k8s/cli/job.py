"""What every command does with its sources: analyze them, and say in the exit code how it went."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from arpwatch_k8s.cli import interrupts, naming, rights
from arpwatch_k8s.cli.options import FailOn
from arpwatch_k8s.cli.progress import shown
from arpwatch_k8s.cli.running import DONE, FINDINGS, INCOMPLETE, INTERRUPTED, complain

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.dataset.span import Span
    from arpwatch_k8s.logs.shift import Skew
    from arpwatch_k8s.logs.sources import LogFile
    from arpwatch_k8s.savefile.info import CaptureInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What users know beside the captures: nodes, files of names, logs and by what their clocks are off as the options
    give them, the zone of logs without one."""

    nodes: list[str] | None
    inventories: list[str] | None
    logs: list[str] | None
    skews: list[str] | None
    zone: tzinfo
    kubeconfig: str | None = None
    """kubectl's file, where the cluster is to say names, too."""
    day: date | None = None
    """Of the first printed frame, where the print has no dates."""


def run(
    sources: list[str], vips: list[str], known: Help, *, quiet: bool, writes: bool, span: Span | None = None
) -> Result:
    """The analysis of some sources; how far it is shows on a terminal, unless `quiet`. Whether the command `writes`
    files says what is kept of root's rights; `span`, what is read of a data set."""
    rights.prepare()
    cluster = naming.asked(known.kubeconfig)  # as who called: afterwards their file is nobody's
    from arpwatch_k8s.analysis.given import numbers_of
    from arpwatch_k8s.analysis.savefiles import analyze as analyze_sources
    from arpwatch_k8s.dataset.span import EVER

    numbers_of(vips)  # whether all are addresses, before anything is opened
    rights.lessen(writes=writes)
    given = naming.over(naming.known(known.nodes, known.inventories), cluster)
    logs, skews = log_files(known.logs), clock_errors(known.skews)
    interrupts.as_exceptions()
    with shown(quiet=quiet) as progress:
        return analyze_sources(
            sources,
            vips=vips,
            known=given,
            logs=logs,
            skews=skews,
            zone=known.zone,
            day=known.day,
            span=span or EVER,
            progress=progress,
        )


def log_files(texts: Sequence[str] | None) -> list[LogFile]:
    """What the user says of files. UsageError: one is not said as it is to be."""
    if not texts:
        return []
    from arpwatch_k8s.analysis.telling import KINDS
    from arpwatch_k8s.logs.sources import parse_log

    return [parse_log(text, KINDS) for text in texts]


def clock_errors(texts: Sequence[str] | None) -> list[Skew]:
    """By how much logs' clocks are off, as the user says. UsageError: one is not said as it is to be."""
    if not texts:
        return []
    from arpwatch_k8s.logs.shift import parse_skew

    return [parse_skew(text) for text in texts]


def tell_clocks(result: Result) -> None:
    """Say on standard error which logs' clocks are off, where what is written does not say it."""
    from arpwatch_k8s.diagnosis.clocks import off

    for found in result.case.skews:
        logging.getLogger(__name__).warning("%s", off(result.case, result.case.logs[found.log], found))


def damage(info: CaptureInfo) -> str:
    """What is wrong with a capture, and what the results cover all the same."""
    said = []
    if info.corrupt_at is not None:
        said.append(f"corrupt at byte {info.corrupt_at}, {info.skipped_bytes} bytes skipped")
    if info.truncated_at is not None:
        said.append(f"ends inside a record at byte {info.truncated_at}")
    if info.compression_fault is not None:
        said.append(info.compression_fault)
    return f"{'; '.join(said)}; the results cover its {info.frames} readable frames"


def incomplete_code(captures: Sequence[CaptureInfo]) -> int:
    """INTERRUPTED, or INCOMPLETE where a capture was cut short or corrupt, which is told; DONE where all is whole."""
    incomplete = [info for info in captures if not info.complete]
    for info in incomplete:
        complain(f"{info.path}: {damage(info)}")
    if any(info.interrupted for info in captures):
        return INTERRUPTED
    return INCOMPLETE if incomplete else DONE


def exit_code(result: Result, fail_on: FailOn | None) -> int:
    """The code that the result means; what was cut short is told."""
    from arpwatch_k8s.grades import Severity

    code = incomplete_code(result.case.captures)
    if fail_on is not None:
        threshold = Severity(fail_on.value).rank
        if any(finding.severity.rank >= threshold for finding in result.verdict.findings):
            return FINDINGS
    return code
