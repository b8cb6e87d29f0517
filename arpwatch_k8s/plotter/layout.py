"""From a result to the whole figure as plain records: what is drawn, where on the page, in which words.

Nothing here draws, and no painter decides: two painters of one layout show the same thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, tzinfo
from typing import Final

import numpy as np

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.correlator.symptoms import SYN_UNANSWERED
from arpwatch_k8s.plain import plain
from arpwatch_k8s.plotter import axis as time_axis
from arpwatch_k8s.plotter import headline
from arpwatch_k8s.plotter.coverage import coverage_lanes
from arpwatch_k8s.plotter.owners import owner_styles
from arpwatch_k8s.plotter.panel import Setting, full_panel, is_quiet, lowered, quiet_panel
from arpwatch_k8s.plotter.records import (
    Axis,
    Form,
    KeyEntry,
    Line,
    OwnerStyle,
    Panel,
    RugLane,
    TimelineLayout,
)
from arpwatch_k8s.plotter.scale import MARGIN, PAGE_WIDTH, TEXT_SIZE, Scale, page_scale
from arpwatch_k8s.plotter.spans import DISK, MOST_CAPTIONS, Numbered, bottom, captions, numbered
from arpwatch_k8s.plotter.text import BOLD, cut_end, width, wrapped

TITLE_SIZE: Final = 14.0
SUBTITLE_SIZE: Final = 9.0
SUBTITLE_LINE: Final = 12.5
AXIS_HEIGHT: Final = 32.0
TOP_AXIS_HEIGHT: Final = 22.0
PANEL_GAP: Final = 12.0
CAPTION_ROOM: Final = PAGE_WIDTH - 2 * MARGIN - DISK - 6
KEY_LINE: Final = 13.0
KEY_GAP: Final = 18.0
SWATCH: Final = 13.0
"""Room for the color or glyph before an entry of the key."""
TALL: Final = 620.0
"""Height of the lanes beyond which the axis is drawn above them too."""
FULL_PANELS: Final = 3
MOST_HEIGHT: Final = 4200.0
"""Points that all panels may take together: seven sheets of A4."""
MOST_OWNERS: Final = 40
"""Nodes in the legend."""
NOTHING: Final = (
    "No VIP was seen in this capture: nobody announced an address, fought over one, or was told that it is unreachable."
)
NO_FRAMES: Final = "There is no frame in this capture that could be evidence."


def timeline_layout(
    result: Result,
    *,
    title: str | None = None,
    tz: tzinfo = UTC,
    relative: bool = False,
    start: int | None = None,
    end: int | None = None,
) -> TimelineLayout:
    """The figure of a result.

    title: in place of the verdict; tz: zone of the axis; relative: seconds from the first frame in place of
    times of day; start, end: the part to show, ns UTC, all by default.
    """
    origin = result.start or 0
    scale = page_scale(origin if start is None else start, (result.end or 0) if end is None else end)
    styles = owner_styles(owners(result), result.inventory)
    setting = Setting(
        scale=scale,
        styles={style.owner: style for style in styles},
        inventory=result.inventory,
        zone=None if relative else tz,
    )
    head, summary, facts, top = headings(result, setting, title, tz)
    seen = result.start is not None
    coverage = coverage_lanes(result.captures, scale, top)
    top = coverage[-1].top + coverage[-1].height + PANEL_GAP / 2 if coverage else top
    findings = numbered(result.verdict.findings)
    panels, notes, tops = body(result, findings[:MOST_CAPTIONS], setting, top)
    axis = page_axis(scale, tz, origin if relative else None, tops if seen else ())
    below = tops[-1] + (AXIS_HEIGHT if seen else 0)
    when = clock_of(scale, tz, origin if relative else None)
    told = captions(findings, below + 6, CAPTION_ROOM, when, len(result.vips) > 1)
    key, below = key_entries(panels, styles, (bottom(told[-1]) if told else below) + 4)
    below += 4 if notes else 0
    lines = tuple(Line(text=note, top=below + index * SUBTITLE_LINE) for index, note in enumerate(notes))
    return TimelineLayout(
        title=head,
        summary=summary,
        facts=facts,
        description=describe(result, [line.text for line in summary + facts]),
        start=scale.start,
        end=scale.end,
        width=PAGE_WIDTH,
        height=below + len(lines) * SUBTITLE_LINE + MARGIN - 8,
        plot_left=scale.left,
        plot_right=scale.right,
        owners=styles,
        coverage=coverage,
        panels=panels,
        axis=axis,
        captions=told,
        key=key,
        notes=lines,
        empty=None if panels else Line(text=NOTHING if seen else NO_FRAMES, top=top + PANEL_GAP),
    )


def owners(result: Result) -> Iterator[int]:
    """Every node that owned a VIP on some track, claimed one, or sent a symptom."""
    for record in result.vips:
        yield from (epoch.owner for epoch in record.epochs)
        yield from np.unique(record.claims["owner"]).tolist()
        for symptom in record.symptoms:
            if symptom.mac and symptom.kind != SYN_UNANSWERED:
                yield result.inventory.owner(symptom.mac, symptom.time, symptom.segment)


def clock_of(scale: Scale, tz: tzinfo, origin: int | None) -> Callable[[int], str]:
    """How a caption writes a time: of day, or seconds from the origin, as exact as the axis needs."""
    digits = min(6, time_axis.fraction_digits(time_axis.decimal_step(scale.ns(2))))
    if origin is not None:
        return lambda time: f"{time_axis.elapsed(time - origin, digits)} s"
    days = scale.end - scale.start >= time_axis.DAY
    return lambda time: time_axis.day_clock(time, tz, digits) if days else time_axis.clock(time, tz, digits)


def headings(
    result: Result, setting: Setting, title: str | None, tz: tzinfo
) -> tuple[Line, tuple[Line, ...], tuple[Line, ...], float]:
    """Title, the verdict's words where no finding says them, what was read, and where they end."""
    room = PAGE_WIDTH - 2 * MARGIN
    text = headline.title(result, setting.styles) if title is None else plain(title)
    top = MARGIN
    fits = width(text, TITLE_SIZE) * BOLD <= room
    head = Line(text=text if fits else cut_end(text, room / BOLD, TITLE_SIZE), top=top)
    top += TITLE_SIZE + 7
    told = {finding.summary for finding in result.verdict.findings}
    unsaid = "" if result.verdict.summary in told else plain(result.verdict.summary)
    words = wrapped(unsaid, room, SUBTITLE_SIZE, 2)
    read = headline.facts(result, lambda time: time_axis.day_clock(time, tz, 3))
    facts = wrapped(read, room, SUBTITLE_SIZE, 2)
    lines = [Line(text=line, top=top + index * SUBTITLE_LINE) for index, line in enumerate(words + facts)]
    end = top + len(lines) * SUBTITLE_LINE + PANEL_GAP
    return head, tuple(lines[: len(words)]), tuple(lines[len(words) :]), end


