"""The verdict and its findings."""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.diagnosis.case import RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, Verdict
from arpwatch_k8s.report.citations import line_located, located, setting_located
from arpwatch_k8s.report.filters import Means, filters
from arpwatch_k8s.report.formats.json.fields import filled, named
from arpwatch_k8s.report.tables.column import Column, flag, texts
from arpwatch_k8s.report.tables.rows import Row
from arpwatch_k8s.report.tables.verdict.findings import FINDINGS
from arpwatch_k8s.wording.value import JsonValue

CLAIM: Final[dict[str, Column[Row[Finding]]]] = named(
    FINDINGS.columns, "rule", "severity", "confidence", "vip", "start", "end", "summary"
)
"""What a finding says; its argument follows."""
REST: Final[dict[str, Column[Row[Finding]]]] = {
    "against": texts("against", "what contradicts it", lambda row: row.item.against),
    "missing": texts("missing", "what observation would decide", lambda row: row.item.missing),
    "instead": texts("instead", "what else would explain the same", lambda row: row.item.instead),
    **named(FINDINGS.columns, "frames", "lines", "settings", "remedy", "confirm", "checks", "failed", "count"),
    "vip_cleared": flag(
        "vip_cleared", "whether the trouble is real and not the VIP's", lambda row: row.item.vip_cleared
    ),
}
"""What follows on its argument."""


def verdict(found: Verdict) -> JsonValue:
    """The verdict without its findings."""
    return {
        "outcome": found.outcome.value,
        "cause": found.cause,
        "summary": found.summary,
        "vip_cleared": found.vip_cleared,
        "candidates": list(dict.fromkeys(one.rule for one in found.candidates)),
        "ruled_out": [considered(rule) for rule in found.ruled_out],
        "undecided": [considered(rule) for rule in found.undecided],
        "caveats": list(found.caveats),
        "capture_next": found.capture_next,
    }


def considered(rule: RuledOut) -> JsonValue:
    """A rule that found nothing, and why."""
    return {"rule": rule.rule, "vip": rule.vip, "why": rule.why}


def finding(result: Result, item: Finding) -> JsonValue:
    """One finding."""
    row = Row(result=result, item=item)
    argument: list[JsonValue] = [step(result, each) for each in item.because]
    shown = [one for one in filters(result.case, item) if one.means is not Means.PLACE]
    captures = {info.name for info in result.case.captures}
    of_frames: dict[str, JsonValue] = {one.name: one.text for one in shown if one.name in captures}
    of_lines: dict[str, JsonValue] = {one.name: one.text for one in shown if one.name not in captures}
    return {
        **filled(CLAIM, row),
        "because": argument,
        **filled(REST, row),
        "display_filter": of_frames,
        "line_filter": of_lines,
    }


def step(result: Result, item: Step) -> JsonValue:
    """One step of an argument."""
    return {
        "text": item.text,
        "frames": [located(result, frame) for frame in item.frames],
        "lines": [line_located(result, line) for line in item.lines],
        "settings": [setting_located(place) for place in item.settings],
    }
