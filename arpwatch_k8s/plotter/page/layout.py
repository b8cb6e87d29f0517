"""From a result to the whole figure as plain records: what is drawn, where on which page, in which words.

Nothing here draws, and no painter decides: two painters of one layout show the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Final

import numpy as np

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.testimony.writers import BY_KUBECTL
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.plotter import axis as time_axis
from arpwatch_k8s.plotter.lanes.cited import cited_times
from arpwatch_k8s.plotter.lanes.cluster import named_nodes
from arpwatch_k8s.plotter.lanes.coverage import coverage_lanes
from arpwatch_k8s.plotter.lanes.logs import own_parts
from arpwatch_k8s.plotter.lanes.owners import owner_styles
from arpwatch_k8s.plotter.lanes.symptoms import OWN
from arpwatch_k8s.plotter.page.foot import Foot
from arpwatch_k8s.plotter.page.heading import Heading, heading, titled
from arpwatch_k8s.plotter.page.making import ABOVE_AXIS, AXIS_HEIGHT, FOOT, Page, Shared, room_below
from arpwatch_k8s.plotter.page.order import Room, Section, findings_of, sections, told_unseen
from arpwatch_k8s.plotter.page.pages import PANEL_GAP, page_numbers, referring, sheets
from arpwatch_k8s.plotter.page.panel import lowered
from arpwatch_k8s.plotter.records import CoverageLane, OwnerStyle, Panel
from arpwatch_k8s.plotter.scale import Scale, page_scale
from arpwatch_k8s.plotter.setting import Look, Setting
from arpwatch_k8s.plotter.sheet import Axis, Caption, Line, TimelineLayout
from arpwatch_k8s.plotter.size import AUTO, ENDLESS
from arpwatch_k8s.wording.plain import plain

TOP_AXIS_HEIGHT: Final = 22.0
EMPTY_HEIGHT: Final = 24.0
"""Of what is said where there is no VIP."""
TALL: Final = 620.0
"""Height of the lanes beyond which the axis is drawn above them too."""
NOTHING: Final = (
    "No VIP was seen in this capture: nobody announced an address, fought over one, or was told that it is unreachable."
)
NO_FRAMES: Final = "There is no frame in this capture that could be evidence."


def timeline_layout(result: Result, look: Look = Look()) -> TimelineLayout:  # noqa: B008 - frozen
    """The figure of a result on one page, however high that is; `look.size` gives its width only where it is fixed."""
    wide = replace(ENDLESS, width=look.size.width)
    return timeline_pages(result, replace(look, size=wide))[0]


def timeline_pages(result: Result, look: Look = Look()) -> tuple[TimelineLayout, ...]:  # noqa: B008 - frozen
    """The figure of a result on as many pages as it needs, at least one; of more VIPs than a page holds with all their
    lanes, the first is an overview."""
    drawing = drawing_of(result, look)
    first, *others = sections(result, drawing.setting, drawing.room, look)
    before = pages_of(drawing, first)
    pages = before + [page for section in others for page in pages_of(drawing, section)]
    if first.refers:
        numbers = page_numbers([page.panels for page in pages[len(before) :]], len(before) + 1)
        for page in before:
            page.panels = tuple(referring(panel, numbers) for panel in page.panels)
    return tuple(finished(drawing, page, number, len(pages)) for number, page in enumerate(pages, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What all pages share."""

    result: Result
    look: Look
    setting: Setting
    styles: tuple[OwnerStyle, ...]
    heading: Heading
    coverage: tuple[CoverageLane, ...]
    top: float
    foot: Foot

    @property
    def room(self) -> Room:
        """What a page has room for."""
        page, screen = (
            room - (TOP_AXIS_HEIGHT if room > TALL else 0)
            for height in (self.look.size.height, min(self.look.size.height, AUTO.height))
            for room in [room_below(self.top, height)]
        )
        return Room(page=page, screen=screen, foot=self.foot.needs)

    @property
    def shared(self) -> Shared:
        """What other figures have as well."""
        return Shared(look=self.look, scale=self.setting.scale, styles=self.styles, heading=self.heading)

    @property
    def seen(self) -> bool:
        """Whether there is any time to show: of frames, or of what logs say."""
        return axis_span(self.result) is not None


def names_in(result: Result) -> dict[str, int]:
    """Nodes that logs alone name, of the VIPs that are drawn, and the number of each."""
    drawn = {record.vip for record in result.case.vips} | set(result.case.missing_vips)
    return named_nodes(epoch for epoch in result.case.cluster if epoch.vip in drawn)


def files_in(result: Result, by_name: Iterable[str]) -> dict[str, str]:
    """Which of these names are those of logs whose node nothing tells, and what tells each from the others."""
    logs = {log.name for log in result.case.logs}
    files = [name for name in by_name if name in logs]
    return dict(zip(files, own_parts(files), strict=True))


def colors_of(result: Result) -> dict[int, str]:
    """The color of each owner, as its figure has it."""
    by_name = names_in(result)
    styles = owner_styles(owners(result), result.case.inventory, by_name=by_name, files=files_in(result, by_name))
    return {style.owner: style.color for style in styles}


