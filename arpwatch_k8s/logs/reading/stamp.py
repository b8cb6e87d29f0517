"""A time in front of a line, as `ts`, `kubectl logs --timestamps` and `ping -D` put it there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.logs.source import Clock
from arpwatch_k8s.thresholds import NS

DAY: Final = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}"
ZONE: Final = r"(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?"
DATED: Final = re.compile(rf"\[?((?:{DAY}(?:[.,](\d{{1,9}}))?{ZONE})|(?:\d{{10}}(?:\.(\d{{1,9}}))?))\]?:?\s+")
UNDATED: Final = re.compile(
    r"\[?(?:(?:[A-Z][a-z]{2} [ \d]\d )?\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?|\d{4}-\d{2}-\d{2})\]?:?\s+(?=\S)"
)
"""The time of a day that nobody names, or of a year: with the day of the month as `ts` has it by default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """A line without the time in front of it."""

    time: int | None
    """The time, ns UTC; None where there is none, or not all of one."""
    width_ns: int
    """The resolution of the time, ns."""
    rest: str
    """What is behind it; the line where there is none."""


def stamped(line: str, clock: Clock) -> Stamped:
    """A line, and the time in front of it."""
    if match := DATED.match(line):
        time = clock.read(match[1])
        if time is not None:
            digits = match[2] or match[3] or ""
            return Stamped(time=time, width_ns=NS // 10 ** len(digits), rest=line[match.end() :])
    if match := UNDATED.match(line):
        return Stamped(time=None, width_ns=NS, rest=line[match.end() :])
    return Stamped(time=None, width_ns=NS, rest=line)
