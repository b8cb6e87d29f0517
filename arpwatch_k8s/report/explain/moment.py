"""An instant as people name it: a time, a time of day, a span from the first frame, or a frame."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final

import numpy as np

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.capture.records import anchors, frames
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.wording.times import NS, clock, day, parse_instant

FORMS: Final = (
    "Give RFC 3339 (2026-11-22T22:54:04Z), Unix seconds, a time of day in --tz (22:54:04.5), +12.5s from the first "
    "frame, or 'frame N'."
)
SINCE_START: Final = re.compile(r"\+(\d+(?:\.\d+)?)\s*(ns|us|ms|s|m|min|h)?")
UNITS: Final = {"ns": 1, "us": 1_000, "ms": 1_000_000, "s": NS, "m": 60 * NS, "min": 60 * NS, "h": 3600 * NS}
FRAME: Final = re.compile(r"frame\s+(?:(.+)[:\s]\s*)?(\d+)", re.IGNORECASE)


def moment(text: str, result: Result, zone: tzinfo) -> int:
    """The instant that a text names, ns UTC.

    UsageError: it names none, one that is not covered by what was captured, or more than one. InputError: a frame's
    capture cannot be read again.
    """
    text = text.strip()
    if result.case.start is None or result.case.end is None:
        raise UsageError(f"--at {text!r}: nothing was captured", fix="Name a capture that holds frames.")
    if found := SINCE_START.fullmatch(text):
        return covered(text, result.case.start + nanoseconds(found[1], UNITS[found[2] or "s"]), result, zone)
    if found := FRAME.fullmatch(text):
        return frame_time(text, found[1], int(found[2]), result)
    try:
        return covered(text, parse_instant(text, zone), result, zone)
    except (ValueError, OverflowError):
        pass
    return time_of_day(text, result, zone)


def nanoseconds(number: str, unit: int) -> int:
    """A decimal number of some unit."""
    whole, _, part = number.partition(".")
    scale: int = 10 ** len(part)
    return int(whole) * unit + int(part or 0) * unit // scale


def covered(text: str, at: int, result: Result, zone: tzinfo) -> int:
    """The same instant, where something was captured at the time."""
    start, end = result.case.start or 0, result.case.end or 0
    if start <= at <= end:
        return at
    side, away = ("before the first", start - at) if at < start else ("after the last", at - end)
    raise UsageError(
        f"--at {text!r} is {away / NS:,.3f} s {side} frame: nothing is known of it",
        fix=f"The capture covers {day(start, zone)} {clock(start, zone)} to {day(end, zone)} {clock(end, zone)}.",
    )


def time_of_day(text: str, result: Result, zone: tzinfo) -> int:
    """A time of day, on the day on which it was captured."""
    head, dot, fraction = text.partition(".")
    try:
        wall = time.fromisoformat(head)
        within = nanoseconds(f"0.{fraction}", NS) if dot else 0
    except ValueError as error:
        raise UsageError(f"--at {text!r} is no time", fix=FORMS) from error
    start, end = result.case.start or 0, result.case.end or 0
    every = [int(moment.timestamp()) * NS + within for moment in days(wall, start, end, zone)]
    hits = [at for at in every if start <= at <= end]
    if len(hits) > 1:
        raise UsageError(
            f"--at {text!r} comes {len(hits)} times in what was captured", fix="Name the day too: 2026-11-22T22:54:04Z."
        )
    return covered(text, hits[0] if hits else min(every, key=lambda at: abs(at - start)), result, zone)


def days(wall: time, start: int, end: int, zone: tzinfo) -> Iterator[datetime]:
    """A time of day on each day from the one that `start` is on to that of `end`, with one more on either side."""
    first, last = (datetime.fromtimestamp(ns // NS, wall.tzinfo or zone).date() for ns in (start, end))
    for number in range(-1, (last - first).days + 2):
        yield datetime.combine(first + timedelta(days=number), wall, wall.tzinfo or zone).astimezone(UTC)


def frame_time(text: str, name: str | None, number: int, result: Result) -> int:
    """When a frame was captured, on the clock that all times are on."""
    names = [info.name for info in result.case.captures]
    if name is None and len(names) > 1:
        raise UsageError(
            f"--at {text!r} may be of {len(names)} captures", fix=f"Name one of them: 'frame {names[0]}:{number}'."
        )
    if name is not None and name not in names:
        raise UsageError(f"--at {text!r}: no capture is named {name}", fix=f"One of: {', '.join(names)}.")
    capture = 0 if name is None else names.index(name)
    for view in result.case.views:
        rows = (view.evidence["capture"] == capture) & (view.evidence["frame"] == number)
        if rows.any():
            return int(view.evidence["time"][np.flatnonzero(rows)[0]])
    known = anchors(result.case.evidence, capture)
    found = next(frames(result.sources[capture], result.case.captures[capture], known, [number]), None)
    if found is None:
        raise UsageError(
            f"--at {text!r}: {names[capture]} has no frame {number}",
            fix=f"It has frames 1 to {result.case.captures[capture].frames}.",
        )
    if found.time_ns is None:
        raise UsageError(f"--at {text!r}: this frame was captured without a time", fix=FORMS)
    return found.time_ns - offset_of(capture, result)


def offset_of(capture: int, result: Result) -> int:
    """How much a capture's clock is ahead of the one that all times are on, ns."""
    offsets = (offset for view in result.case.views for offset in view.offsets)
    return next((offset.offset_ns for offset in offsets if capture in offset.vantage), 0)
