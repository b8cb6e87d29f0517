"""Which incidents are too short to be read on an axis, and the part of it that a figure of each by itself shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.window import Window, surroundings
from arpwatch_k8s.correlator.cost.incidents import Incident
from arpwatch_k8s.plotter.page.headline import duration
from arpwatch_k8s.plotter.setting import Look
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain

LEGIBLE: Final = 8
"""An incident shorter than this part of the axis has no room for a name in a lane, 85 points on a page that is as wide
as a screen."""
CLOSER: Final = 2
"""A figure that shows more than this part of the axis shows nothing more."""
MOST_DETAILS: Final = 6
"""Figures of incidents, beside that of all."""
REACH: Final = 1
"""By how many of its lengths, on either side, a figure may grow for incidents of others that overlap it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """A figure of an incident, and of others at the same time."""

    number: int
    """The number of the worst of them."""
    incident: Incident
    """That one."""
    vip: str
    """The VIP that it is of."""
    window: Window
    """What is shown."""
    reach: Window
    """How far that may grow."""
    records: frozenset[int]
    """Whose incidents it shows: places among the case's VIPs."""
    numbers: tuple[int, ...]
    """Their numbers, the worst one's first."""

    @property
    def title(self) -> str:
        """What the figure is of."""
        one, others = self.incident, len(self.numbers) - 1
        what = [f"{one.failed:,} of {plural(one.attempts, 'attempt')} failed"] if one.attempts else []
        what += [plural(n, noun) for n, noun in ((one.contests, "contest"), (one.moves, "move")) if n]
        also = f" (and {plural(others, 'other')} at the time)" if others else ""
        return plain(f"Incident {self.number}{also}: {self.vip}, {', '.join(what)}")

    @property
    def lasts(self) -> str:
        """How long the incident lasts."""
        return duration(self.incident.end - self.incident.start)


def details(result: Result, axis: Window) -> tuple[tuple[Detail, ...], tuple[int, ...]]:
    """Figures of the worst incidents that an axis shows too narrow, in order of time, and the numbers of further ones
    that have none. What only moved, and hurt nobody, is no such incident."""
    length = axis.end - axis.start
    found: list[Detail] = []
    left: list[int] = []
    for place, one in worst(result, axis):
        home = next((at for at, detail in enumerate(found) if detail.window.touches(one.start, one.end)), None)
        if home is not None and (wider := joined(found[home], place, one)) is not None:
            found[home] = wider
        elif (one.end - one.start) * LEGIBLE < length:
            made = alone(result, place, one, axis)
            if (made.window.end - made.window.start) * CLOSER > length:
                continue
            if len(found) < MOST_DETAILS:
                found.append(made)
            else:
                left.append(one.number)
    return tuple(sorted(found, key=lambda detail: detail.window.start)), tuple(sorted(left))


def worst(result: Result, axis: Window) -> list[tuple[int, Incident]]:
    """Incidents with harm or a contest on an axis, each with the place of its VIP, the worst first."""
    every = [
        (place, one)
        for place, record in enumerate(result.case.vips)
        for one in record.incidents
        if (one.failed or one.contests) and axis.touches(one.start, one.end)
    ]
    return sorted(every, key=lambda item: (-item[1].failed, -item[1].outage_ns, -item[1].contests, item[1].number))


def alone(result: Result, place: int, one: Incident, axis: Window) -> Detail:
    """The figure of one incident."""
    record = result.case.vips[place]
    window = surroundings(record, one, (axis.start, axis.end))
    length = REACH * (window.end - window.start)
    return Detail(
        number=one.number,
        incident=one,
        vip=record.vip,
        window=window,
        reach=Window(window.start - length, window.end + length),
        records=frozenset({place}),
        numbers=(one.number,),
    )


def joined(detail: Detail, place: int, one: Incident) -> Detail | None:
    """A figure that shows one more incident whole; None where it would have to become too long for that."""
    wider = detail.window.joined(Window(one.start, one.end))
    if wider.joined(detail.reach) != detail.reach:
        return None
    return replace(detail, window=wider, records=detail.records | {place}, numbers=(*detail.numbers, one.number))


def look_at(detail: Detail, look: Look) -> Look:
    """How the figure of an incident is drawn, in place of the whole that a look is of."""
    return replace(
        look,
        title=detail.title,
        start=detail.window.start,
        end=detail.window.end,
        only=detail.records,
        notes=(),
    )
