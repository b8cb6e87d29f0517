"""Times of logs: ISO 8601 with or without a zone, what `date` and ctime print, syslog's and web servers', Unix seconds.

Syslog's times have no year: they are read in the year that puts them nearest to a time that is given.
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
UNIVERSAL: Final = frozenset({"Z", "UTC", "GMT"})


class ZoneClock:
    """Reads times; those without a zone in the one that the user `named`, or else in `otherwise`.

    Times without a year are of the year that puts them nearest to `near`, ns UTC.
    """

    def __init__(self, otherwise: tzinfo, named: tzinfo | None = None, *, near: int = 0) -> None:
        self._zone = named or otherwise
        self._is_named = named is not None
        self._is_needed = False
        self._near = near
        self._is_year_needed = False

    @property
    def zone_assumed(self) -> str | None:
        """The zone that times without one were read in so far, unless the user named it; None where there were none."""
        return str(self._zone) if self._is_needed and not self._is_named else None

    @property
    def is_year_assumed(self) -> bool:
        """Whether a time without a year has been read so far."""
        return self._is_year_needed

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
        self._is_year_needed = True
        year = (EPOCH + timedelta(microseconds=self._near // 1000)).year
        times: list[int] = []
        for candidate in range(max(year - 1, 1), year + 2):
            with suppress(ValueError, OverflowError):
                text = f"{candidate:04} {month} {day} {clock}"
                times.append(self._instant(text, "%Y %b %d %H:%M:%S", None, fraction))
        return min(times, key=lambda time: abs(time - self._near), default=None)

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
