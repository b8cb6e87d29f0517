"""Instants as people name them on a command line, which need not be times yet: what they count from is known only once
something was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import Final

from arpwatch_k8s.wording.times import NS, parse_instant, split_fraction

FORMS: Final = (
    "Give RFC 3339 (2026-11-22T22:54:04Z), a time of day in --tz (22:54:04.5), +12.5s from the first frame, 'frame N', "
    "or Unix seconds."
)
UNITS: Final = {
    "d": 86_400 * NS,
    "h": 3600 * NS,
    "min": 60 * NS,
    "m": 60 * NS,
    "s": NS,
    "ms": 1_000_000,
    "us": 1_000,
    "ns": 1,
}
NUMBER: Final = r"[0-9]{1,12}(?:\.[0-9]{1,20})?"
PART: Final = re.compile(rf"({NUMBER})\s*(d|h|min|ms|m|s|us|ns)\s*", re.ASCII)
SECONDS: Final = re.compile(NUMBER, re.ASCII)
FRAME: Final = re.compile(r"frame(?:\s+|\s*:\s*)(?:(.+)[:\s]\s*)?([0-9]{1,18})", re.IGNORECASE | re.ASCII)
NAMED_FRAME: Final = re.compile(r"([^\s\d:].*?)\s*:\s*([0-9]{1,18})", re.ASCII)
"""A name that begins with a digit may be a time that went wrong: it takes the word before it."""


@dataclass(frozen=True, slots=True)
class SinceStart:
    """So long after the first of what was read."""

    after_ns: int


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of day, to the second, and nanoseconds beyond it."""

    wall: time
    within_ns: int


@dataclass(frozen=True, slots=True)
class FrameTime:
    """When a frame was captured; `capture` is a name, None where none is given."""

    capture: str | None
    number: int


Instant = int | SinceStart | TimeOfDay | FrameTime
"""An int is a time, ns UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An instant as an option names it."""

    option: str
    """The option."""
    text: str
    """What it was given."""
    instant: Instant
    """What that means."""

    @property
    def given(self) -> str:
        """Both, as messages begin."""
        return f"{self.option} {self.text!r}"


def parse(text: str, zone: tzinfo) -> Instant:
    """What a text names; times that name no zone are in `zone`. ValueError where it is no instant."""
    text = text.strip()
    if text.startswith("+"):
        return SinceStart(length(text[1:]))
    if found := FRAME.fullmatch(text):
        return FrameTime(found[1], int(found[2]))
    try:
        return parse_instant(text, zone)
    except (ValueError, OverflowError):
        pass
    try:
        return time_of_day(text)
    except ValueError:
        if found := NAMED_FRAME.fullmatch(text):
            return FrameTime(found[1], int(found[2]))
        raise


def length(text: str) -> int:
    """How long "12.5", "12.5s" or "2h10m" is, ns: seconds, or units from the longest to the shortest. ValueError: it is
    none."""
    if SECONDS.fullmatch(text):
        return nanoseconds(text, NS)
    parts = PART.findall(text)
    units = [UNITS[unit] for _, unit in parts]
    if not parts or PART.sub("", text) or units != sorted(set(units), reverse=True):
        raise ValueError(f"{text!r} is no length of time")
    return sum(nanoseconds(number, unit) for (number, _), unit in zip(parts, units, strict=True))


def time_of_day(text: str) -> TimeOfDay:
    """A time of day. ValueError: it is none."""
    head, digits, zone = split_fraction(text)
    return TimeOfDay(time.fromisoformat(head + zone), nanoseconds(f"0.{digits}", NS) if digits else 0)


def days(instant: TimeOfDay, start: int, end: int, zone: tzinfo) -> Iterator[int]:
    """A time of day (ns UTC) on each day from the one that `start` is on to that of `end`, with one more on either
    side. OverflowError or ValueError: the calendar has no such day."""
    where = instant.wall.tzinfo or zone
    first, last = (datetime.fromtimestamp(ns // NS, where).date() for ns in (start, end))
    for number in range(-1, (last - first).days + 2):
        shown = datetime.combine(first + timedelta(days=number), instant.wall, where)
        yield int(shown.timestamp()) * NS + instant.within_ns


def latest(instant: TimeOfDay, now: int, zone: tzinfo) -> int:
    """The last time (ns UTC) up to now that a clock showed a time of day."""
    return max(time for time in days(instant, now, now, zone) if time <= now)


def nanoseconds(number: str, unit: int) -> int:
    """A decimal number of some unit. ValueError: it is none."""
    whole, _, part = number.partition(".")
    scale: int = 10 ** len(part)
    return int(whole) * unit + int(part or 0) * unit // scale
