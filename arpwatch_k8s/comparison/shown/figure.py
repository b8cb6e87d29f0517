"""Both sides as one figure: each VIP's BEFORE above its AFTER, both from their begin, on one scale of time and of
failed shares.

It is made of the timeline's records, and drawn by its painters; owners have the colors that they have in every figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.comparison.causes import AFTER, BEFORE
from arpwatch_k8s.comparison.judging import of_attempts
from arpwatch_k8s.comparison.record import Changed, ComparedVip, Comparison
from arpwatch_k8s.comparison.shares import Share
from arpwatch_k8s.comparison.shown.crowded import Told, told
from arpwatch_k8s.comparison.shown.strips import (
    Numbers,
    Styles,
    bin_length,
    bins,
    cause_lanes,
    full_of,
    owner_numbers,
    part_of,
    rate_lane,
    styles_of,
    tracks,
    watched_lane,
)
from arpwatch_k8s.comparison.shown.text import FATES, HEADLINES, about
from arpwatch_k8s.comparison.sides.side import Side, Station
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.plotter.axis import DAY, HOUR, MINUTE, TICK_APART, elapsed_ticks, nice_step, placed
from arpwatch_k8s.plotter.lanes.coverage import LANE_HEIGHT
from arpwatch_k8s.plotter.lanes.spans import CAPTION_SIZE, DISK, MOST_CAPTIONS, Marked, height
from arpwatch_k8s.plotter.page.foot import NOTE_LINE, Item
from arpwatch_k8s.plotter.page.heading import SUBTITLE_SIZE, below_each_other
from arpwatch_k8s.plotter.page.legend import KEY_LINE, legend
from arpwatch_k8s.plotter.page.making import Page, Shared, page_of, room_below
from arpwatch_k8s.plotter.page.pages import PANEL_GAP, sheets
from arpwatch_k8s.plotter.page.panel import stacked
from arpwatch_k8s.plotter.records import Bin, CoverageLane, Panel
from arpwatch_k8s.plotter.scale import MARGIN, NS, TEXT_SIZE, Scale, page_scale
from arpwatch_k8s.plotter.setting import Look
from arpwatch_k8s.plotter.sheet import Axis, Caption, Line, TimelineLayout
from arpwatch_k8s.plotter.text import wrapped
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain

MOST_DRAWN: Final = 12
"""VIPs that are drawn, those that fare worst first."""
Numbered = Mapping[tuple[str, str], int]
"""Causes by VIP and rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What all pages share, with the numbers of owners."""

    shared: Shared
    numbers: Numbers
    coverage: tuple[CoverageLane, ...]


def pages(found: Comparison, look: Look) -> tuple[TimelineLayout, ...]:
    """The figure on as many pages as it needs. UsageError: neither side has any time in it."""
    sides = found.before, found.after
    longest = max((side.span[1] - side.span[0] for side in sides if side.span), default=0)
    if not any(side.span for side in sides):
        raise UsageError("neither side has any time in it: there is nothing to draw", fix="Leave -o away.")
    drawing = drawn(found, look, page_scale(0, max(longest, 1), look.size.width))
    some = told(found, MOST_DRAWN)
    every = [each for one in some.vips for each in one.changed][:MOST_CAPTIONS]
    causes = {(each.vip, each.rule): number for number, each in enumerate(every, 1)}
    panels = [panel for one in some.vips for panel in of_vip(one, found, causes, drawing)]
    top = drawing.coverage[-1].top + LANE_HEIGHT + PANEL_GAP / 2
    room = room_below(top, look.size.height)
    made = [page_of(sheet, drawing.coverage, top) for sheet in sheets(panels, room) or [[]]]
    drawing.shared.pour(made, below(some, every, panels, drawing.shared))
    return tuple(finished(page, number, len(made), found, drawing.shared) for number, page in enumerate(made, 1))


def drawn(found: Comparison, look: Look, scale: Scale) -> Drawn:
    """Title, what the sides are, and when they were captured."""
    room = look.size.width - 2 * MARGIN
    vips = list(dict.fromkeys(one.pair.vip for one in found.vips))
    about_whom = vips[0] if len(vips) == 1 else plural(len(vips), "VIP")
    text = plain(look.title if look.title is not None else f"{about_whom}: {HEADLINES[found.answer].lower()}")
    sides = (f"{name} {about(side, look.tz)}" for name, side in named(found))
    lines = [line for words in (found.summary, *sides) for line in wrapped(plain(words), room, SUBTITLE_SIZE, 2)]
    head = below_each_other(text, look, lines)
    numbers = owner_numbers((found.before, found.after))
    return Drawn(
        shared=Shared(look=look, scale=scale, styles=styles_of(numbers, look), heading=head),
        numbers=numbers,
        coverage=tuple(
            watched_lane(name, side, scale, head.bottom + number * LANE_HEIGHT)
            for number, (name, side) in enumerate(named(found))
        ),
    )


def named(found: Comparison) -> tuple[tuple[str, Side], tuple[str, Side]]:
    """Both sides with their names."""
    return (BEFORE, found.before), (AFTER, found.after)


def of_vip(one: ComparedVip, found: Comparison, causes: Numbered, drawing: Drawn) -> list[Panel]:
    """A panel a side."""
    scale = drawing.shared.scale
    styles = {style.owner: style for style in drawing.shared.styles}
    stations = one.pair.before, one.pair.after
    length = bin_length([station.over_time for station in stations if station], scale)
    shown = [
        bins(station.over_time, side.span[0], length, part_of(scale, side)) if station and side.span else ()
        for station, (_, side) in zip(stations, named(found), strict=True)
    ]
    full = full_of(*shown)
    return [
        panel(one, name, side, station, rates, (length, full), (causes, drawing.numbers, styles, scale))
        for (name, side), station, rates in zip(named(found), stations, shown, strict=True)
    ]


def panel(
    one: ComparedVip,
    name: str,
    side: Side,
    station: Station | None,
    rates: tuple[Bin, ...],
    chart: tuple[int, float],
    drawing: tuple[Numbered, Numbers, Styles, Scale],
) -> Panel:
    """One side of a VIP; `chart`: how long a bin is and what its top stands for."""
    causes, numbers, styles, scale = drawing
    heading = Panel(
        vip=one.pair.vip,
        heading=name,
        note=plain(f"{one.pair.vip} · {facts(station)}"),
        top=0,
        height=0,
        lanes=(),
    )
    if station is None or side.span is None:
        return stacked(
            heading, [tracks(Station(vip=one.pair.vip, segment=""), 0, numbers, styles, part_of(scale, side))]
        )
    start, part = side.span[0], part_of(scale, side)
    marked = [
        (
            causes[cause.vip, cause.rule],
            Marked(rule=cause.rule, severity=cause.severity, start=low - start, end=high - start),
        )
        for cause in side.found_about(one.pair.vip).values()
        if (cause.vip, cause.rule) in causes
        for low, high in cause.spans
    ]
    groups = [cause_lanes(marked, part), tracks(station, start, numbers, styles, part), rate_lane(rates, *chart)]
    return stacked(heading, [group for group in groups if group])


def facts(station: Station | None) -> str:
    """What a panel's heading says of a VIP."""
    if station is None:
        return "not seen"
    parts = [f"{of_attempts(Share(station.failed, station.attempts))} failed" if station.attempts else "nobody tried"]
    parts += [plural(station.moves, "move")] if station.moves else []
    parts += [plural(station.contest_count, "contest")] if station.contest_count else []
    return " · ".join(parts)


