"""The tracks of a layout on axes that a user has: a line a track, time along the axis, to be drawn over and under."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from arpwatch_k8s.plotter.painters.lanes import bar_parts, overlay, patch
from arpwatch_k8s.plotter.records import BarState, OwnerLane, OwnerStyle, Panel, SymptomLane
from arpwatch_k8s.plotter.sheet import TimelineLayout
from arpwatch_k8s.plotter.theme import Theme

DAY_NS: Final = 86_400_000_000_000
HEIGHT: Final = 0.8
"""Of a bar, where lines are 1 apart."""
SAID: Final = {
    BarState.CONTESTED: "contested",
    BarState.MERGED: "epochs too short to be drawn apart",
    BarState.TOGETHER: "said to hold it at once",
    BarState.NOBODY: "nobody served",
    BarState.UNSURE: "not seen whether it served",
    BarState.PATCHY: "served at times",
    BarState.UNKNOWN: "nobody known",
}
"""What the legend says of bars that are not simply an owner's: here they have no words of their own."""


def paint_on(axes: Axes, layout: TimelineLayout, zone: tzinfo) -> None:
    """Draw who held what, and symptoms, a line a lane, the first on top; the legend has owners and looks. The axis is
    matplotlib's of dates, in `zone`.

    What the figure's page would show too narrow is widened, or is one mark with a line to its last, as it is there.
    """
    styles = {style.owner: style for style in layout.owners}
    lanes = list(tracks(layout))
    for place, (_, lane) in enumerate(lanes):
        if isinstance(lane, OwnerLane):
            for bar in lane.bars:
                start, end = day(bar.drawn_start), day(bar.drawn_end)
                corner = start, place - HEIGHT / 2
                for part in bar_parts(bar, styles, layout.theme, corner, end - start, HEIGHT):
                    axes.add_patch(part)
        else:
            starts, ends = [day(mark.start) for mark in lane.marks], [day(mark.end) for mark in lane.marks]
            axes.hlines([place] * len(starts), starts, ends, colors=layout.theme.ink, linewidth=1)
            axes.plot(starts, [place] * len(starts), "x", color=layout.theme.ink, markersize=5)
    axes.set_yticks(range(len(lanes)), [name for name, _ in lanes])
    axes.set_ylim(len(lanes) - 0.5, -0.5)
    axes.set_xlim(day(layout.start), day(layout.end))
    axes.xaxis_date(zone)
    handles = legend(layout, [lane for _, lane in lanes if isinstance(lane, OwnerLane)])
    axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)


def tracks(layout: TimelineLayout) -> Iterator[tuple[str, OwnerLane | SymptomLane]]:
    """Lanes of tracks and symptoms, with their names: of a VIP whose strip of an overview comes before all its lanes,
    those alone."""
    panels = [panel for panel in layout.panels if not (panel.said and in_full(panel, layout))]
    several = sum(bool(panel.vip) for panel in panels) > 1
    for panel in panels:
        for lane in panel.lanes:
            if isinstance(lane, OwnerLane | SymptomLane):
                yield f"{panel.heading} {lane.label}" if several and panel.vip else lane.label, lane


def in_full(strip: Panel, layout: TimelineLayout) -> bool:
    """Whether the VIP of a strip has all its lanes, too."""
    return any(panel.heading == strip.heading and not panel.said for panel in layout.panels)


def legend(layout: TimelineLayout, lanes: list[OwnerLane]) -> list[Patch]:
    """Owners, and looks of bars that are not simply an owner's, of those that there are."""
    bars = [bar for lane in lanes for bar in lane.bars]
    there = {owner for bar in bars for owner in bar.owners}
    states = {bar.state for bar in bars if len(bar.owners) != 1 or bar.state in (BarState.UNSURE, BarState.PATCHY)}
    owners = [swatch(style) for style in layout.owners if style.owner in there]
    return owners + [look(state, layout.theme) for state in SAID if state in states]


def swatch(style: OwnerStyle) -> Patch:
    """An owner in the legend."""
    return Patch(facecolor=style.color, hatch=style.hatch or None, hatchcolor=style.ink, label=style.name)


def look(state: BarState, theme: Theme) -> Rectangle:
    """What marks bars of a state, in the legend, in place of owners' colors on a pale ground."""
    corner = 0.0, 0.0
    if state is BarState.UNSURE:
        shown = patch(state, theme, theme.gray, corner, 1, 1)
    else:
        shown = overlay(state, theme, theme.ink, corner, 1, 1)
    if not shown.get_fill():
        shown.set(fill=True, facecolor=theme.pale)
    shown.set_label(SAID[state])
    return shown


def day(time: int) -> float:
    """A time, ns UTC, as matplotlib's days since 1970."""
    return time / DAY_NS
