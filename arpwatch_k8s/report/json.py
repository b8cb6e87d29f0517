"""The result as plain data for JSON; `SCHEMA` grows when a key changes its meaning, never when one is added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.capture.info import CaptureInfo
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.frames import FrameRef
from arpwatch_k8s.correlator.ownership import Contest, Epoch, Handover
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.report.times import rfc3339

SCHEMA: Final = 1

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]


def document(result: Result) -> dict[str, JsonValue]:
    """The whole result. Times are RFC 3339 UTC with nanoseconds, MACs lower-case with colons."""
    verdict = result.verdict
    return {
        "schema": SCHEMA,
        "verdict": {
            "outcome": verdict.outcome.value,
            "cause": verdict.cause,
            "summary": verdict.summary,
            "vip_cleared": verdict.vip_cleared,
            "ruled_out": [{"rule": r.rule, "vip": r.vip, "why": r.why} for r in verdict.ruled_out],
            "caveats": list(verdict.caveats),
        },
        "findings": [finding(result, item) for item in verdict.findings],
        "vips": [vip(result, record) for record in result.vips],
        "speakers": [],
        "captures": [capture(info) for info in result.captures],
        "skipped": [{"path": item.path, "reason": item.reason} for item in result.skipped],
    }


def frames(result: Result, references: Iterable[FrameRef]) -> list[JsonValue]:
    """References as capture name and frame number."""
    return [{"capture": result.captures[ref.capture].name, "frame": ref.frame} for ref in references]


def frame(result: Result, reference: FrameRef) -> JsonValue:
    """One reference."""
    return frames(result, [reference])[0]


def finding(result: Result, item: Finding) -> JsonValue:
    """One finding."""
    return {
        "rule": item.rule,
        "severity": item.severity.value,
        "confidence": item.confidence.value,
        "vip": item.vip,
        "start": rfc3339(item.start),
        "end": rfc3339(item.end),
        "summary": item.summary,
        "because": [{"text": step.text, "frames": frames(result, step.frames)} for step in item.because],
        "against": list(item.against),
        "missing": list(item.missing),
        "frames": frames(result, item.frames),
        "remedy": item.remedy,
        "confirm": item.confirm,
        "failed": item.failed,
    }


def vip(result: Result, record: VipRecord) -> JsonValue:
    """One VIP on one segment."""
    return {
        "vip": record.vip,
        "segment": str(record.segment),
        "epochs": [epoch(result, item) for item in record.epochs],
        "contested": [contest(item) for item in record.ownership.contests],
        "handovers": [handover(result, item) for item in record.ownership.handovers],
        "connections": {
            "attempts": len(record.attempts),
            "failed": len(record.failed),
            "outcomes": dict[str, JsonValue](record.outcomes()),
        },
        "symptoms": dict[str, JsonValue](sorted(Counter(symptom.kind for symptom in record.symptoms).items())),
    }


def epoch(result: Result, item: Epoch) -> JsonValue:
    """One epoch; `sender` is a MAC, on the track used only."""
    return {
        "track": item.track,
        "sender": None if item.sender is None else mac_text(item.sender),
        "mac": mac_text(item.mac),
        "node": result.inventory.name(item.mac),
        "start": rfc3339(item.start),
        "end": rfc3339(item.end),
        "first_frame": frame(result, item.first_frame),
        "last_frame": frame(result, item.last_frame),
        "claims": item.claims,
        "ends_by": item.ends_by,
    }


def contest(item: Contest) -> JsonValue:
    """One contest."""
    return {
        "start": rfc3339(item.start),
        "end": rfc3339(item.end),
        "macs": [mac_text(owner) for owner in item.owners],
        "changes": item.changes,
    }


def handover(result: Result, item: Handover) -> JsonValue:
    """One handover."""
    return {
        "time": rfc3339(item.time),
        "from": mac_text(item.before),
        "to": mac_text(item.after),
        "frame": frame(result, item.frame),
        "tail": item.tail,
    }


def capture(info: CaptureInfo) -> JsonValue:
    """One savefile; `truncated` says whether it ends inside a record, `drops` is null where it does not say."""
    return {
        "name": info.name,
        "path": info.path,
        "format": info.format,
        "compression": info.compression,
        "compression_fault": info.compression_fault,
        "link_types": list(info.link_types),
        "frames": info.frames,
        "first_time": rfc3339(info.first_ns),
        "last_time": rfc3339(info.last_ns),
        "undecoded": sum(info.undecoded.values()),
        "undecoded_reasons": dict[str, JsonValue](sorted(info.undecoded.items())),
        "drops": info.drops,
        "truncated": info.truncated_at is not None,
        "truncated_at": info.truncated_at,
        "corrupt_at": info.corrupt_at,
        "skipped_bytes": info.skipped_bytes,
        "rows_dropped": info.rows_dropped,
        "interrupted": info.interrupted,
    }
