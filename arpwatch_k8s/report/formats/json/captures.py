"""What was read: captures and logs."""

from __future__ import annotations

from collections import Counter
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.diagnosis.clocks import found_for, zone_of
from arpwatch_k8s.logs.event import Log, log_span
from arpwatch_k8s.savefile.info import CaptureInfo
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.times import rfc3339
from arpwatch_k8s.wording.value import JsonValue

MOST_CHARS: Final = 200
"""Of a line that is not understood."""


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
        "others_dropped": info.others_dropped,
        "interrupted": info.interrupted,
        "numbered_by": info.numbered_by,
        "dateless": info.dateless,
    }


def log(result: Result, number: int, item: Log) -> JsonValue:
    """One log; `explained_by` counts what the lines of a proxy's error log go back to, `undated`
    what the log says without a time."""
    span = log_span(item)
    states = Counter(tie.state for tie in result.case.ties if tie.log == number)
    return {
        "name": item.name,
        "path": item.path,
        "source": item.source,
        "lines": item.lines,
        "first_time": rfc3339(span[0]) if span else None,
        "last_time": rfc3339(span[1]) if span else None,
        "events": len(item.events),
        "undated": len(item.undated),
        "unparsed": item.unparsed_number,
        "first_unparsed": first_unparsed(item),
        "zone_assumed": item.zone_assumed,
        "zone_doubt": item.zone_doubt,
        "shifted_s": item.shifted_ns / NS,
        "skew": skew(result, number, item),
        "explained_by": dict[str, JsonValue](sorted(states.items())),
    }


def skew(result: Result, number: int, item: Log) -> JsonValue:
    """By how much its clock is off the capture's; `zone` is the offset from UTC that its times are in, where they were
    read in another; null where it is not off, or nobody can tell."""
    found = found_for(result.case, number)
    if found is None:
        return None
    return {
        "ahead_s": found.ahead_ns / NS,
        "spread_s": found.spread_ns / NS,
        "lines": found.pairs,
        "zone": zone_of(result.case, item, found),
    }


def first_unparsed(item: Log) -> JsonValue:
    """The first line that is not understood; null where all are."""
    if not item.unparsed:
        return None
    number, text = item.unparsed[0]
    return {"line": number, "text": text[:MOST_CHARS]}
