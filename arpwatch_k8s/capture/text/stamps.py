"""What is printed as a time, as ns UTC.

tcpdump prints a time of day (no option), seconds since 1970 (-tt), what passed since the frame before (-ttt) or since
the first one (-ttttt), or date and time of day (-tttt); none of the local ones says its zone. A time of day without a
date is one of the day that the user names, or else of `NO_DAY`: differences hold, the date is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise
from typing import Final

from arpwatch_k8s.wording.times import NO_DAY

NS: Final = 1_000_000_000
DAY_NS: Final = 86_400 * NS
HALF_DAY_NS: Final = DAY_NS // 2
LATE_NS: Final = 60 * NS
"""How long before midnight a frame may be that is printed behind one from after it."""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MOST_NS: Final = (1 << 63) - 1 - DAY_NS


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What the user knows of printed times."""

    zone: tzinfo = UTC
    """Of local times."""
    day: date | None = None
    """Of the first frame, where the print has no dates; None where that is not known."""


UNKNOWN: Final = Calendar()


class Stamp(StrEnum):
    """How times are printed."""

    UNIX = "unix"
    DATED = "dated"
    OF_DAY = "of day"
    SINCE_LAST = "since the frame before"
    SINCE_FIRST = "since the first frame"


class Clock:
    """Reads the stamps of one print, in order; told is by which form."""

    def __init__(self, form: Stamp, calendar: Calendar) -> None:
        self.form = form
        self._zone = calendar.zone
        self._named = calendar.day is not None
        self._day = calendar.day or NO_DAY
        self._starts: dict[date, int] = {}
        self._before = -1
        self._passed = 0

    @property
    def dateless(self) -> bool:
        """Whether the day is unknown."""
        return not self._named and self.form not in (Stamp.UNIX, Stamp.DATED)

    @property
    def is_local(self) -> bool:
        """Whether a zone had to be assumed."""
        return self.form is not Stamp.UNIX

    def unix(self, seconds: str, decimals: str) -> int:
        """A time since 1970."""
        return min(int(seconds) * NS + fraction(decimals), MOST_NS)

    def dated(self, text: str, ns: int) -> int | None:
        """A date and the time of day as ns; None where there is no such date."""
        try:
            return self._start(date.fromisoformat(text)) + ns
        except ValueError:
            return None

    def undated(self, ns: int) -> int:
        """A time of day, or what passed, as ns."""
        if self.form is Stamp.SINCE_LAST:
            self._passed = min(max(self._passed + ns, 0), MOST_NS // 2)
            ns = self._passed
        elif self.form is Stamp.OF_DAY:
            if self._before >= 0 and ns + HALF_DAY_NS < self._before and self._day < date(9000, 1, 1):
                self._day += timedelta(days=1)  # midnight
            elif ns + LATE_NS - DAY_NS > self._before >= 0 and self._day > NO_DAY:
                return (
                    self._start(self._day - timedelta(days=1)) + ns
                )  # one that was printed late, from before midnight
            self._before = ns
        return max(self._start(self._day) + ns, 0)

    def _start(self, day: date) -> int:
        """When a day begins in the zone, ns UTC, not before 1970."""
        found = self._starts.get(day)
        if found is None:
            midnight = datetime(day.year, day.month, day.day, tzinfo=self._zone)
            found = max((midnight - EPOCH) // timedelta(seconds=1) * NS, 0)
            self._starts[day] = found
        return found


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