def below(some: Told, causes: Sequence[Changed], panels: Sequence[Panel], shared: Shared) -> list[tuple[Item, float]]:
    """What comes below the panels, with the height that each needs: causes in words, colors, what is not shown."""
    look = shared.look
    room = look.size.width - 2 * MARGIN - DISK - 6
    captions = [caption(number, each, room) for number, each in enumerate(causes, 1)]
    items: list[tuple[Item, float]] = [(row, KEY_LINE) for row in legend(panels, shared.styles, look.size.width)]
    items += [(one, height(one)) for one in captions]
    notes = [f"{plural(some.left, 'more VIP')} not drawn: name those to draw with --vip."] if some.left else []
    notes += [line for line in wrapped(plain(f"{some.quiet_words}."), room, TEXT_SIZE, 2) if some.quiet]
    return items + [(Line(text=note, top=0), NOTE_LINE) for note in notes]


def caption(number: int, each: Changed, room: float) -> Caption:
    """What became of a cause, in words."""
    severity = max((one.severity for one in (each.before, each.after) if one), key=lambda one: one.rank)
    return Caption(
        number=number,
        severity=severity,
        heading=plain(f"{each.vip} · {each.rule}"),
        note=FATES[each.fate].lower(),
        lines=wrapped(plain(each.why), room, CAPTION_SIZE, 2) if each.why else (),
        top=0,
    )


def finished(page: Page, number: int, count: int, found: Comparison, shared: Shared) -> TimelineLayout:
    """A page as a record, with all its words."""
    head = shared.heading
    return shared.layout(
        page,
        number,
        count,
        title=head.title,
        axis=axis(shared.scale, page.axis_tops),
        description=plain(". ".join([head.title.text, found.summary])),
        empty=None if found.vips else Line(text="Neither side has a VIP.", top=head.bottom),
    )


def axis(scale: Scale, tops: tuple[float, ...]) -> Axis:
    """Time from the begin of each side, in the unit that suits its length; empty at no height."""
    if not tops:
        return Axis(ticks=(), caption="", tops=())
    unit, name = next((unit for unit in UNITS if scale.end >= 3 * unit[0]), UNITS[-1])
    if name == "seconds":
        ticks = elapsed_ticks(scale, 0)
    else:
        step = nice_step(scale.ns(TICK_APART))
        ticks = placed([(time, f"{time / unit:g}") for time in range(0, scale.end + 1, step)], scale)
    return Axis(ticks=ticks, caption=f"{name} from the begin of each side", tops=tops)


UNITS: Final = ((DAY, "days"), (HOUR, "hours"), (MINUTE, "minutes"), (NS, "seconds"))
"""What the axis counts in, from three of it on."""
