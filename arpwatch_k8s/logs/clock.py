"""Times of logs: forms.py has what a stamp says, zones.py what a zone makes of it.

What a line's own stamp lacks comes, in this order, from what the user named, from the stamp that a wrapper put before
the line (its zone, its year), from other lines and from the time of the case (the year), and is else assumed, and told
as assumed. A local time that comes twice, as clocks are put back, is the second where a line before it is later than
the first; where the lines before do not tell, it is the one nearer to the case.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta, tzinfo
from typing import Final, NamedTuple

from arpwatch_k8s.logs.forms import (
    COMMON,
    DECIMALS,
    EPOCH,
    ISO,
    NS,
    SECONDS,
    UNIX,
    YEARLESS,
    date_printed,
    fraction_ns,
    instant,
    instant_of_minute,
    names_zone,
)
from arpwatch_k8s.logs.zone_names import OFFSETS
from arpwatch_k8s.logs.zones import LAG_NS, MINUTE_NS, instants, zone_shift

LEAP_YEAR: Final = 2000
"""Where nothing says which year it is, as when a file is only looked at."""
DAY_NS: Final = 86_400 * NS
YEAR_NS: Final = 365 * DAY_NS
MOST_MINUTES: Final = 4096
"""Minutes that are remembered as read, so that memory stays bounded."""
CONSTANT: Final = 0.9
"""The share of lines that must differ by the same offset for it to be a wrong zone."""
MOST_NS: Final = (1 << 63) - 1


class Stamp(NamedTuple):
    """What a wrapper stamped a line with."""

    time: int
    """ns UTC."""
    width_ns: int
    """The resolution of the stamp."""
    zoned: bool
    """Whether it names its zone, and its year."""


class ZoneClock:
    """Reads times; those without a zone in the one that the user `named`, the wrapper's, or else in `otherwise`.

    A year that is not told is the one that comes nearest to the wrapper's time, or else to the last time of the same
    log that names its year, or else to `near` (ns UTC); or it is the last before the file was `modified` (ns UTC).
    """

    def __init__(
        self, otherwise: tzinfo, named: tzinfo | None = None, *, near: int | None = None, modified: int | None = None
    ) -> None:
        self._zone = named or otherwise
        self._is_named = named is not None
        self._is_needed = False
        self._near, self._modified = near, modified
        self._dated: int | None = None
        self._years: set[int] = set()
        self._outer_needs = False, self._years
        self._minutes: dict[tuple[str, int], int | None] = {}
        self._universal: dict[str, int] = {}
        self._naive: dict[str, int] = {}
        self._offsets: dict[int, int] = {}
        self._shifts: Counter[int] = Counter()
        self._last: int | None = None
        self.undecided = 0
        """Times that came twice, of which the lines before do not tell which one is meant."""
        self._compared = 0
        self.outer: Stamp | None = None
        self.host: str | None = None

    @property
    def zone_assumed(self) -> str | None:
        """The zone that times without one were read in so far, unless the user named it; None where there were none."""
        return str(self._zone) if self._is_needed and not self._is_named else None

    @property
    def zone(self) -> tzinfo | None:
        """The zone that times without one were read in so far; None where there were none."""
        return self._zone if self._is_needed else None

    @property
    def years_assumed(self) -> tuple[int, ...]:
        """The years that times without one were read in so far because of the file's own time."""
        return tuple(sorted(self._years))

    @property
    def zone_doubt(self) -> str | None:
        """In which way the lines' times as read contradict their wrapper's by hours, all by the same; None if not."""
        if not self._shifts:
            return None
        shift, count = self._shifts.most_common(1)[0]
        if not shift or count < CONSTANT * self._compared:
            return None
        hours, minutes = divmod(abs(shift) // MINUTE_NS, 60)
        much = f"{hours} h {minutes} min" if minutes else f"{hours} h"
        return f"{much} {'ahead of' if shift > 0 else 'behind'} the times that the lines were wrapped with"

    def under(self, stamp: str | None, host: str | None) -> None:
        """From now on, lines are read that a wrapper put this stamp and this name of a pod or a host before."""
        self.outer, self.host = None, host
        if stamp is None:
            return
        before = self._is_needed, self._years.copy()
        time = self._read(stamp)
        self._outer_needs = self._is_needed, self._years
        self._is_needed, self._years = before
        if time is None:
            return
        dot = stamp.find(".")
        if dot < 0 and "," not in stamp:
            width = NS
        else:
            found = DECIMALS.search(stamp)
            width = 10 ** (9 - len(found[1] or found[2])) if found else NS
        self.outer = Stamp(time, width, names_zone(stamp))

    def outside(self) -> Stamp | None:
        """The wrapper's stamp, as the time of a line that has none of its own; what it lacks counts as assumed."""
        if self.outer is not None:
            self._is_needed, self._years = self._outer_needs
        return self.outer

    def read(self, text: str) -> int | None:
        """A time as ns UTC; None where the text is none."""
        time = self._read(text)
        if time is not None and self.outer is not None:
            self._compare(time, self.outer)
        if time is not None:
            self._last = time
        return time

    def _read(self, text: str) -> int | None:
        """A time in any form, the quicker the same minute was read before."""
        minute, _, rest = text.rpartition(":")
        known = (self._universal if (is_universal := rest[-1:] == "Z") else self._naive).get(minute)
        if known is not None and (found := SECONDS.fullmatch(rest)):
            time = known + int(found[1]) * NS + (int(found[2].ljust(9, "0")) if found[2] else 0)
            if is_universal:
                return time
            if self.outer is None or abs(time - self.outer.time) < YEAR_NS // 3:
                return self._placed(time, None)
        try:
            other = self._other(text.strip())
        except (ValueError, OverflowError):
            return None
        return other if other is not None and abs(other) <= MOST_NS else None

    def _known(self, minute: str, time: int | None, zone: str | None) -> None:
        """Read other stamps of a minute quicker."""
        if time is None or abs(time) > MOST_NS // 2 or zone not in (None, "Z"):
            return
        known = self._universal if zone == "Z" else self._naive
        if len(known) >= MOST_MINUTES:
            known.clear()
        known[minute] = time

    def _other(self, text: str) -> int | None:
        """A time in any form but the commonest. ValueError: there is no such time."""
        if found := ISO.match(text):
            day, minute, second, fraction, zone = found.groups()
            start = self._dated = self._minute(f"{day}T{minute}")
            self._known(text[: found.start(3) - 1], start, zone)
            return self._placed(self._at(start, second, fraction), zone)
        if found := YEARLESS.match(text):
            day, minute, second, fraction = found.groups()
            start = self._yearless(f"{day} {minute}")
            self._known(text[: found.start(3) - 1], start, None)
            return self._placed(self._at(start, second, fraction), None)
        if printed := date_printed(text):
            return self._placed(*printed)
        if found := COMMON.match(text):
            minute, second, fraction, zone = found.groups()
            return self._placed(self._at(instant(minute, "%d/%b/%Y:%H:%M"), second, fraction), zone)
        if found := UNIX.match(text):
            return int(found[1]) * NS + fraction_ns(found[2])
        return None

    def _at(self, minute: int | None, second: str, fraction: str | None) -> int | None:
        """An instant of a minute, if there is one."""
        return None if minute is None else minute + int(second) * NS + (fraction_ns(fraction) if fraction else 0)

    def _minute(self, text: str) -> int | None:
        """A minute as UTC would have it, ns; None where there is none such."""
        key = text, 0
        if key not in self._minutes:
            self._remember(key, instant_of_minute(text, "%Y-%m-%dT%H:%M"))
        return self._minutes[key]

    def _remember(self, key: tuple[str, int], minute: int | None) -> None:
        if len(self._minutes) >= MOST_MINUTES:
            self._minutes.clear()
        self._minutes[key] = minute

    def _yearless(self, text: str) -> int | None:
        """A minute of the year that fits best, as UTC would have it, ns."""
        outer = self.outer.time if self.outer is not None and self.outer.zoned else None
        reference = next((time for time in (outer, self._dated, self._near) if time is not None), None)
        key = text, 1 + (reference or 0) // (YEAR_NS // 8)
        if key not in self._minutes:
            self._remember(key, self._in_year(text, reference))
        return self._minutes[key]

    def _in_year(self, text: str, reference: int | None) -> int | None:
        """A minute in the year nearest to a reference, or in the last year before the file was modified."""
        form = "%Y %b %d %H:%M" if text[0].isalpha() else "%Y %m%d %H:%M"
        around = reference if reference is not None else self._modified
        year = LEAP_YEAR if around is None else (EPOCH + timedelta(seconds=around // NS)).year
        found = [instant_of_minute(f"{near} {text}", form) for near in range(year - 4, year + 5)]
        minutes = [minute for minute in found if minute is not None]
        if reference is not None:
            return min(minutes, key=lambda minute: abs(minute - reference), default=None)
        last = None if around is None else around + DAY_NS
        past = [minute for minute in minutes if last is not None and minute <= last]
        chosen = max(past, default=None) if last is not None else instant_of_minute(f"{LEAP_YEAR} {text}", form)
        if chosen is not None:
            self._years.add((EPOCH + timedelta(seconds=chosen // NS)).year)
        return chosen

    def _placed(self, naive: int | None, zone: str | None) -> int | None:
        """An instant whose zone is told, or else that of the user, of the wrapper, or the one assumed."""
        zone = OFFSETS.get(zone or "", zone)
        if naive is None or zone == "Z":
            return naive
        if zone and zone[0] in "+-":
            east = int(zone[1:3]) * 60 + int(zone[3:].lstrip(":") or 0)
            return naive - (east if zone[0] == "+" else -east) * MINUTE_NS
        if self.outer is not None and self.outer.zoned and not self._is_named:
            shift = zone_shift(naive - self.outer.time)
            if shift is not None:
                return naive - shift
        self._is_needed = True
        minute = naive // MINUTE_NS
        ahead = self._offsets.get(minute)
        if ahead is None:
            first, second = instants(minute * MINUTE_NS, self._zone)
            if first != second:
                rest = naive - minute * MINUTE_NS
                return self._of_two(first + rest, second + rest)
            ahead = minute * MINUTE_NS - first
            if len(self._offsets) >= MOST_MINUTES:
                self._offsets.clear()
            self._offsets[minute] = ahead
        return naive - ahead

    def _of_two(self, first: int, second: int) -> int:
        """The one of two instants of the same local time that is meant."""
        if self._last is not None and self._last > first + LAG_NS:
            return second
        if self._last is not None and first - self._last < second - first:
            return first
        self.undecided += 1
        near = self._near
        return second if near is not None and abs(second - near) < abs(first - near) else first

    def _compare(self, time: int, outer: Stamp) -> None:
        """Note by which zone's worth a time as read differs from its wrapper's."""
        if not outer.zoned:
            return
        self._compared += 1
        difference = time - outer.time
        shift = 0 if -LAG_NS <= difference <= LAG_NS else zone_shift(difference)
        if shift is not None:
            self._shifts[shift] += 1
