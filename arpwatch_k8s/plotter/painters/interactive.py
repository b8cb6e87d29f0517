"""Paints a layout for a browser: plotly's traces and its page, as plain data, from the same records as the figure.

Colors, lanes and labels are the figure's. Bars and marks carry as custom data what a click on them shows, or the anchor
of the finding that it leads to, for the page's script to follow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from arpwatch_k8s.plotter.painters.failing import GRAY, INK, PAPER
from arpwatch_k8s.plotter.painters.labels import labels, numbers
from arpwatch_k8s.plotter.painters.lane_traces import ASIDE, FORMS, covered, lane_traces
from arpwatch_k8s.plotter.painters.trace import Trace, Value, Words, escaped
from arpwatch_k8s.plotter.records import FindingLane, Form, Panel, RateLane, Span
from arpwatch_k8s.plotter.sheet import KeyEntry, Sign, TimelineLayout
from arpwatch_k8s.plotter.theme import DARK, legible

PIXELS_PER_POINT: Final = 1.35
GUTTER, RIGHT, FOOT, HEAD = 200, 8, 46, 8
"""Pixels around the plot: lanes' names, nothing, the axis with its caption, nothing."""
TOP_AXIS: Final = 34
"""Pixels of a second axis above lanes that are high."""
CLEAR: Final = "rgba(0,0,0,0)"
"""The page's own ground."""
ROOM: Final = 120
"""The part of the axis that is added at either end, so that marks there are whole."""
DAY_MS: Final = 86_400_000
TIMES_OF_DAY: Final[tuple[tuple[int | None, int | None, str], ...]] = (
    (None, 1000, "%H:%M:%S.%L"),
    (1000, 60_000, "%H:%M:%S"),
    (60_000, DAY_MS, "%H:%M"),
)
"""How plotly writes the axis, by the milliseconds between two ticks. Its caption names the day where there is one;
plotly would invent one where none is known."""
SIGNS: Final = {
    Sign.NOBODY: (PAPER, "x", INK),
    Sign.UNSURE: (PAPER, "/", GRAY),
    Sign.PATCHY: (GRAY, "x", INK),
}
"""Ground, hatch and its color, of what the legend explains beside owners and claims."""
DAY_BELOW: Final = "\n%a %m-%d"
"""Written below the first tick of each day."""


def interactive(layout: TimelineLayout, words: Words) -> Trace:
    """The figure's `data` and `layout` for plotly, the legend, notes, and what to make of its colors on a dark page."""
    styles = {style.owner: style for style in layout.owners}
    traces: list[Value] = [covered(strip, words) for strip in layout.coverage]
    for panel in layout.panels:
        told = replace(words, vip=panel.vip, spans=tuple(spans(panel)))
        for lane in panel.lanes:
            traces += lane_traces(lane, styles, told)
            if isinstance(lane, RateLane) and lane.bins:
                traces += numbers(lane, words, layout.theme)
    bottom = max([panel.top + panel.height for panel in layout.panels], default=layout.height)
    tops = [*(strip.top for strip in layout.coverage), *(panel.top for panel in layout.panels)]
    top = min(tops, default=0.0) - 6
    if len(layout.axis.tops) > 1:
        traces.append(second_axis(layout, words, top))
    return {
        "data": traces,
        "layout": page(layout, words, top, bottom),
        "key": [keyed(layout, entry) for entry in layout.key],
        "notes": [line.text for line in layout.notes],
        "dark": on_dark(layout, traces),
    }


def spans(panel: Panel) -> Iterator[Span]:
    """The findings that a panel shows."""
    for lane in panel.lanes:
        if isinstance(lane, FindingLane):
            yield from lane.spans


