"""What is to be said of the clocks of logs: what is off by how much, what was assumed, what the user had shifted."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from arpwatch_k8s.correlator.testimony.skew import ClockSkew
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.logs.zones import offset_at, offset_name
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import plural

HOUR_S: Final = 3600
UNITS: Final = ((HOUR_S, "h"), (60, "m"))
ROUND_NS: Final = 10_000_000
"""Offsets are told to the hundredth of a second."""


def clocks(case: Case, number: int) -> Iterator[str]:
    """Sentences on one log's clock."""
    log = case.logs[number]
    if log.shifted_ns:
        way = "taken off" if log.shifted_ns > 0 else "added to"
        yield f"{amount(abs(log.shifted_ns))} was {way} the times in {log.name}, as asked with --skew"
    found = found_for(case, number)
    if found is not None:
        yield off(case, log, found)
    if log.zone_assumed and (found is None or not found.zone_ns):
        yield f"{log.name} names no time zone: read in {log.zone_assumed}; name one with --as FILE@ZONE"
    if log.zone_doubt:
        yield f"the times in {log.name} are {log.zone_doubt}: its zone is wrong, or that of its wrapper"
    if log.undecided:
        yield (
            f"{plural(log.undecided, 'time')} in {log.name} came twice, as clocks were put back, and nothing tells "
            "which is meant: taken to be the one nearer to the capture, or else the first"
        )
    if log.years_assumed:
        years = " and ".join(str(year) for year in log.years_assumed)
        yield f"{log.name} names no year: read in {years}, the last before the file was written"


def found_for(case: Case, number: int) -> ClockSkew | None:
    """What was found of one log's clock."""
    return next((skew for skew in case.skews if skew.log == number), None)


def off(case: Case, log: Log, found: ClockSkew) -> str:
    """By how much a log is off, by what that is known, and what to do."""
    lines = f"{plural(found.pairs, 'line')} of it then {'meets' if found.pairs == 1 else 'meet'} their frames"
    way = "ahead of" if found.ahead_ns > 0 else "behind"
    skew = f"--skew {shlex.quote(f'{called(case, log)}={signed(log.shifted_ns + found.ahead_ns)}')}"
    if not found.zone_ns:
        return (
            f"{log.name} is {amount(abs(found.ahead_ns))} {way} the capture ({lines}, all offsets within "
            f"{found.spread_ns / NS:.2f} s): nothing was shifted; {skew} corrects its times"
        )
    said = f"the times in {log.name} read {amount(abs(found.ahead_ns))} {way} the capture ({lines})"
    if log.zone is None:
        return f"{said}: they name their zone, so that a clock is set to a wrong one; {skew} corrects them"
    named = shlex.quote(f"{log.source}={log.path}@{zone_of(case, log, found)}")
    print_zone = any(info.printed is not None and info.printed.zone is not None for info in case.captures)
    other = ", or that of the printed frames: --tz" if print_zone else ""
    return f"{said}: its zone is not {log.zone}{other}; name it: --as {named} (where the file is in an archive: {skew})"


def zone_of(case: Case, log: Log, found: ClockSkew) -> str | None:
    """The offset from UTC that a log's times without a zone are in; None where that is not what is wrong."""
    if not found.zone_ns or log.zone is None:
        return None
    return offset_name(offset_at(log.zone, case.start or 0) + found.zone_ns)


def called(case: Case, log: Log) -> str:
    """The shortest name that means this log alone, for --skew."""
    name = PurePath(log.path).name
    if sum(log.source == other.source for other in case.logs) == 1:
        return log.source
    return name if sum(name == PurePath(other.path).name for other in case.logs) == 1 else log.path


def amount(ns: int) -> str:
    """A length of time with hours and minutes, to the hundredth of a second: "9 h", "1 m 2.50 s"."""
    return " ".join(f"{figure} {unit}" for figure, unit in parts(ns))


def signed(ns: int) -> str:
    """The same as --skew takes it: "+9h", "-1m2.5s"."""
    return ("-" if ns < 0 else "+") + "".join(f"{figure}{unit}" for figure, unit in parts(abs(ns)))


def parts(ns: int) -> list[tuple[str, str]]:
    """Figures and units of a length of time; what is nothing is left out, but for all of it."""
    hundredths = round(ns / ROUND_NS)
    seconds, rest = divmod(hundredths, 100)
    found: list[tuple[str, str]] = []
    for size, unit in UNITS:
        if seconds >= size:
            found.append((str(seconds // size), unit))
            seconds %= size
    if seconds or rest or not found:
        found.append((f"{seconds}.{rest:02d}" if rest else str(seconds), "s"))
    return found