def drawing_of(result: Result, look: Look) -> Drawing:
    """Scale, colors, heading and coverage."""
    first, last = axis_span(result) or (0, 0)
    start = first if look.start is None else look.start
    end = last if look.end is None else look.end
    if end <= start and (look.start is not None or look.end is not None):
        read = f"{time_axis.day_clock(first, look.tz, 3)} to {time_axis.day_clock(last, look.tz, 3)}"
        raise UsageError("there is no time to show between the ends given", fix=f"What was read runs from {read}.")
    scale = page_scale(start, end, look.size.width)
    by_name = names_in(result)
    files = files_in(result, by_name)
    styles = owner_styles(owners(result), result.case.inventory, look.theme, by_name, files)
    setting = Setting(
        scale=scale,
        styles={style.owner: style for style in styles},
        cited=frozenset(line for finding in result.verdict.findings for line in finding.lines),
        inventory=result.case.inventory,
        zone=None if look.relative else look.tz,
        by_name=by_name,
        shown_at=cited_times(result),
    )
    head = heading(result, setting.styles, look)
    coverage = coverage_lanes(result.case.captures, scale, head.bottom)
    top = coverage[-1].top + coverage[-1].height + PANEL_GAP / 2 if coverage else head.bottom
    if not result.case.vips and not told_unseen(result):
        top += EMPTY_HEIGHT
    return Drawing(
        result=result,
        look=look,
        setting=setting,
        styles=styles,
        heading=head,
        coverage=coverage,
        top=top,
        foot=Foot(
            setting=setting,
            look=look,
            origin=first if look.relative else None,
            several=len(result.case.vips) > 1,
        ),
    )


def axis_span(result: Result) -> tuple[int, int] | None:
    """From when to when frames are; without any, what logs say. Objects that kubectl prints have times of long ago: of
    them only where nothing else has any."""
    case = result.case
    if case.start is not None:
        return case.span
    logs = tuple(log for log in case.logs if not log.source.startswith(BY_KUBECTL))
    return replace(case, logs=logs).span or case.span


def owners(result: Result) -> Iterator[int]:
    """Every node that owned a VIP on some track, claimed one, or sent a symptom."""
    yield from (epoch.owner for epochs in result.case.kernel.values() for epoch in epochs)
    yield from (epoch.owner for epoch in result.case.cluster if epoch.owner is not None)
    for record in result.case.vips:
        yield from (epoch.owner for epoch in record.epochs)
        yield from np.unique(record.claims["owner"]).tolist()
        for symptom in record.symptoms:
            if symptom.mac and symptom.kind not in OWN:
                yield result.case.inventory.owner(symptom.mac, symptom.time, symptom.segment)


def pages_of(drawing: Drawing, section: Section) -> list[Page]:
    """The pages of a section: its panels, and what is told below them."""
    look, room = drawing.look, drawing.room.page
    pages = [page_of(drawing, sheet) for sheet in sheets(section.panels, room, section.gap) or [[]]]
    below = drawing.foot.below(section.panels, section.findings, section.notes)
    if pages[-1].height + sum(needed for _, needed in below) + FOOT > look.size.height:
        below.sort(key=lambda item: isinstance(item[0], Caption))  # the legend stays with the lanes
    drawing.shared.pour(pages, below)
    for page in pages:
        page.title = section.title
    return pages


def page_of(drawing: Drawing, panels: Sequence[Panel]) -> Page:
    """A page with its coverage strip, panels and axis."""
    top, seen = drawing.top, drawing.seen
    if not panels:
        below = top + PANEL_GAP
        return Page(
            height=below + (AXIS_HEIGHT if seen else 6),
            filled=True,
            coverage=drawing.coverage,
            axis_tops=(below,) if seen else (),
        )
    tall = panels[-1].top + panels[-1].height > TALL
    down = top + (TOP_AXIS_HEIGHT if tall else 0)
    placed = tuple(lowered(panel, down) for panel in panels)
    below = placed[-1].top + placed[-1].height + ABOVE_AXIS
    tops = (top, below) if tall else (below,)
    return Page(
        height=below + (AXIS_HEIGHT if seen else 6),
        filled=True,
        panels=placed,
        coverage=drawing.coverage,
        axis_tops=tops if seen else (),
    )


def finished(drawing: Drawing, page: Page, number: int, pages: int) -> TimelineLayout:
    """A page as a record, with all its words."""
    result, look, head = drawing.result, drawing.look, drawing.heading
    empty = None
    if not result.case.vips and number == 1 and not told_unseen(result):
        empty = Line(text=NOTHING if result.case.start is not None else NO_FRAMES, top=drawing.top - EMPTY_HEIGHT + 4)
    return drawing.shared.layout(
        page,
        number,
        pages,
        title=titled(head, page.title, look),
        axis=page_axis(drawing.setting.scale, look.tz, drawing.foot.origin, page.axis_tops),
        description=describe(drawing, [line.text for line in head.summary + head.facts]),
        empty=empty,
    )


def page_axis(scale: Scale, tz: tzinfo, origin: int | None, tops: tuple[float, ...]) -> Axis:
    """The axis at some heights of the page, with times of day or with seconds from the origin; empty at none."""
    if not tops:
        return Axis(ticks=(), caption="", tops=())
    if origin is None:
        ticks, caption = time_axis.clock_ticks(scale, tz), time_axis.zone_caption(scale, tz)
    else:
        ticks, caption = time_axis.elapsed_ticks(scale, origin), time_axis.origin_caption(origin, tz)
    return Axis(ticks=ticks, caption=caption, tops=tops, is_dated=time_axis.is_dated(scale, tz))


def describe(drawing: Drawing, told: Sequence[str]) -> str:
    """The figure in words, for those who cannot see it."""
    numbers = findings_of(drawing.result, drawing.look.only)
    return plain(". ".join([*told, *(f"Finding {number}: {finding.summary}" for number, finding in numbers)]))
