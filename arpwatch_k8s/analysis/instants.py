"""When an instant that somebody named was, in what was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import assert_never

import numpy as np

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.capture.parts import Loaded
from arpwatch_k8s.capture.records import anchors, frames
from arpwatch_k8s.capture.source import Source
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.savefile.info import CaptureInfo
from arpwatch_k8s.wording.instants import FORMS, FrameTime, Named, SinceStart, TimeOfDay, days
from arpwatch_k8s.wording.times import NS, clock, day

MOST_NAMES = 8
"""Captures that an error names."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Covered:
    """What was read, as far as it tells when something was."""

    span: tuple[int, int] | None
    """The first and the last time, ns UTC; None where nothing has one."""
    of: str
    """What they are of: "frame" or "line"."""
    captures: Sequence[CaptureInfo]
    """Each capture."""
    sources: Sequence[Source]
    """What each was read from."""
    whole: Evidence
    """The rows as they were captured."""
    placed: Sequence[Evidence]
    """The rows on the clock that all times are on."""
    ahead_ns: Sequence[int]
    """How much each capture's clock is ahead of that one."""


def covered_by(result: Result) -> Covered:
    """What an analysis is of."""
    case = result.case
    offsets = [offset for view in case.views for offset in view.offsets]
    return Covered(
        span=case.span,
        of="frame" if case.start is not None else "line",
        captures=case.captures,
        sources=result.sources,
        whole=case.evidence,
        placed=[view.evidence for view in case.views],
        ahead_ns=[
            next((offset.offset_ns for offset in offsets if number in offset.vantage), 0)
            for number in range(len(case.captures))
        ],
    )


def covered_by_rows(loaded: Loaded) -> Covered:
    """What evidence is of."""
    first = [info.first_ns for info in loaded.captures if info.first_ns is not None]
    last = [info.last_ns for info in loaded.captures if info.last_ns is not None]
    return Covered(
        span=(min(first), max(last)) if first and last else None,
        of="frame",
        captures=loaded.captures,
        sources=loaded.sources,
        whole=loaded.evidence,
        placed=[loaded.evidence],
        ahead_ns=[0] * len(loaded.captures),
    )


def covered_at(named: Named, read: Covered, zone: tzinfo) -> int:
    """The instant, ns UTC, which is between the first and the last of what was read.

    UsageError: it is not, it may be several, or there is no such frame. InputError: a frame's capture cannot be read
    again.
    """
    start, end = span_of(named, read)
    found = instant_at(named, read, zone)
    if start <= found <= end or isinstance(named.instant, FrameTime):
        return found
    side, away = ("before the first", start - found) if found < start else ("after the last", found - end)
    raise UsageError(
        f"{named.given} is {away / NS:,.3f} s {side} {read.of}: nothing is known of it",
        fix=f"What was read covers {day(start, zone)} {clock(start, zone)} to {day(end, zone)} {clock(end, zone)}.",
    )


def instant_at(named: Named, read: Covered, zone: tzinfo) -> int:
    """The instant, ns UTC, wherever it is; a time of day is that of the day that was captured.

    UsageError: it may be several, or there is no such frame. InputError: a frame's capture cannot be read again.
    """
    match named.instant:
        case SinceStart():
            return span_of(named, read)[0] + named.instant.after_ns
        case TimeOfDay():
            return at_time_of_day(named, named.instant, span_of(named, read), zone)
        case FrameTime():
            return at_frame(named, named.instant, read)
        case int():
            return named.instant
        case _:
            assert_never(named.instant)


def span_of(named: Named, read: Covered) -> tuple[int, int]:
    """The first and the last time of what was read. UsageError: nothing has one."""
    if read.span is None:
        raise UsageError(
            f"{named.given}: nothing was captured, and no log says when anything was",
            fix="Name a capture that holds frames, or a log with times.",
        )
    return read.span


def at_time_of_day(named: Named, instant: TimeOfDay, span: tuple[int, int], zone: tzinfo) -> int:
    """A time of day on the day that was captured, or that logs are of; on the nearest where it is on none."""
    start, end = span
    every = list(days(instant, start, end, zone))
    hits = [at for at in every if start <= at <= end]
    if len(hits) > 1:
        raise UsageError(
            f"{named.given} comes {len(hits)} times in what was read",
            fix=f"Name the day too: {datetime.fromtimestamp(hits[0] // NS, zone):%Y-%m-%d}T{named.text.strip()}.",
        )
    return hits[0] if hits else min(every, key=lambda at: max(start - at, at - end))


def at_frame(named: Named, frame: FrameTime, read: Covered) -> int:
    """When a frame was captured, on the clock that all times are on."""
    names = [info.name for info in read.captures]
    if not names:
        raise UsageError(f"{named.given}: there are no frames in what was read", fix=FORMS)
    if frame.capture is None and len(names) > 1:
        raise UsageError(
            f"{named.given} may be of {len(names)} captures",
            fix=f"Name one of them: 'frame {names[0]}:{frame.number}'.",
        )
    if frame.capture is not None and frame.capture not in names:
        more = f", and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        raise UsageError(
            f"{named.given}: no capture is named {frame.capture}", fix=f"One of: {', '.join(names[:MOST_NAMES])}{more}."
        )
    capture = 0 if frame.capture is None else names.index(frame.capture)
    for evidence in read.placed:
        rows = (evidence["capture"] == capture) & (evidence["frame"] == frame.number)
        if rows.any():
            return int(evidence["time"][np.flatnonzero(rows)[0]])
    known = anchors(read.whole, capture)
    found = next(frames(read.sources[capture], read.captures[capture], known, [frame.number]), None)
    if found is None:
        raise UsageError(
            f"{named.given}: {names[capture]} has no frame {frame.number}",
            fix=f"It has frames 1 to {read.captures[capture].frames}.",
        )
    if found.time_ns is None:
        raise UsageError(f"{named.given}: this frame was captured without a time", fix=FORMS)
    return found.time_ns - read.ahead_ns[capture]
