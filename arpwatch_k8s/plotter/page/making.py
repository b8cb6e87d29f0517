"""A page in the making, and the record that it becomes: the same for every figure, whatever its panels are of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from arpwatch_k8s.plotter.page.foot import Item
from arpwatch_k8s.plotter.page.heading import Heading
from arpwatch_k8s.plotter.page.panel import lowered
from arpwatch_k8s.plotter.page.words import words
from arpwatch_k8s.plotter.records import CoverageLane, OwnerStyle, Panel
from arpwatch_k8s.plotter.scale import Scale
from arpwatch_k8s.plotter.setting import Look
from arpwatch_k8s.plotter.sheet import Axis, Caption, KeyEntry, Line, TimelineLayout

AXIS_HEIGHT: Final = 38.0
"""Of ticks, labels and the caption, with a little room below."""
ABOVE_AXIS: Final = 4.0
FOOT: Final = 18.0
"""Below the last line of a page."""


@dataclass(slots=True, kw_only=True)
class Page:
    """A page in the making: what is on it so far, how far down, and whether that is more than a heading."""

    height: float
    filled: bool
    title: str = ""
    panels: tuple[Panel, ...] = ()
    axis_tops: tuple[float, ...] = ()
    coverage: tuple[CoverageLane, ...] = ()
    captions: tuple[Caption, ...] = ()
    key: tuple[KeyEntry, ...] = ()
    notes: tuple[Line, ...] = ()

    def put(self, item: Item, needed: float) -> None:
        """Add what comes below the panels."""
        match item:
            case Caption():
                self.captions += (replace(item, top=self.height),)
            case Line():
                self.notes += (replace(item, top=self.height),)
            case _:
                self.key += tuple(replace(entry, top=self.height) for entry in item)
        self.height += needed
        self.filled = True


def room_below(top: float, height: float) -> float:
    """How high panels may be that begin at `top`, of a page so high."""
    return height - top - ABOVE_AXIS - AXIS_HEIGHT - FOOT


def page_of(panels: Sequence[Panel], coverage: tuple[CoverageLane, ...], top: float) -> Page:
    """A page with strips of what was captured, its panels from `top` down, and the axis."""
    placed = tuple(lowered(one, top) for one in panels)
    bottom = placed[-1].top + placed[-1].height + ABOVE_AXIS if placed else top
    return Page(height=bottom + AXIS_HEIGHT, filled=True, panels=placed, coverage=coverage, axis_tops=(bottom,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What all pages of a figure share."""

    look: Look
    scale: Scale
    styles: tuple[OwnerStyle, ...]
    heading: Heading

    def pour(self, pages: list[Page], below: Iterable[tuple[Item, float]]) -> None:
        """Put what comes below the panels on the last page, and on more where it has no room left."""
        for item, needed in below:
            if pages[-1].height + needed + FOOT > self.look.size.height and pages[-1].filled:
                pages.append(Page(height=self.heading.bottom, filled=False))
            pages[-1].put(item, needed)

    def layout(
        self, page: Page, number: int, pages: int, *, title: Line, axis: Axis, description: str, empty: Line | None
    ) -> TimelineLayout:
        """A page as a record, with all its words; `empty`: what is said in place of panels."""
        look, scale = self.look, self.scale
        made = TimelineLayout(
            title=title,
            summary=self.heading.summary,
            facts=self.heading.facts,
            description=description,
            start=scale.start,
            end=scale.end,
            width=look.size.width,
            height=look.size.height if look.size.fixed else page.height + FOOT,
            plot_left=scale.left,
            plot_right=scale.right,
            owners=self.styles,
            coverage=page.coverage,
            panels=page.panels,
            axis=axis,
            captions=page.captions,
            key=page.key,
            notes=page.notes,
            empty=empty,
            theme=look.theme,
            page=number,
            pages=pages,
            texts=(),
        )
        return replace(made, texts=tuple(words(made)))