def body(
    result: Result, findings: Sequence[Numbered], setting: Setting, top: float
) -> tuple[tuple[Panel, ...], list[str], tuple[float, ...]]:
    """Panels from `top` on, in the result's order; notes on what was left out; where the axis goes."""
    chosen = chosen_panels(result, findings, setting)
    tall = sum(panel.height + PANEL_GAP for panel in chosen) > TALL
    at = top + (TOP_AXIS_HEIGHT if tall else 0)
    panels: list[Panel] = []
    for panel in chosen:
        panels.append(lowered(panel, at))
        at += panel.height + PANEL_GAP
    end = at - PANEL_GAP + 4 if panels else top + 3 * PANEL_GAP
    notes = [f"{left} more VIPs are not drawn."] if (left := len(result.vips) - len(chosen)) else []
    if more := len(result.verdict.findings) - len(findings):
        notes.append(f"{more} more findings are in the report.")
    return tuple(panels), notes, (top, end) if tall else (end,)


def chosen_panels(result: Result, findings: Sequence[Numbered], setting: Setting) -> list[Panel]:
    """Panels of as many VIPs as the page holds, in the result's order; the quiet ones are the first to go."""
    mine = [[item for item in findings if item[1].vip == record.vip] for record in result.vips]
    quiet = [is_quiet(record, told) for record, told in zip(result.vips, mine, strict=True)]
    chosen: dict[int, Panel] = {}
    height = 0.0
    for index in sorted(range(len(result.vips)), key=lambda index: quiet[index]):
        record = result.vips[index]
        short = quiet[index] and len(result.vips) > FULL_PANELS
        panel = quiet_panel(record, setting) if short else full_panel(record, mine[index], setting)
        height += panel.height + PANEL_GAP
        if chosen and height > MOST_HEIGHT:
            break
        chosen[index] = panel
    return [panel for _, panel in sorted(chosen.items())]


def page_axis(scale: Scale, tz: tzinfo, origin: int | None, tops: tuple[float, ...]) -> Axis:
    """The axis at some heights of the page, with times of day or with seconds from the origin; empty at none."""
    if not tops:
        return Axis(ticks=(), caption="", tops=())
    if origin is None:
        ticks, caption = time_axis.clock_ticks(scale, tz), time_axis.zone_caption(scale, tz)
    else:
        ticks, caption = time_axis.elapsed_ticks(scale, origin), time_axis.origin_caption(origin, tz)
    return Axis(ticks=ticks, caption=caption, tops=tops)


def key_entries(
    panels: Iterable[Panel], styles: Sequence[OwnerStyle], top: float
) -> tuple[tuple[KeyEntry, ...], float]:
    """The legend, nodes first, then forms of claims that occur, in lines from `top` on; and where it ends."""
    rugs = [lane for panel in panels for lane in panel.lanes if isinstance(lane, RugLane)]
    used = {tick.form for lane in rugs for tick in lane.ticks}
    nodes: list[tuple[int | None, Form | None, str]] = [
        (style.owner, None, style.name if style.name == style.mac else f"{style.name} {style.mac}")
        for style in styles[:MOST_OWNERS]
    ]
    if len(styles) > MOST_OWNERS:
        nodes.append((None, None, f"and {len(styles) - MOST_OWNERS} more nodes"))
    entries: list[KeyEntry] = []
    for group in (nodes, [(None, form, form.value) for form in Form if form in used]):
        left = MARGIN
        for owner, form, text in group:
            needed = SWATCH + width(text, TEXT_SIZE)
            if left > MARGIN and left + needed > PAGE_WIDTH - MARGIN:
                left, top = MARGIN, top + KEY_LINE
            entries.append(KeyEntry(owner=owner, form=form, text=text, left=left, top=top))
            left += needed + KEY_GAP
        top += KEY_LINE if group else 0
    return tuple(entries), top


def describe(result: Result, told: Iterable[str]) -> str:
    """The figure in words, for those who cannot see it."""
    numbers = numbered(result.verdict.findings)
    return plain(". ".join([*told, *(f"Finding {number}: {finding.summary}" for number, finding in numbers)]))
