"""Logs that were given twice: a copy, a rotated file beside its copy, an excerpt beside the whole.

Two programs may log the same few words in the same second: what is taken for the same log has several instants, in one
row, in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Final

from arpwatch_k8s.logs.event import Log, LogEvent

LEAST_EVENTS: Final = 5
LEAST_INSTANTS: Final = 3
"""What two speakers that were started together say alike in whole seconds is less: neither announces what the other
does."""
MOST_STARTS: Final = 100
"""Places that a row is looked for at in a log that says the same again and again."""

Key = tuple[int, str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """One log that is in another."""

    part: Log
    """The smaller, or the one that was given later."""
    whole: Log
    """The other."""
    events: int
    """How many things both say."""


def given_twice(logs: Sequence[Log]) -> Iterator[Twice]:
    """Logs all of whose events are, one after the other, in another log of the same source."""
    for one, other in combinations([log for log in logs if len(log.events) >= LEAST_EVENTS], 2):
        part, whole = (one, other) if len(one.events) < len(other.events) else (other, one)
        if part.source == whole.source and spans(whole, part) and is_within(part.events, whole.events):
            yield Twice(part=part, whole=whole, events=len(part.events))


def spans(whole: Log, part: Log) -> bool:
    """Whether a log has times about another's, which has several."""
    times = {event.time for event in part.events[: LEAST_EVENTS * 100]} | {part.events[-1].time}
    first, last = whole.events[0].time, whole.events[-1].time
    return len(times) >= LEAST_INSTANTS and first <= min(times) and max(times) <= last


def key(event: LogEvent) -> Key:
    """What makes an event of a log the same as one of another."""
    return event.time, event.text, event.host


def is_within(few: Sequence[LogEvent], many: Sequence[LogEvent]) -> bool:
    """Whether a row of events stands in another."""
    first = key(few[0])
    starts = islice(
        (at for at, event in enumerate(many) if event.time == first[0] and key(event) == first), MOST_STARTS
    )
    return any(is_at(few, many, at) for at in starts)


def is_at(few: Sequence[LogEvent], many: Sequence[LogEvent], at: int) -> bool:
    """Whether a row of events stands at a place in another."""
    there = islice(many, at, at + len(few))
    return at + len(few) <= len(many) and all(key(one) == key(two) for one, two in zip(few, there, strict=True))
