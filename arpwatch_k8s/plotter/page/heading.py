"""The head of a page: title, the verdict's words where no finding says them, what was read, and what part is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.plotter.axis import clock, day_clock, elapsed
from arpwatch_k8s.plotter.page import headline
from arpwatch_k8s.plotter.records import OwnerStyle
from arpwatch_k8s.plotter.scale import MARGIN
from arpwatch_k8s.plotter.setting import Look
from arpwatch_k8s.plotter.sheet import Line
from arpwatch_k8s.plotter.text import BOLD, cut_end, width, wrapped
from arpwatch_k8s.wording.plain import plain

TITLE_SIZE: Final = 14.0
SUBTITLE_SIZE: Final = 9.0
SUBTITLE_LINE: Final = 12.5
BELOW: Final = 12.0
MILLISECONDS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Lines at their places, and where they end."""

    title: Line
    summary: tuple[Line, ...]
    facts: tuple[Line, ...]
    bottom: float


def heading(result: Result, styles: Mapping[int, OwnerStyle], look: Look) -> Heading:
    """The head of every page of a figure."""
    room = look.size.width - 2 * MARGIN
    text = headline.title(result, styles) if look.title is None else plain(look.title)
    told = {finding.summary for finding in result.verdict.findings}
    unsaid = "" if result.verdict.summary in told else plain(result.verdict.summary)
    said = wrapped(unsaid, room, SUBTITLE_SIZE, 2)
    facts = wrapped(" · ".join(filter(None, [read(result, look), part(result, look)])), room, SUBTITLE_SIZE, 2)
    return below_each_other(text, look, facts, summary=said)


def below_each_other(title: str, look: Look, facts: Sequence[str], summary: Sequence[str] = ()) -> Heading:
    """A title and lines, at their places."""
    top = MARGIN + TITLE_SIZE + 7
    every = (*summary, *facts)
    lines = tuple(Line(text=line, top=top + index * SUBTITLE_LINE) for index, line in enumerate(every))
    return Heading(
        title=Line(text=cut_title(title, look), top=MARGIN),
        summary=lines[: len(summary)],
        facts=lines[len(summary) :],
        bottom=top + len(lines) * SUBTITLE_LINE + BELOW,
    )


def titled(head: Heading, title: str, look: Look) -> Line:
    """The title of a page that has its own, unless the user gave one to the figure."""
    if look.title is not None or not title:
        return head.title
    return replace(head.title, text=cut_title(title, look))


def cut_title(text: str, look: Look) -> str:
    """A title that fits on the page."""
    room = look.size.width - 2 * MARGIN
    return text if width(text, TITLE_SIZE) * BOLD <= room else cut_end(text, room / BOLD, TITLE_SIZE)


def read(result: Result, look: Look) -> str:
    """What was read, from when on."""
    return headline.facts(result, lambda time: day_clock(time, look.tz, MILLISECONDS))


def part(result: Result, look: Look) -> str:
    """Which part of it is shown, where that was asked for: counts are still of the whole."""
    span = result.case.span
    if span is None or (look.start is None and look.end is None):
        return ""
    start = span[0] if look.start is None else look.start
    end = span[1] if look.end is None else look.end
    if look.relative:
        first, last = (f"{elapsed(time - span[0], MILLISECONDS)} s" for time in (start, end))
    else:
        first, last = (clock(time, look.tz, MILLISECONDS) for time in (start, end))
    return f"shown: {first} to {last}, all counts are of the whole"
