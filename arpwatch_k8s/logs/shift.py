"""What the user says of a log's clock: `--skew NAME=+0.8s`, its clock is 0.8 s ahead, so 0.8 s is taken off its times.

NAME is a kind of log, or a file's name or path, so that a log inside an archive can be named, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.logs.event import Log, log_span
from arpwatch_k8s.thresholds import NS

UNITS_NS: Final = {"ms": 1_000_000, "s": NS, "m": 60 * NS, "h": 3600 * NS}
PART: Final = r"(\d{1,9})(?:\.(\d{1,9}))?(ms|[smh])"
PARTS: Final = re.compile(PART, re.ASCII)
AMOUNT: Final = re.compile(rf"([+-])((?:{PART}){{1,4}})", re.ASCII)
MOST_NS: Final = 100 * 366 * 86_400 * NS
"""A clock that was never set is some decades behind."""
LATEST_NS: Final = (1 << 63) - 1 - MOST_NS
"""Times that can be moved by as much and still be told."""
FIX: Final = (
    "Give NAME=+0.8s where its clock is 0.8 s ahead, NAME=-9h where it is 9 h behind; units: ms, s, m, h, as in +5h45m."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skew:
    """What the user says of one log's clock, or of all of a kind."""

    name: str
    """The kind, the file's name, or its path."""
    ahead_ns: int
    """By how much the clock is ahead; below 0, behind."""


def parse_skew(text: str) -> Skew:
    """A `NAME=+0.8s`. UsageError: it is none."""
    name, _, amount = text.rpartition("=")
    found = AMOUNT.fullmatch(amount)
    if not name or found is None:
        raise UsageError(f"--skew {text!r} does not say which log is off by how much", fix=FIX)
    ahead = 0
    for whole, decimals, unit in PARTS.findall(found[2]):
        scale = UNITS_NS[unit]
        ahead += int(whole) * scale + int((decimals or "0").ljust(9, "0")) * scale // NS
    if ahead > MOST_NS:
        raise UsageError(f"--skew {text!r} is more than a hundred years", fix=FIX)
    return Skew(name=name, ahead_ns=ahead if found[1] == "+" else -ahead)


def names(skew: Skew, log: Log) -> bool:
    """Whether a log is meant."""
    return skew.name in (log.source, log.path, PurePath(log.path).name)


def shifted_logs(logs: Sequence[Log], skews: Sequence[Skew]) -> tuple[Log, ...]:
    """Logs with their times as the user corrects them.

    UsageError: none is of a name, or one is of two.
    """
    for skew in skews:
        if not any(names(skew, log) for log in logs):
            raise UsageError(f"--skew {skew.name}: no log of that kind or name was read", fix=known(logs))
    return tuple(corrected(log, [skew for skew in skews if names(skew, log)]) for log in logs)


def known(logs: Iterable[Log]) -> str:
    """What could have been named."""
    found = dict.fromkeys(f"{log.source} ({PurePath(log.path).name})" for log in logs)
    return f"One of: {', '.join(found)}." if found else "Give the log, too."


def corrected(log: Log, skews: Sequence[Skew]) -> Log:
    """One log. UsageError: it is named twice, or its times would leave the calendar."""
    if not skews:
        return log
    if len(skews) > 1:
        both = " and ".join(skew.name for skew in skews)
        raise UsageError(f"--skew names {log.path} twice, as {both}", fix="Name it once.")
    span = log_span(log)
    if span is not None and max(map(abs, span)) > LATEST_NS:
        raise UsageError(f"--skew {skews[0].name}: {log.path} has times in no year", fix="Leave that log's times.")
    return moved(log, skews[0].ahead_ns)


def moved(log: Log, ahead_ns: int) -> Log:
    """A log whose clock was ahead by as much, with right times."""
    return replace(
        log,
        events=tuple(replace(event, time=event.time - ahead_ns) for event in log.events),
        tallies=tuple(replace(tally, start=tally.start - ahead_ns) for tally in log.tallies),
        span=None if log.span is None else (log.span[0] - ahead_ns, log.span[1] - ahead_ns),
        shifted_ns=log.shifted_ns + ahead_ns,
    )
