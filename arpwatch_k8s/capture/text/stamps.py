"""What is printed as a time, as ns UTC.

tcpdump prints a time of day (no option), seconds since 1970 (-tt), what passed since the frame before (-ttt) or since
the first one (-ttttt), or date and time of day (-tttt); none of the local ones says its zone. A time of day without a
date is one of the day that the user names, or else of `NO_DAY`: differences hold, the date is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise
from typing import Final

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.wording.times import NO_DAY

NS: Final = 1_000_000_000
DAY_NS: Final = 86_400 * NS
HOUR_NS: Final = 3_600 * NS
HALF_DAY_NS: Final = DAY_NS // 2
LATE_NS: Final = 60 * NS
"""How long before midnight a frame may be that is printed behind one from after it."""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MOST_NS: Final = (1 << 63) - 1 - DAY_NS
EARLIEST, LATEST = 1971, 2261
"""Years that a time in nanoseconds can be in, without the one that stands for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What the user knows of printed times."""

    zone: tzinfo = UTC
    """Of local times."""
    day: date | None = None
    """Of the first frame, where the print has no dates; None where that is not known."""
    zones: Mapping[str, tzinfo] = field(default_factory=dict)
    """Of the local times of single files, by path, where they are not in `zone`."""

    def of(self, path: str) -> Calendar:
        """What is known of one file's times."""
        return replace(self, zone=self.zones.get(path, self.zone))


UNKNOWN: Final = Calendar()
EXAMPLE: Final = "2026-11-22"
MOST_CHARS: Final = 60
"""Of what a user gave, in a message about it."""


def parse_day(given: str | date) -> date:
    """A day as `--date` takes it, or as a program has it. UsageError: it is none that a time can be in."""
    try:
        found = date.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        found = date.min
    if not EARLIEST <= found.year <= LATEST:
        raise UsageError(f"--date {str(given)[:MOST_CHARS]!r} is no day", fix=f"Give year, month and day: {EXAMPLE}.")
    return date(found.year, found.month, found.day)


class Stamp(StrEnum):
    """How times are printed."""

    UNIX = "unix"
    DATED = "dated"
    OF_DAY = "of day"
    SINCE_LAST = "since the frame before"
    SINCE_FIRST = "since the first frame"

    @property
    def is_count(self) -> bool:
        """Whether it says what passed, which no day makes a date."""
        return self in (Stamp.SINCE_LAST, Stamp.SINCE_FIRST)


class Clock:
    """Reads the stamps of one print, in order; told is by which form."""

    def __init__(self, form: Stamp, calendar: Calendar) -> None:
        self.form = form
        self._zone = calendar.zone
        self._named = calendar.day is not None and not form.is_count
        self._day = calendar.day if calendar.day is not None and self._named else NO_DAY
        self._hours: dict[tuple[date, int], tuple[int, int]] = {}
        self._latest = 0
        self._before = -1
        self._passed = 0

    @property
    def dateless(self) -> bool:
        """Whether the day is unknown."""
        return not self._named and self.form not in (Stamp.UNIX, Stamp.DATED)

    @property
    def is_local(self) -> bool:
        """Whether a zone had to be assumed."""
        return self.form in (Stamp.DATED, Stamp.OF_DAY)

    def unix(self, seconds: str, decimals: str) -> int:
        """A time since 1970."""
        return min(int(seconds) * NS + fraction(decimals), MOST_NS)

    def dated(self, text: str, ns: int) -> int | None:
        """A date and the time of day as ns; None where there is no such date."""
        try:
            return self._at(date.fromisoformat(text), ns)
        except ValueError:
            return None

    def undated(self, ns: int) -> int:
        """A time of day, or what passed, as ns."""
        if self.form is not Stamp.OF_DAY:
            self._passed = min(max(ns + (self._passed if self.form is Stamp.SINCE_LAST else 0), -DAY_NS), MOST_NS // 2)
            return max(self._at(self._day, 0) + self._passed, 0)
        day = self._day
        if self._before >= 0 and ns + HALF_DAY_NS < self._before and day < date(9000, 1, 1):
            day = self._day = day + timedelta(days=1)  # midnight
        elif ns + LATE_NS - DAY_NS > self._before >= 0 and day > NO_DAY:
            return self._at(day - timedelta(days=1), ns)  # one that was printed late, from before midnight
        self._before = ns
        return self._at(day, ns)

    def _at(self, day: date, ns: int) -> int:
        """When it is a time of day in the zone, ns UTC, not before 1970 nor after what such a number can hold.

        Of an hour that there is twice, as clocks are set back, it is the second one where the first would be the past.
        """
        hour = min(ns // HOUR_NS, 23)
        found = self._hours.get((day, hour))
        if found is None:
            first, second = (
                datetime(day.year, day.month, day.day, hour, tzinfo=self._zone, fold=fold) for fold in (0, 1)
            )
            found = self._hours[day, hour] = (
                (first - EPOCH) // timedelta(seconds=1) * NS,
                (second - EPOCH) // timedelta(seconds=1) * NS,
            )
        time = found[0] + ns - hour * HOUR_NS
        if found[1] > found[0] and time + LATE_NS < self._latest:
            time = found[1] + ns - hour * HOUR_NS
        time = min(max(time, 0), MOST_NS)
        self._latest = max(self._latest, time)
        return time


def passed_since(times: Sequence[int]) -> Stamp:
    """What spans that were printed are counted from: from the first frame they rise, but for a few frames that were
    printed late; from the frame before they do not."""
    falls = sum(other < one for one, other in pairwise(times))
    return Stamp.SINCE_FIRST if len(times) > 1 and 4 * falls < len(times) else Stamp.SINCE_LAST


def of_day(hours: str, minutes: str, seconds: str, decimals: str) -> int:
    """A time of day, or a span, as ns."""
    return (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) * NS + fraction(decimals)


def fraction(decimals: str) -> int:
    """The ns of a second's decimals."""
    return int((decimals or "0")[:9].ljust(9, "0"))
