"""The result as plain data for JSON; `SCHEMA` grows when a key changes its meaning, never when one is added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import zip_longest
from typing import Final

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.incidents import Incident
from arpwatch_k8s.correlator.cost.quality import Quality
from arpwatch_k8s.correlator.cost.rates import Rate
from arpwatch_k8s.correlator.ownership.epochs import Contest, Epoch, Flapping, Handover
from arpwatch_k8s.correlator.ownership.holders import NOBODY
from arpwatch_k8s.correlator.ownership.neighbor import Neighbor
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.report.filters import display_filters
from arpwatch_k8s.savefile.info import CaptureInfo
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.speakers.speaker import CREDIBLE
from arpwatch_k8s.wording.times import rfc3339
from arpwatch_k8s.wording.value import JsonValue

SCHEMA: Final = 1


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
            "undecided": [{"rule": r.rule, "vip": r.vip, "why": r.why} for r in verdict.undecided],
            "caveats": list(verdict.caveats),
            "capture_next": verdict.capture_next,
        },
        "findings": [finding(result, item) for item in verdict.findings],
        "vips": [vip(result, record) for record in result.case.vips],
        "by_capture": [
            {
                "capture": name,
                "vip": record.vip,
                "segment": str(record.segment),
                "epochs": [epoch(result, item) for item in record.epochs],
            }
            for name, record in result.by_vantage
        ],
        "speakers": [speaker(result, item) for item in result.case.speakers],
        "captures": [capture(info) for info in result.case.captures],
        "logs": [log(result, number, item) for number, item in enumerate(result.case.logs)],
        "skipped": [{"path": item.path, "reason": item.reason} for item in result.case.skipped],
    }


def frames(result: Result, references: Iterable[FrameRef]) -> list[JsonValue]:
    """References as capture name and frame number."""
    return [{"capture": result.case.captures[ref.capture].name, "frame": ref.frame} for ref in references]


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
        "vip_cleared": item.vip_cleared,
        "display_filter": {
            result.case.captures[capture].name: wanted for capture, wanted in display_filters(item.frames).items()
        },
    }


def vip(result: Result, record: VipRecord) -> JsonValue:
    """One VIP on one segment."""
    return {
        "vip": record.vip,
        "segment": str(record.segment),
        "service": result.case.inventory.services.get(record.vip),
        "view": result.case.views[record.view].name if result.case.views else None,
        "epochs": [epoch(result, item) for item in record.epochs],
        "captured_at": [mac_text(host.mac) for host in record.hosts],
        "expected": expected(result, record.neighbor),
        "contested": [contest(result, item) for item in record.ownership.contests],
        "handovers": [
            handover(result, moved, quality)
            for moved, quality in zip_longest(record.ownership.handovers, record.qualities)
        ],
        "flapping": [flapping(item) for item in record.flapping],
        "connections": {
            "attempts": len(record.attempts),
            "failed": len(record.failed),
            "outcomes": dict[str, JsonValue](record.outcomes()),
        },
        "outages": [
            {
                "start": rfc3339(one.start),
                "last": rfc3339(one.last),
                "end": rfc3339(one.end),
                "failed": one.failed,
                "over": one.over,
            }
            for one in record.outages
        ],
        "incidents": [incident(result, one) for one in record.incidents],
        "rates": [rate(result, one) for one in record.rates],
        "symptoms": dict[str, JsonValue](sorted(Counter(symptom.kind for symptom in record.symptoms).items())),
    }


def incident(result: Result, item: Incident) -> JsonValue:
    """One incident."""
    return {
        "start": rfc3339(item.start),
        "end": rfc3339(item.end),
        "attempts": item.attempts,
        "failed": item.failed,
        "outcomes": dict[str, JsonValue](item.outcomes),
        "contests": item.contests,
        "moves": item.moves,
        "outages": item.outages,
        "outage_least_ns": item.outage_least_ns,
        "outage_ns": item.outage_ns,
        "first_frame": frame(result, item.first_frame),
        "last_frame": frame(result, item.last_frame),
    }


def rate(result: Result, item: Rate) -> JsonValue:
    """Attempts while one owner held a track; `mac` is null where nobody is known to have."""
    low, high = item.interval
    return {
        "track": item.track,
        "sender": None if item.sender is None else mac_text(item.sender),
        "mac": None if item.owner == NOBODY else mac_text(item.owner),
        "node": result.case.inventory.name(item.owner),
        "contested": item.contested,
        "start": rfc3339(item.start),
        "end": rfc3339(item.end),
        "attempts": item.attempts,
        "failed": item.failed,
        "delayed": item.delayed,
        "interval": [low, high],
        "outcomes": dict[str, JsonValue](item.outcomes),
        "outages": item.outages,
        "outage_ns": item.outage_ns,
    }


def log(result: Result, number: int, item: Log) -> JsonValue:
    """One log; `explained_by` counts what the lines of a proxy's error log go back to."""
    states = Counter(tie.state for tie in result.case.ties if tie.log == number)
    return {
        "path": item.path,
        "source": item.source,
        "events": len(item.events),
        "unparsed": len(item.unparsed),
        "zone_assumed": item.zone_assumed,
        "explained_by": dict[str, JsonValue](sorted(states.items())),
    }


