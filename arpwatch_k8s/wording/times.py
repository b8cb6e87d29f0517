"""Times as people and programs read them; inside, time is int64 nanoseconds UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Final

NS = 1_000_000_000
UNIX: Final = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{0,30})?", re.ASCII)
"""Seconds since 1970; 64 bits of nanoseconds hold ten digits of them."""
NO_DAY = date(1970, 1, 2)
"""Where times of day without a date begin: the first day that has begun everywhere since time 0."""
NO_DAY_END = date(1970, 2, 2)
DAY_NS: Final = 86_400 * NS


def rfc3339(ns: int | None) -> str | None:
    """RFC 3339 in UTC with nanoseconds; None where there is no time, or none that the calendar can show."""
    if ns is None:
        return None
    seconds, rest = divmod(ns, NS)
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{rest:09d}Z"


def parse_instant(text: str, zone: tzinfo) -> int:
    """Nanoseconds since 1970 of an RFC 3339 time, a time without offset (then in `zone`), or Unix seconds.

    ValueError where it is none of them. OverflowError: no clock shows it.
    """
    if UNIX.fullmatch(text):
        return round(Decimal(text) * NS)
    head, digits, rest = split_fraction(text)
    moment = datetime.fromisoformat(head + rest)
    whole = int((moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp())
    return whole * NS + int((digits + "0" * 9)[:9])


def split_fraction(text: str) -> tuple[str, str, str]:
    """What stands before the point of a time, the digits after it, and what stands behind those: a zone."""
    head, dot, tail = text.partition(".")
    rest = tail.lstrip("0123456789")
    if dot and len(rest) == len(tail):
        raise ValueError(f"no digit after the point of {text!r}")
    return head, tail[: len(tail) - len(rest)], rest


def clock(ns: int, zone: tzinfo) -> str:
    """Time of day in `zone` with milliseconds."""
    seconds, rest = divmod(ns, NS)
    try:
        moment = datetime.fromtimestamp(seconds, zone)
    except (OverflowError, ValueError, OSError):
        return f"{seconds} s"
    return f"{moment:%H:%M:%S}.{rest // 1_000_000:03d}"


def moment(ns: int, zone: tzinfo, *, today: int) -> str:
    """Time of day in `zone`, behind the date where that is another than that of `today` (ns)."""
    date = day(ns, zone).split(" ")[0]
    return clock(ns, zone) if date == day(today, zone).split(" ")[0] else f"{date} {clock(ns, zone)}"


def day(ns: int, zone: tzinfo) -> str:
    """Date and offset in `zone`: what a reader needs once, above times of day."""
    try:
        moment = datetime.fromtimestamp(ns // NS, zone)
    except (OverflowError, ValueError, OSError):
        return "unknown date"
    date = "no date," if is_dateless(moment.date()) else f"{moment:%Y-%m-%d}"
    return f"{date} {moment:%Z} ({moment:%z})".replace(" ()", "")


def is_dateless(shown: date) -> bool:
    """Whether a date stands for none: printed times of day without one are put into the month that begins with
    `NO_DAY`. A clock that says so otherwise was never set."""
    return NO_DAY <= shown < NO_DAY_END


def between(least_ns: int, most_ns: int) -> str:
    """A span that is known within bounds; one figure where they read alike."""
    least, most = duration(least_ns), duration(most_ns)
    if least == most:
        return most
    number, _, unit = least.partition(" ")
    return f"{number if most.endswith(f' {unit}') else least} to {most}" if least_ns else f"at most {most}"


def duration(ns: int) -> str:
    """A span in the unit that suits it."""
    seconds = ns / NS
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 120:
        return f"{seconds:.1f} s"
    if seconds < 7200:
        return f"{seconds / 60:.1f} min"
    return f"{seconds / 3600:.1f} h"


def lasting(ns: int) -> str:
    """A span, in days where it is of two and more."""
    return f"{ns / DAY_NS:.1f} d" if ns >= 2 * DAY_NS else duration(ns)


def stamp(ns: int, zone: tzinfo) -> str:
    """Date and time of day in `zone`."""
    return f"{day(ns, zone).split(' ')[0]} {clock(ns, zone)}"