def page(layout: TimelineLayout, words: Words, top: float, bottom: float) -> Trace:
    """Axes, sizes and all words beside the plot."""
    theme, head = layout.theme, TOP_AXIS if len(layout.axis.tops) > 1 else HEAD
    room = (layout.end - layout.start) // ROOM
    ends = words.at(layout.start - room), words.at(layout.end + room)
    time: Trace = {
        "type": "date",
        "range": list[Value](ends),
        "minallowed": ends[0],
        "maxallowed": ends[1],
        "gridcolor": theme.faint,
        "tickangle": 0,
        "tickformatstops": stops(layout),
    }
    return {
        "height": round((bottom - top) * PIXELS_PER_POINT) + head + FOOT,
        "margin": {"l": GUTTER, "r": RIGHT, "t": head, "b": FOOT},
        "barmode": "overlay",
        "bargap": 0,
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": "pan",
        "plot_bgcolor": CLEAR,
        "paper_bgcolor": CLEAR,
        "uniformtext": {"mode": "hide", "minsize": 11},
        "font": {"family": "system-ui, sans-serif", "size": 12, "color": theme.ink},
        "xaxis": time | {"title": {"text": escaped(layout.axis.caption), "standoff": 8}},
        # in step with the other axis, its ticks would lie a little beside the times that they name
        "xaxis2": time | {"overlaying": "x", "matches": "x", "side": "top", "showgrid": False, "tickmode": "auto"},
        "yaxis": {
            "range": [bottom, top],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "showticklabels": False,
        },
        "annotations": list[Value](labels(layout)),
    }


def stops(layout: TimelineLayout) -> list[Value]:
    """How plotly writes times: with the day where the axis has several."""
    several = layout.axis.is_dated and layout.end - layout.start > DAY_MS * 1_000_000
    below = DAY_BELOW if several else ""
    times: list[Value] = [
        {"dtickrange": [low, high], "value": form + (below if form == "%H:%M" else "")}
        for low, high, form in TIMES_OF_DAY
    ]
    return [*times, {"dtickrange": [DAY_MS, None], "value": "%a %m-%d" if layout.axis.is_dated else "%H:%M"}]


def second_axis(layout: TimelineLayout, words: Words, top: float) -> Trace:
    """What plotly takes to draw an axis above: something that is on it, though it cannot be seen."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [words.at(layout.start)],
        "y": [top],
        "xaxis": "x2",
        "opacity": 0,
        "hoverinfo": "skip",
    }


def keyed(layout: TimelineLayout, entry: KeyEntry) -> Trace:
    """A line of the legend: a color and its hatch, a symbol, or words alone."""
    style = next((style for style in layout.owners if style.owner == entry.owner), None)
    if style is not None:
        return {"text": entry.text, "color": style.color, "hatch": style.hatch[:1], "ink": style.ink}
    if isinstance(entry.form, Form):
        return {"text": entry.text, "symbol": FORMS[entry.form], "down": ASIDE.get(entry.form, 0.0)}
    if entry.form in SIGNS:
        ground, hatch, ink = SIGNS[entry.form]
        return {"text": entry.text, "color": ground, "hatch": hatch, "ink": ink}
    return {"text": entry.text}


def on_dark(layout: TimelineLayout, traces: list[Value]) -> Trace:
    """The color in place of each, where the page is dark: the theme's own, or one that can be seen there."""
    theme = layout.theme
    pairs = ((theme.ink, DARK.ink), (theme.gray, DARK.gray), (theme.pale, DARK.pale), (theme.faint, DARK.faint))
    own: Trace = {**dict(pairs), theme.paper: DARK.paper}
    return {color: legible(color, DARK) for color in sorted(set(colors(traces)))} | own


def colors(value: Value) -> Iterator[str]:
    """All colors of marks and bars."""
    match value:
        case list():
            for part in value:
                yield from colors(part)
        case dict():
            for name in ("marker", "line", "pattern"):
                yield from colors(value.get(name))
            for name in ("color", "fgcolor", "bgcolor"):
                color = value.get(name)
                yield from (one for one in (color if isinstance(color, list) else [color]) if isinstance(one, str))
