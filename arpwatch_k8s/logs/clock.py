"""Times of logs: ISO 8601 with or without a zone, what `date` prints, Unix seconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

NS: Final = 1_000_000_000
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
ISO: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$")
DATE: Final = re.compile(
    r"[A-Z][a-z]{2} +([A-Z][a-z]{2}) +(\d{1,2}) +(\d{2}:\d{2}:\d{2})(?: ([AP]M))?"
    r"(?: ([A-Z]{3,5}|[+-]\d{2,4}))? +(\d{4})$"
)
UNIX: Final = re.compile(r"(\d{9,10})(?:\.(\d{1,9}))?$")
UNIVERSAL: Final = frozenset({"Z", "UTC", "GMT"})


class ZoneClock:
    """Reads times; those without a zone in the one that the user `named`, or else in `otherwise`."""

    def __init__(self, otherwise: tzinfo, named: tzinfo | None = None) -> None:
        self._zone = named or otherwise
        self._is_named = named is not None
        self._is_needed = False

    @property
    def zone_assumed(self) -> str | None:
        """The zone that times without one were read in so far, unless the user named it; None where there were none."""
        return str(self._zone) if self._is_needed and not self._is_named else None

    def read(self, text: str) -> int | None:
        """A time as ns UTC; None where the text is none."""
        text = text.strip()
        try:
            if found := ISO.match(text):
                day, clock, fraction, zone = found.groups()
                return self._instant(f"{day} {clock}", "%Y-%m-%d %H:%M:%S", zone, fraction)
            if found := DATE.match(text):
                month, day, clock, half, zone, year = found.groups()
                form = "%Y %b %d %I:%M:%S %p" if half else "%Y %b %d %H:%M:%S"
                return self._instant(f"{year} {month} {day} {clock} {half or ''}".strip(), form, zone, None)
            if found := UNIX.match(text):
                return int(found[1]) * NS + fraction_ns(found[2])
        except (ValueError, OverflowError):
            return None
        return None

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
