"""What part of the time is asked for: --from and --to, or --around an incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

from arpwatch_k8s.cli import options
from arpwatch_k8s.errors import UsageError

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.instants import Covered
    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.analysis.window import Window
    from arpwatch_k8s.dataset.span import Span
    from arpwatch_k8s.wording.instants import Named


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """As the options say it; None where they do not."""

    start: Named | None
    """Where it begins."""
    end: Named | None
    """Where it ends."""
    around: int | None
    """The number of an incident."""
    zone: tzinfo
    """Of times of day."""

    @property
    def is_all(self) -> bool:
        """Whether no part is asked for."""
        return self.start is None and self.end is None and self.around is None


def part(start: str | None, end: str | None, around: int | None, zone: tzinfo) -> Part:
    """What the options ask for, as far as can be told before anything is read. UsageError: one makes no sense."""
    if around is not None and (start is not None or end is not None):
        raise UsageError(
            "--around shows an incident, --from and --to show what is between two times", fix="Leave either out."
        )
    first = None if start is None else options.instant("--from", start, zone)
    last = None if end is None else options.instant("--to", end, zone)
    if first is not None and last is not None and isinstance(first.instant, int) and isinstance(last.instant, int):
        in_order(first, first.instant, last, last.instant)
    return Part(start=first, end=last, around=around, zone=zone)


def span(asked: Part) -> Span:
    """What is to be read of a data set: what is told by times that mean something before anything was read."""
    from arpwatch_k8s.dataset.span import Span

    times = [None if each is None else each.instant for each in (asked.start, asked.end)]
    start, end = (time if isinstance(time, int) else None for time in times)
    return Span(start=start, end=end)


def in_order(first: Named, start: int, last: Named, end: int) -> None:
    """UsageError where a time is not before another."""
    if start >= end:
        raise UsageError(f"--from {first.text} is not before --to {last.text}", fix="Give the earlier time to --from.")


def ends(asked: Part, read: Covered) -> tuple[int | None, int | None]:
    """Where a part begins and ends, ns UTC, None where it is open; UsageError where there is no such part."""
    from arpwatch_k8s.analysis.instants import instant_at

    start = None if asked.start is None else instant_at(asked.start, read, asked.zone)
    end = None if asked.end is None else instant_at(asked.end, read, asked.zone)
    if asked.start is not None and asked.end is not None and start is not None and end is not None:
        in_order(asked.start, start, asked.end, end)
    return start, end


def window(asked: Part, result: Result) -> Window | None:
    """The part of a result that is asked for; None where all is. UsageError: there is none such, or nothing in it."""
    from arpwatch_k8s.analysis.instants import covered_by
    from arpwatch_k8s.analysis.window import Window, around
    from arpwatch_k8s.wording.times import clock, day

    if asked.is_all:
        return None
    if asked.around is not None:
        return around(result, asked.around)
    start, end = ends(asked, covered_by(result))
    span = result.case.span
    if span is None:
        raise UsageError("--from and --to: nothing that was read has a time", fix="Leave them out.")
    found = Window(span[0] if start is None else start, span[1] if end is None else end)
    shown = found.within(span)
    if not found.touches(*span) or (shown.start == shown.end and span[0] < span[1]):
        first, last = (f"{day(time, asked.zone)} {clock(time, asked.zone)}" for time in span)
        raise UsageError(
            "there is no time to show between the ends given", fix=f"What was read runs from {first} to {last}."
        )
    return shown
