"""The tracks of a layout on axes that a user has: a line a track, time along the axis, to be drawn over and under."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from arpwatch_k8s.plotter.painters.lanes import bar_parts
from arpwatch_k8s.plotter.records import Bar, OwnerLane, OwnerStyle, SymptomLane
from arpwatch_k8s.plotter.sheet import TimelineLayout

DAY_NS: Final = 86_400_000_000_000
HEIGHT: Final = 0.8
"""Of a bar, where lines are 1 apart."""


def paint_on(axes: Axes, layout: TimelineLayout, zone: tzinfo) -> None:
    """Draw who held what, and a mark for each symptom, a line a lane, the first on top; owners are in the legend. The
    axis is matplotlib's of dates, in `zone`."""
    styles = {style.owner: style for style in layout.owners}
    names: list[str] = []
    several = len({panel.vip for panel in layout.panels if panel.vip}) > 1
    for panel in layout.panels:
        for lane in panel.lanes:
            if not isinstance(lane, OwnerLane | SymptomLane):
                continue
            place = len(names)
            names.append(f"{panel.vip} {lane.label}".strip() if several else lane.label)
            if isinstance(lane, OwnerLane):
                for bar in lane.bars:
                    start, end = day(bar.drawn_start), day(bar.drawn_end)
                    corner = start, place - HEIGHT / 2
                    for part in bar_parts(bar, styles, layout.theme, corner, end - start, HEIGHT):
                        axes.add_patch(part)
            else:
                starts = [day(mark.start) for mark in lane.marks]
                axes.plot(starts, [place] * len(starts), "x", color=layout.theme.ink, markersize=5)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(day(layout.start), day(layout.end))
    axes.xaxis_date(zone)
    shown = [style for style in layout.owners if any(style.owner in bar.owners for bar in bars_of(layout))]
    axes.legend(handles=[patch(style) for style in shown], loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)


def bars_of(layout: TimelineLayout) -> list[Bar]:
    """Every bar of a layout."""
    return [bar for panel in layout.panels for lane in panel.lanes if isinstance(lane, OwnerLane) for bar in lane.bars]


def patch(style: OwnerStyle) -> Patch:
    """An owner in the legend."""
    return Patch(facecolor=style.color, hatch=style.hatch or None, hatchcolor=style.ink, label=style.name)


def day(time: int) -> float:
    """A time, ns UTC, as matplotlib's days since 1970."""
    return time / DAY_NS
