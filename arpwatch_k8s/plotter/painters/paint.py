"""Paints a layout with matplotlib: a figure to look at and edit. What it says and where is the layout's; this only
paints.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final, assert_never

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from arpwatch_k8s.plotter.lanes.logs import LINE
from arpwatch_k8s.plotter.lanes.spans import CAPTION_LINE, DISK
from arpwatch_k8s.plotter.painters.ink import TICK, Pens, pens, settings, write
from arpwatch_k8s.plotter.painters.lanes import STATES, disk, paint_coverage, paint_findings, paint_owners, patch
from arpwatch_k8s.plotter.painters.marks import (
    HOLLOW,
    glyphs,
    paint_log,
    paint_rate,
    paint_rug,
    paint_symptoms,
    paint_trials,
    symbols,
    trial,
)
from arpwatch_k8s.plotter.records import (
    FindingLane,
    Lane,
    LogLane,
    OwnerLane,
    Panel,
    RateLane,
    RugLane,
    SymptomLane,
)
from arpwatch_k8s.plotter.scale import MARGIN
from arpwatch_k8s.plotter.sheet import Sign, TimelineLayout
from arpwatch_k8s.plotter.trial import TrialLane

DOTS_PER_INCH: Final = 200
PRESSED: Final = 3
"""zlib's level for PNG: figures are as small by it as by its 6, in half the time."""
SCREEN_DOTS_PER_INCH: Final = 96


def paint(layout: TimelineLayout) -> TimelineFigure:
    """The figure, with a canvas of its own; pyplot does not know of it. Axes "timeline" has x in seconds
    from the start.
    """
    with settings():
        size = layout.width / 72, layout.height / 72
        figure = TimelineFigure(figsize=size, dpi=DOTS_PER_INCH, facecolor=layout.theme.paper)
        FigureCanvasAgg(figure)
        tools = pens(figure, layout)
        paint_axis(tools)
        for strip in layout.coverage:
            paint_coverage(tools, strip)
        for panel in layout.panels:
            paint_panel(tools, panel)
        paint_key(tools)
        for caption in layout.captions:
            disk(tools, MARGIN + DISK / 2, caption.top + CAPTION_LINE / 2, caption.severity)
        for text in layout.texts:
            write(tools.page, text)
    return figure


class TimelineFigure(Figure):
    """A figure that a notebook shows without pyplot, as large as on paper."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        width, height = (round(inches * SCREEN_DOTS_PER_INCH) for inches in self.get_size_inches())
        return png(self), {"width": width, "height": height}


def png(figure: Figure) -> bytes:
    """A PNG for print."""
    out = BytesIO()
    with settings():
        pressed = {"compress_level": PRESSED}
        figure.savefig(out, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None}, pil_kwargs=pressed)
    return out.getvalue()


def paint_axis(tools: Pens) -> None:
    """The time axis, and hairlines that carry its ticks through all lanes."""
    layout, axis, theme = tools.layout, tools.layout.axis, tools.theme
    places = [tools.seconds(tick.time) for tick in axis.ticks]
    for panel in layout.panels:
        ends = min([lane.top for lane in panel.lanes], default=panel.top + panel.height), panel.top + panel.height
        tools.plot.vlines(places, *ends, colors=theme.faint, linewidth=0.6, zorder=0)
    for top in axis.tops:
        tools.plot.hlines(top, 0, tools.seconds(layout.end), colors=theme.ink, linewidth=0.8)
        tools.plot.vlines(places, top, top + TICK, colors=theme.ink, linewidth=0.8)


def paint_panel(tools: Pens, panel: Panel) -> None:
    """A rule above a VIP's heading, and its lanes."""
    layout = tools.layout
    tools.page.plot([MARGIN, layout.plot_right], [panel.top - 3] * 2, color=tools.theme.ink, linewidth=0.8)
    last = panel.lanes[-1] if panel.lanes else None
    bottom = (
        panel.top + panel.height
        if last is None
        else last.top + (last.chart_height if isinstance(last, RateLane) else last.height)
    )
    for lane in panel.lanes:
        paint_lane(tools, lane, bottom)


def paint_lane(tools: Pens, lane: Lane, bottom: float) -> None:
    """A lane; what is drawn across lanes ends at `bottom`."""
    match lane:
        case FindingLane():
            paint_findings(tools, lane, bottom)
        case OwnerLane():
            paint_owners(tools, lane)
        case RugLane():
            paint_rug(tools, lane)
        case SymptomLane():
            icon(tools, lane, lane.kind, hollow=lane.kind in HOLLOW)
            paint_symptoms(tools, lane)
        case LogLane():
            icon(tools, lane, LINE, hollow=lane.hollow)
            paint_log(tools, lane)
        case TrialLane():
            paint_trials(tools, lane)
        case RateLane():
            paint_rate(tools, lane)
        case _:
            assert_never(lane)


def icon(tools: Pens, lane: SymptomLane | LogLane, kind: str, *, hollow: bool) -> None:
    """The mark that a lane is about, before its label."""
    y, theme = lane.top + lane.height / 2, tools.theme
    symbols(tools.page, [MARGIN + 4], y, kind, theme.ink, theme, hollow=hollow, heavy=False)


def paint_key(tools: Pens) -> None:
    """Colors and glyphs of the legend."""
    theme = tools.theme
    for entry in tools.layout.key:
        y = entry.top + 6
        if entry.owner is not None:
            style = tools.styles[entry.owner]
            tools.page.add_patch(
                Rectangle(
                    (entry.left, y - 4),
                    9,
                    8,
                    facecolor=style.color,
                    edgecolor="none",
                    hatch=style.hatch or None,
                    hatchcolor=style.ink,
                    hatch_linewidth=0.5,
                )
            )
        elif entry.form is Sign.TRIAL:
            trial(tools.page, [entry.left, entry.left + 3, entry.left + 8], y, theme)
        elif isinstance(entry.form, Sign):
            tools.page.add_patch(patch(STATES[entry.form], theme, theme.gray, (entry.left, y - 4), 9, 8))
        elif entry.form is not None:
            tools.page.plot([entry.left, entry.left + 9], [y, y], color=theme.pale, linewidth=0.5, zorder=1)
            glyphs(tools.page, [entry.left + 4.5], y, 5.5, entry.form, theme.ink, theme, heavy=False)