def epoch(result: Result, item: Epoch) -> JsonValue:
    """One epoch; `sender` is a MAC, on the track used only."""
    return {
        "track": item.track,
        "sender": None if item.sender is None else mac_text(item.sender),
        "mac": mac_text(item.mac),
        "node": result.case.inventory.name(item.owner),
        "start": rfc3339(item.start),
        "end": rfc3339(item.end),
        "first_frame": None if item.first_frame is None else frame(result, item.first_frame),
        "last_frame": None if item.last_frame is None else frame(result, item.last_frame),
        "claims": item.claims,
        "ends_by": item.ends_by,
    }


def expected(result: Result, item: Neighbor | None) -> JsonValue:
    """What the capturing host's neighbor cache could hold; null where that host cannot be told."""
    if item is None:
        return None
    return {
        "host": mac_text(item.host.mac),
        "host_is_sure": item.host.sure,
        "sets": [
            {
                "start": rfc3339(span.start),
                "end": rfc3339(span.end),
                "macs": [mac_text(mac) for mac in span.macs],
                "frame": frame(result, span.frame),
            }
            for span in item.expectations
        ],
        "departures": [
            {
                "start": rfc3339(gone.start),
                "end": rfc3339(gone.end),
                "mac": mac_text(gone.mac),
                "expected": [mac_text(mac) for mac in gone.expected],
                "first_frame": frame(result, gone.first_frame),
                "last_frame": frame(result, gone.last_frame),
                "frames": gone.frames,
            }
            for gone in item.departures
        ],
    }


def contest(result: Result, item: Contest) -> JsonValue:
    """One contest."""
    return {
        "start": rfc3339(item.start),
        "end": rfc3339(item.end),
        "macs": [mac_text(owner) for owner in item.owners],
        "nodes": [result.case.inventory.name(owner) for owner in item.owners],
        "changes": item.changes,
    }


def handover(result: Result, item: Handover, quality: Quality | None) -> JsonValue:
    """One handover and how it went; times and durations are null where they are not known."""
    told: dict[str, JsonValue] = {
        "time": rfc3339(item.time),
        "from": mac_text(item.before),
        "to": mac_text(item.after),
        "from_node": result.case.inventory.name(item.before),
        "to_node": result.case.inventory.name(item.after),
        "frame": frame(result, item.frame),
        "announcements": item.announcements,
        "tail": item.tail,
        "overlap_ns": item.overlap_ns,
    }
    if quality is not None:
        told |= {
            "first_used": rfc3339(quality.first_used),
            "first_served": rfc3339(quality.first_served),
            "open_connections": quality.open_connections,
            "fates": dict[str, JsonValue](quality.fates),
            "moved": quality.moved,
            "outage_ns": quality.outage_ns,
        }
    return told


def speaker(result: Result, item: Speaker) -> JsonValue:
    """One program's part in what a MAC said of a VIP; candidates, the likeliest first: the best, and those that must be
    reckoned with besides. A program that is named at a lower score says nothing but that it exists."""
    return {
        "vip": item.vip,
        "segment": str(item.segment),
        "view": result.case.views[item.view].name if result.case.views else None,
        "mac": mac_text(item.mac),
        "node": result.case.inventory.name(item.owner),
        "announcements": item.announcements,
        "first": rfc3339(item.first),
        "last": rfc3339(item.last),
        "candidates": [
            {"program": candidate.program, "name": candidate.name, "score": round(candidate.score, 3)}
            for candidate in item.candidates
            if candidate is item.best or candidate.score >= CREDIBLE
        ],
        "facts": list(item.facts),
        "frames": frames(result, item.frames),
    }


def flapping(item: Flapping) -> JsonValue:
    """One span of flapping; `sender` is a MAC, on the track used only."""
    return {
        "track": item.track,
        "sender": None if item.sender is None else mac_text(item.sender),
        "start": rfc3339(item.start),
        "end": rfc3339(item.end),
        "changes": item.changes,
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
