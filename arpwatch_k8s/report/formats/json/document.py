"""The whole document; `SCHEMA` grows when a key changes its meaning, never when one is added."""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.window import shown_findings
from arpwatch_k8s.report.formats.json.captures import capture, log
from arpwatch_k8s.report.formats.json.cluster import cluster
from arpwatch_k8s.report.formats.json.findings import finding, verdict
from arpwatch_k8s.report.formats.json.settings import settings
from arpwatch_k8s.report.formats.json.speakers import speaker
from arpwatch_k8s.report.formats.json.vips import by_capture, vip
from arpwatch_k8s.wording.times import rfc3339
from arpwatch_k8s.wording.value import JsonValue

SCHEMA: Final = 1


def document(result: Result) -> dict[str, JsonValue]:
    """The whole result. Times are RFC 3339 UTC with nanoseconds, MACs lower-case with colons."""
    return {
        "schema": SCHEMA,
        "span": span(result),
        "verdict": verdict(result.verdict),
        "findings": [finding(result, item) for _, item in shown_findings(result)],
        "vips": [vip(result, record) for record in result.case.vips],
        "by_capture": [by_capture(result, name, record) for name, record in result.by_vantage],
        "cluster": cluster(result),
        "speakers": [speaker(result, item) for item in result.case.speakers],
        "captures": [capture(info) for info in result.case.captures],
        "logs": [log(result, number, item) for number, item in enumerate(result.case.logs)],
        "settings": settings(result.case.settings),
        "skipped": [{"path": item.path, "reason": item.reason} for item in result.case.skipped],
        **shown(result),
    }


def shown(result: Result) -> dict[str, JsonValue]:
    """The part of the time that findings and lists of VIPs are of, where not all was asked for, and the numbers that
    those findings have in reports."""
    if result.shown is None:
        return {}
    return {
        "shown": {
            "start": rfc3339(result.shown.start),
            "end": rfc3339(result.shown.end),
            "findings": [number for number, _ in shown_findings(result)],
        }
    }


def span(result: Result) -> JsonValue:
    """From when to when frames can be shown together, or lines where there is no frame; null without any time."""
    shown = result.case.span
    return {"start": rfc3339(shown[0]), "end": rfc3339(shown[1])} if shown else None
