"""One line for Nagios and what follows its plugin interface: status, the verdict in a sentence, performance data.

The interface: Monitoring Plugins Development Guidelines, sections "Plugin Output" and "Performance data".
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.plain import plain


class Status(IntEnum):
    """Exit codes of a plugin."""

    OK = 0
    WARNING = 1
    CRITICAL = 2
    UNKNOWN = 3


def status(result: Result) -> Status:
    """What the verdict comes to: the gravest finding; failures without a cause are a warning."""
    verdict = result.verdict
    if any(finding.severity is Severity.CRITICAL for finding in verdict.findings):
        return Status.CRITICAL
    if verdict.outcome in (Outcome.ROOT_CAUSE, Outcome.SYMPTOMS_UNEXPLAINED):
        return Status.WARNING
    return Status.OK if verdict.outcome is Outcome.HEALTHY else Status.UNKNOWN


def line(result: Result) -> str:
    """The line, without a line feed."""
    verdict = result.verdict
    cause = f"{verdict.cause}: " if verdict.cause else ""
    data = " ".join(item for record in result.case.vips for item in performance(result, record))
    return f"{head(status(result), f'{cause}{verdict.summary}')}{f' | {data}' if data else ''}"


def head(code: Status, words: str) -> str:
    """The part of a line that people read; a bar would begin the performance data."""
    return f"ARPWATCH {code.name} - {plain(words).replace('|', '/')}"


def performance(result: Result, record: VipRecord) -> Iterator[str]:
    """Performance data of one VIP; where it was seen on several segments, each by itself."""
    several = sum(other.vip == record.vip for other in result.case.vips) > 1
    name = f"{record.vip}@{record.view}.{record.segment}" if several else record.vip
    attempts = len(record.attempts)
    down_ns = sum(outage.most_ns for outage in record.outages)
    yield f"'{name} failed'={len(record.failed)};0;;0;{attempts}"
    yield f"'{name} attempts'={attempts};;;0"
    yield f"'{name} outage'={down_ns / NS:.3f}s;;;0"
    yield f"'{name} handovers'={len(record.ownership.handovers)};;;0"
    yield f"'{name} contests'={len(record.ownership.contests)};;0;0"
