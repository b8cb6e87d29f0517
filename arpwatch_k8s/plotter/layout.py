"""From a result to the whole figure as plain records: what is drawn, where on the page, in which words.

Nothing here draws, and no painter decides: two painters of one layout show the same thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, tzinfo
from typing import Final

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.correlator.symptoms import SYN_UNANSWERED
from arpwatch_k8s.plotter import axis as time_axis
from arpwatch_k8s.plotter import headline
from arpwatch_k8s.plotter.coverage import coverage_lanes
from arpwatch_k8s.plotter.owners import owner_styles
from arpwatch_k8s.plotter.panel import Setting, full_panel, is_quiet, quiet_panel
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
from arpwatch_k8s.plotter.text import cut_end, plain, width, wrapped

TITLE_SIZE: Final = 14.0
SUBTITLE_SIZE: Final = 9.0
SUBTITLE_LINE: Final = 12.5
AXIS_HEIGHT: Final = 32.0
PANEL_GAP: Final = 12.0
KEY_LINE: Final = 13.0
KEY_GAP: Final = 18.0
SWATCH: Final = 13.0
"""Room for the color or glyph before an entry of the key."""
TALL: Final = 620.0
"""Height of the lanes beyond which the axis is drawn above them too."""
FULL_PANELS: Final = 3
MOST_PANELS: Final = 40
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

    title: in place of the verdict; tz: zone of the axis; relative: seconds from the first frame in place of times of
    day; start, end: the part to show, ns UTC, all by default.
    """
    origin = result.start or 0
    low, high = origin if start is None else start, (result.end or 0) if end is None else end
    scale = page_scale(low, high)
    styles = owner_styles(owners(result), result.inventory)
    setting = Setting(
        scale=scale,
        styles={style.owner: style for style in styles},
        inventory=result.inventory,
        zone=None if relative else tz,
    )
    when = clock_of(scale, tz, origin if relative else None)
    head, summary, facts, top = headings(result, setting, title, tz)
    coverage = coverage_lanes(result.captures, scale, top) if result.start is not None else ()
    top = coverage[-1].top + coverage[-1].height + PANEL_GAP / 2 if coverage else top
    findings = numbered(result.verdict.findings)
    panels, notes = vip_panels(result, findings, setting, top)
    empty = None if panels else Line(text=NOTHING if coverage else NO_FRAMES, top=top + PANEL_GAP)
    bottom_of_lanes = panels[-1].top + panels[-1].height + 4 if panels else top + (3 * PANEL_GAP)
    axis = page_axis(scale, tz, origin if relative else None, top, bottom_of_lanes, bool(coverage))
    room = PAGE_WIDTH - 2 * MARGIN
    below = bottom_of_lanes + (AXIS_HEIGHT if axis.tops else 0)
    told = captions(findings, below + 6, room - DISK - 6, when, len(result.vips) > 1)
    if len(findings) > MOST_CAPTIONS:
        notes.append(f"{len(findings) - MOST_CAPTIONS} more findings are in the report.")
    below = bottom(told[-1]) if told else below
    key, below = key_entries(panels, styles, below + 4)
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
        empty=empty,
    )


def owners(result: Result) -> Iterator[int]:
    """Every node that owned a VIP on some track, claimed one, or sent a symptom."""
    for record in result.vips:
        yield from (epoch.owner for epoch in record.epochs)
        yield from (result.inventory.owner(claim.mac) for claim in record.claims)
        for symptom in record.symptoms:
            if symptom.mac and symptom.kind != SYN_UNANSWERED:
                yield result.inventory.owner(symptom.mac)


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
    head = Line(text=text if width(text, TITLE_SIZE) <= room else cut_end(text, room, TITLE_SIZE), top=top)
    top += TITLE_SIZE + 7
    told = {finding.summary for finding in result.verdict.findings}
    words = () if result.verdict.summary in told else wrapped(plain(result.verdict.summary), room, SUBTITLE_SIZE, 2)
    facts = wrapped(headline.facts(result, lambda time: time_axis.day_clock(time, tz, 3)), room, SUBTITLE_SIZE, 2)
    lines = [Line(text=line, top=top + index * SUBTITLE_LINE) for index, line in enumerate(words + facts)]
    end = top + len(lines) * SUBTITLE_LINE + PANEL_GAP
    return head, tuple(lines[: len(words)]), tuple(lines[len(words) :]), end


def vip_panels(
    result: Result, findings: Sequence[Numbered], setting: Setting, top: float
) -> tuple[tuple[Panel, ...], list[str]]:
    """Panels from `top` on, in the result's order, and notes on what was left out."""
    mine = [[item for item in findings if item[1].vip == record.vip] for record in result.vips]
    busy = [index for index, record in enumerate(result.vips) if not is_quiet(record, mine[index])]
    quiet = [index for index in range(len(result.vips)) if index not in set(busy)]
    chosen = sorted([*busy, *quiet][:MOST_PANELS])
    compact = set(quiet) if len(result.vips) > FULL_PANELS else set()
    panels: list[Panel] = []
    for index in chosen:
        record = result.vips[index]
        panel = quiet_panel(record, setting, top) if index in compact else full_panel(record, mine[index], setting, top)
        panels.append(panel)
        top += panel.height + PANEL_GAP
    left_out = len(result.vips) - len(chosen)
    return tuple(panels), [f"{left_out} more VIPs are not drawn."] if left_out else []


def page_axis(scale: Scale, tz: tzinfo, origin: int | None, top: float, below: float, has_time: bool) -> Axis:
    """The axis below the lanes, and above them too where they are many."""
    if not has_time:
        return Axis(ticks=(), caption="", tops=())
    tops = (below,)
    if origin is not None:
        ticks, caption = time_axis.elapsed_ticks(scale, origin), time_axis.origin_caption(origin, tz)
    else:
        ticks, caption = time_axis.clock_ticks(scale, tz), time_axis.zone_caption(scale, tz)
    return Axis(ticks=ticks, caption=caption, tops=(top, *tops) if below - top > TALL else tops)


def key_entries(
    panels: Iterable[Panel], styles: Iterable[OwnerStyle], top: float
) -> tuple[tuple[KeyEntry, ...], float]:
    """The legend, nodes first, then forms of claims that occur, flowing in lines from `top`; and where it ends."""
    used = {tick.form for panel in panels for lane in panel.lanes if isinstance(lane, RugLane) for tick in lane.ticks}
    entries: list[tuple[int | None, Form | None, str]] = [
        (style.owner, None, style.name if style.name == style.mac else f"{style.name} {style.mac}") for style in styles
    ]
    placed: list[KeyEntry] = []
    for group in (entries, [(None, form, form.value) for form in Form if form in used]):
        left = MARGIN
        for owner, form, text in group:
            needed = SWATCH + width(text, TEXT_SIZE)
            if left > MARGIN and left + needed > PAGE_WIDTH - MARGIN:
                left, top = MARGIN, top + KEY_LINE
            placed.append(KeyEntry(owner=owner, form=form, text=text, left=left, top=top))
            left += needed + KEY_GAP
        top += KEY_LINE if group else 0
    return tuple(placed), top


def describe(result: Result, told: Iterable[str]) -> str:
    """The figure in words, for those who cannot see it."""
    findings = (f"Finding {number}: {finding.summary}" for number, finding in numbered(result.verdict.findings))
    return plain(". ".join([*told, *findings]))
