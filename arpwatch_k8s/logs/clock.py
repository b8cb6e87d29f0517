"""Times of logs: ISO 8601 with or without a zone, what `date` and ctime print, syslog's and web servers', Unix seconds.

Syslog's times have no year: it is the one that fits the time of the case best, or else that of the file.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

NS: Final = 1_000_000_000
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
ISO: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$")
DATE: Final = re.compile(
    r"[A-Z][a-z]{2} +([A-Z][a-z]{2}) +(\d{1,2}) +(\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?: ([AP]M))?"
    r"(?: ([A-Z]{3,5}|[+-]\d{2,4}))? +(\d{4})$"
)
COMMON: Final = re.compile(r"(\d{2})/([A-Z][a-z]{2})/(\d{4}):(\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?: ([+-]\d{4}))?$")
SYSLOG: Final = re.compile(r"([A-Z][a-z]{2}) +(\d{1,2}) +(\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?$")
UNIX: Final = re.compile(r"(\d{9,10})(?:\.(\d{1,9}))?$")
LEAP_YEAR: Final = 2000
"""Where nothing says which year it is, as when a file is only looked at."""
DAY_NS: Final = 86_400 * NS
UNIVERSAL: Final = frozenset({"Z", "UTC", "GMT"})


class ZoneClock:
    """Reads times; those without a zone in the one that the user `named`, or else in `otherwise`.

    A year that is not told is the one that comes nearest to `near` (ns UTC), or else the last before the file was
    `modified` (ns UTC).
    """

    def __init__(
        self, otherwise: tzinfo, named: tzinfo | None = None, *, near: int | None = None, modified: int | None = None
    ) -> None:
        self._zone = named or otherwise
        self._is_named = named is not None
        self._is_needed = False
        self._near, self._modified = near, modified
        self._years: set[int] = set()

    @property
    def zone_assumed(self) -> str | None:
        """The zone that times without one were read in so far, unless the user named it; None where there were none."""
        return str(self._zone) if self._is_needed and not self._is_named else None

    @property
    def years_assumed(self) -> tuple[int, ...]:
        """The years that times without one were read in so far because of the file's own time."""
        return tuple(sorted(self._years))

    def read(self, text: str) -> int | None:
        """A time as ns UTC; None where the text is none."""
        text = text.strip()
        try:
            if found := ISO.match(text):
                day, clock, fraction, zone = found.groups()
                return self._instant(f"{day} {clock}", "%Y-%m-%d %H:%M:%S", zone, fraction)
            if found := DATE.match(text):
                month, day, clock, fraction, half, zone, year = found.groups()
                form = "%Y %b %d %I:%M:%S %p" if half else "%Y %b %d %H:%M:%S"
                return self._instant(f"{year} {month} {day} {clock} {half or ''}".strip(), form, zone, fraction)
            if found := COMMON.match(text):
                day, month, year, clock, fraction, zone = found.groups()
                return self._instant(f"{year} {month} {day} {clock}", "%Y %b %d %H:%M:%S", zone, fraction)
            if found := SYSLOG.match(text):
                return self._yearless(*found.groups())
            if found := UNIX.match(text):
                return int(found[1]) * NS + fraction_ns(found[2])
        except (ValueError, OverflowError):
            return None
        return None

    def _yearless(self, month: str, day: str, clock: str, fraction: str | None) -> int | None:
        """A time without a year, ns UTC; None where no year nearby has that day."""
        around = self._near if self._near is not None else self._modified
        year = LEAP_YEAR if around is None else (EPOCH + timedelta(microseconds=around // 1000)).year
        times: dict[int, int] = {}
        for candidate in range(max(year - 4, 1), year + 5):
            with suppress(ValueError, OverflowError):
                text = f"{candidate:04} {month} {day} {clock}"
                times[candidate] = self._instant(text, "%Y %b %d %H:%M:%S", None, fraction)
        if self._near is not None:
            near = self._near
            return min(times.values(), key=lambda time: abs(time - near), default=None)
        if self._modified is None:
            return times.get(LEAP_YEAR)
        last = self._modified + DAY_NS
        time, year = max(((time, year) for year, time in times.items() if time <= last), default=(None, 0))
        if time is not None:
            self._years.add(year)
        return time

    def _instant(self, text: str, form: str, zone: str | None, fraction: str | None) -> int:
        """A time of some form and zone, ns UTC. ValueError: there is no such time."""
        naive = datetime.strptime(text, form)  # noqa: DTZ007 - its zone follows
        where = self._zone
        if zone in UNIVERSAL:
            where = UTC
        elif zone and zone[0] in "+-":
            offset = datetime.strptime(zone.replace(":", "").ljust(5, "0"), "%z").utcoffset()
            naive, where = naive - (offset or timedelta()), UTC
        else:
            self._is_needed = True
        return (naive.replace(tzinfo=where) - EPOCH) // timedelta(seconds=1) * NS + fraction_ns(fraction)


def fraction_ns(digits: str | None) -> int:
    """The nanoseconds of a second's decimals."""
    return int((digits or "").ljust(9, "0"))
