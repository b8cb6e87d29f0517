"""Which windows there are: days of a zone where days are asked for, and parts of its days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Final

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.instants import length
from arpwatch_k8s.wording.times import DAY_NS

SHORTEST_NS: Final = NS
MOST: Final = 10_000
"""Windows of a run: a year of hours."""
FORMS: Final = "Give a length of time: 1d, 6h, 15min, 1h30m."


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Window:
    """[start, end), ns UTC."""

    start: int
    end: int

    def has(self, time: int) -> bool:
        """Whether a time is in it."""
        return self.start <= time < self.end

    def touches(self, start: int, end: int) -> bool:
        """Whether something that lasted from `start` to `end`, both included, was in it in part."""
        return start < self.end and end >= self.start


def parse_every(text: str) -> int:
    """How long windows are to be, ns. UsageError: it is no length of time, or too short a one."""
    try:
        every = length(text.strip())
    except ValueError as error:
        raise UsageError(f"--every {text[:60]!r} is no length of time", fix=FORMS) from error
    if every < SHORTEST_NS:
        raise UsageError(f"--every {text[:60]!r} is shorter than a second", fix=FORMS)
    return every


def windows_between(first: int, last: int, every: int, zone: tzinfo) -> list[Window]:
    """The windows from the one that `first` is in to that of `last`, ns UTC.

    Whole days are days of `zone`, of which one in a year has 23 hours and one 25. What divides a day begins anew at
    each midnight. Any other length is counted from the first midnight on. UsageError: there are too many.
    """
    if (last - first) // every > MOST:
        raise UsageError(
            f"--every: {(last - first) // every:,} windows, at most {MOST:,} are looked at in one run",
            fix="Give a longer --every, or --from and --to.",
        )
    if every % DAY_NS == 0:
        edges = midnights(first, last, zone, step=every // DAY_NS)
    elif DAY_NS % every == 0:
        days = midnights(first, last, zone, step=1)
        edges = [at for day, after in pairwise(days) for at in range(day, after, every)] + days[-1:]
    else:
        begin = midnights(first, first, zone, step=1)[0]
        edges = list(range(begin + (first - begin) // every * every, last + every + 1, every))
    every_one = (Window(start=start, end=end) for start, end in pairwise(edges))
    return [window for window in every_one if window.touches(first, last)]


def midnights(first: int, last: int, zone: tzinfo, *, step: int) -> list[int]:
    """The midnight before `first` and each so many days later, up to one after `last`, ns UTC.

    UsageError: no calendar has them.
    """
    try:
        day = datetime.fromtimestamp(first // NS, zone).date()
        found = [midnight(day, zone)]
        while found[-1] <= last:
            day += timedelta(days=step)
            found.append(midnight(day, zone))
    except (OverflowError, ValueError, OSError) as error:
        raise UsageError("--every: the captures' times are none of a calendar", fix="Give --from and --to.") from error
    return found


def midnight(day: date, zone: tzinfo) -> int:
    """When a day begins in a zone, ns UTC; where clocks skip that hour, when they do."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()) * NS
