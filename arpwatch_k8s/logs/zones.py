"""Zones of times: by name or as an offset, and what a local time means where clocks are put forward or back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

OFFSET: Final = re.compile(r"([+-])(\d\d):?(\d\d)?", re.ASCII)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
SECOND: Final = timedelta(seconds=1)
NS: Final = 1_000_000_000
MINUTE_NS: Final = 60 * NS
MOST_OFFSET_NS: Final = 14 * 60 * MINUTE_NS
HALF_HOUR_NS: Final = 30 * MINUTE_NS
ODD_OFFSETS_NS: Final = frozenset(sign * n * MINUTE_NS for sign in (1, -1) for n in (345, 525, 765, 825))
"""Nepal, Eucla, Chatham in winter and in summer: the offsets in use that are no half hours (tzdata)."""
LAG_NS: Final = MINUTE_NS
"""Two stamps are of one instant if they differ by no more, but for a zone."""


def zone_named(name: str) -> tzinfo | None:
    """The zone of an IANA name, of `UTC`, or of an offset such as `+09:00`; None where there is none such."""
    if name == "UTC":
        return UTC
    if found := OFFSET.fullmatch(name):
        east = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return timezone(east if found[1] == "+" else -east) if east < timedelta(days=1) else None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def instants(naive: int, zone: tzinfo) -> tuple[int, int]:
    """What a local time, given as UTC would have it (ns), may mean in a zone (ns UTC): the first and the last.

    The two differ where clocks are put back and the time comes twice. A time that clocks skip is the one that it would
    be without the change.
    """
    seconds, rest = divmod(naive, NS)
    local = (EPOCH + timedelta(seconds=seconds)).replace(tzinfo=zone)
    first, last = (((local.replace(fold=fold) - EPOCH) // SECOND) * NS + rest for fold in (0, 1))
    return (first, last) if first <= last else (first, first)


def offset_name(offset_ns: int) -> str:
    """An offset from UTC as `+09:00`, to the minute."""
    minutes = round(abs(offset_ns) / (60 * NS))
    return f"{'-' if offset_ns < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def offset_at(zone: tzinfo, time: int) -> int:
    """How far a zone is ahead of UTC at an instant (ns UTC), ns."""
    offset = (EPOCH + timedelta(seconds=time // NS)).astimezone(zone).utcoffset() or timedelta()
    return offset // SECOND * NS


def zone_shift(difference: int) -> int | None:
    """The offset of a zone (ns) that a difference of two stamps of one instant is, but for some lag; None: of none."""
    quarter = HALF_HOUR_NS // 2
    shift = (difference + quarter // 2) // quarter * quarter
    is_offset = shift % HALF_HOUR_NS == 0 or shift in ODD_OFFSETS_NS
    return shift if is_offset and abs(shift) <= MOST_OFFSET_NS and abs(difference - shift) <= LAG_NS else None
