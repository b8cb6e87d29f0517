"""Figures of incidents that are too short to be read in the whole one: their files, and what the whole one says of
them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.window import Window
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.plotter import Look, timeline_pages
from arpwatch_k8s.plotter.page.detail import Detail, details, look_at
from arpwatch_k8s.plotter.page.layout import axis_span
from arpwatch_k8s.plotter.page.order import FEW
from arpwatch_k8s.plotter.painters.files import save
from arpwatch_k8s.wording.counts import listed, plural
from arpwatch_k8s.wording.times import moment

MOST_NUMBERS: Final = 12
"""Of incidents without a figure, named one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A figure of an incident, in its files."""

    detail: Detail
    """What it shows."""
    files: tuple[str, ...]
    """Their names, the SVG first; further pages come right behind the first."""
    described: str
    """The figure in words."""

    @property
    def picture(self) -> str:
        """The name of the SVG."""
        return self.files[0]

    @property
    def anchor(self) -> str:
        """Its place in the page."""
        return f"incident-{self.detail.number}"


def that_show(result: Result, drawn: Iterable[Drawn], finding: Finding) -> list[Drawn]:
    """The figures of incidents in which a finding is drawn."""
    return [
        one
        for one in drawn
        if finding.dated
        and one.detail.window.touches(finding.start, finding.end)
        and any(result.case.vips[place].vip == finding.vip for place in one.detail.records)
    ]


def wanted(result: Result, look: Look) -> tuple[tuple[Detail, ...], tuple[int, ...]]:
    """The figures that a look at a result calls for, and the numbers of incidents that are one too many for one."""
    span = axis_span(result)
    if span is None:
        return (), ()
    return details(
        result, Window(span[0] if look.start is None else look.start, span[1] if look.end is None else look.end)
    )


def file_name(stem: str, detail: Detail, suffix: str) -> str:
    """What a figure of an incident is called."""
    return f"{stem}-incident-{detail.number}{suffix}"


def save_each(
    result: Result, look: Look, figures: Sequence[Detail], folder: Path, stem: str, suffixes: Sequence[str]
) -> Iterator[Drawn]:
    """Draw the figures into a folder, in the forms that suffixes name, SVG first."""
    for detail in figures:
        pages = timeline_pages(result, replace(look_at(detail, look), most=FEW))
        files = save(pages, [folder / file_name(stem, detail, suffix) for suffix in suffixes])
        yield Drawn(detail=detail, files=tuple(path.name for path in files), described=pages[0].description)


def told_beside(
    result: Result, zone: tzinfo, figures: Sequence[Detail], left: Sequence[int], drawn_by: Callable[[Detail], str]
) -> tuple[str, ...]:
    """What the whole figure says of the incidents that are too short for it; `drawn_by` says where each is drawn."""
    today = result.case.span[0] if result.case.span else 0
    told = [
        f"Incident {detail.number} at {moment(detail.incident.start, zone, today=today)}, {detail.lasts}: "
        f"too short to be read here, {drawn_by(detail)}."
        for detail in figures
    ]
    return (*told, *unnamed(left))


def unnamed(left: Sequence[int]) -> Iterator[str]:
    """How many incidents have no figure, and what draws them."""
    if left:
        more = [f"{len(left) - MOST_NUMBERS:,} more"] if len(left) > MOST_NUMBERS else []
        numbers = listed([*map(str, left[:MOST_NUMBERS]), *more])
        yield f"{plural(len(left), 'more incident')} as short: timeline SOURCE --around N draws each (N: {numbers})."
