"""A part of the time that was read: what is shown of a result where not all is, and the part that an incident is in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

import numpy as np

from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.incidents import Incident
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.thresholds import NS

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result

MOST_PAD: Final = 3
"""Lengths of an incident that are shown before it at most, and after it: what is further away is another story."""
LEAST_NS: Final = 10 * NS
"""What an incident counts as at least: one that is an instant needs surroundings, too. The rhythm in which MetalLB and
kube-vip announce is of seconds."""
MARGIN: Final = 0.1
"""Of an incident, shown on either side beyond the last that went well and the first that did again."""


@dataclass(frozen=True, slots=True)
class Window:
    """[start, end], ns UTC."""

    start: int
    end: int

    def touches(self, start: int, end: int) -> bool:
        """Whether something that lasted from `start` to `end` was, in part, within it."""
        return start <= self.end and end >= self.start

    def within(self, span: tuple[int, int]) -> Window:
        """As much of it as lies in a span that it touches."""
        return Window(max(self.start, span[0]), min(self.end, span[1]))

    def joined(self, other: Window) -> Window:
        """From the earlier begin to the later end."""
        return Window(min(self.start, other.start), max(self.end, other.end))


class Lasting(Protocol):
    """What has a begin and an end, ns UTC."""

    @property
    def start(self) -> int:
        """When it began."""

    @property
    def end(self) -> int:
        """When it ended."""


L = TypeVar("L", bound=Lasting)


def touching(some: Sequence[L], window: Window | None) -> Sequence[L]:
    """Those of some things that a window shows in part; all where there is none."""
    return some if window is None else [one for one in some if window.touches(one.start, one.end)]


def shown_findings(result: Result) -> list[tuple[int, Finding]]:
    """The findings of which is told, with the numbers that they have in all reports: those without a time, and those
    that the part shown touches."""
    every = enumerate(result.verdict.findings, 1)
    window = result.shown
    return [item for item in every if window is None or not item[1].dated or window.touches(item[1].start, item[1].end)]


def numbered(records: Sequence[VipRecord]) -> tuple[VipRecord, ...]:
    """Records whose incidents have their numbers: from 1, in order of time, of all of them."""
    every = [(one.start, place, at) for place, record in enumerate(records) for at, one in enumerate(record.incidents)]
    numbers = {(place, at): number for number, (_, place, at) in enumerate(sorted(every), 1)}
    return tuple(
        replace(
            record,
            incidents=tuple(replace(one, number=numbers[place, at]) for at, one in enumerate(record.incidents)),
        )
        if record.incidents
        else record
        for place, record in enumerate(records)
    )


def every_incident(result: Result) -> Iterator[tuple[VipRecord, Incident]]:
    """Each incident with the record it is of."""
    return ((record, one) for record in result.case.vips for one in record.incidents)


def around(result: Result, number: int) -> Window:
    """The part that shows an incident, with what led to it and what came after. UsageError: there is none such."""
    for record, one in every_incident(result):
        if one.number == number:
            return surroundings(record, one, result.case.span or (one.start, one.end))
    n = sum(1 for _ in every_incident(result))
    numbers = "The only one is 1" if n == 1 else f"They are numbered 1 to {n:,}"
    fix = f"{numbers}, as the table of incidents lists them." if n else "Nothing failed, fought or moved: give --from."
    raise UsageError(f"--around {number}: there is no such incident", fix=fix)


def surroundings(record: VipRecord, incident: Incident, span: tuple[int, int]) -> Window:
    """An incident from the last attempt before it that went well to the first one after it that did, and some more; of
    quiet before and after, no more than a few times as long as the incident."""
    length = max(incident.end - incident.start, LEAST_NS)
    margin = round(length * MARGIN)
    tried = record.attempts
    well = tried.column("start")[tried.column("outcome") == NUMBER[AttemptOutcome.OK]]
    before = int(np.searchsorted(well, incident.start)) - 1
    after = int(np.searchsorted(well, incident.end, side="right"))
    first = int(well[before]) if before >= 0 else incident.start
    last = int(well[after]) if after < len(well) else incident.end
    return Window(
        max(first, incident.start - MOST_PAD * length) - margin,
        min(last, incident.end + MOST_PAD * length) + margin,
    ).within(span)
