"""Paints a layout for a browser: plotly's traces and its page, as plain data, from the same records as the figure.

Colors, lanes and labels are the figure's. Numbers of findings carry the anchor of their finding as custom data, for the
page's script to follow.
"""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.plotter.painters.lane_traces import covered, lane_traces
from arpwatch_k8s.plotter.painters.trace import Trace, Value, Words, escaped
from arpwatch_k8s.plotter.records import Panel
from arpwatch_k8s.plotter.sheet import TimelineLayout

PIXELS_PER_POINT: Final = 1.35
TIMES_OF_DAY: Final[tuple[Value, ...]] = (
    {"dtickrange": [None, 1000], "value": "%H:%M:%S.%L"},
    {"dtickrange": [1000, None], "value": "%H:%M:%S"},
)
"""How plotly writes the axis where no date is known, which it would invent: by the milliseconds between two ticks."""


def interactive(layout: TimelineLayout, words: Words) -> Trace:
    """The figure's `data` and `layout` for plotly."""
    styles = {style.owner: style for style in layout.owners}
    traces: list[Value] = []
    names: list[tuple[float, str]] = []
    for strip in layout.coverage:
        traces.append(covered(strip, words))
        names.append((strip.top + strip.height / 2, strip.label))
    for panel in layout.panels:
        for lane in panel.lanes:
            traces += lane_traces(lane, styles, words)
            names.append((lane.top + lane.height / 2, lane.label))
    bottom = max([panel.top + panel.height for panel in layout.panels], default=layout.height)
    tops = [*(strip.top for strip in layout.coverage), *(panel.top for panel in layout.panels)]
    top = min(tops, default=0.0) - 6
    return {"data": traces, "layout": page(layout, words, names, top, bottom)}


def page(layout: TimelineLayout, words: Words, names: list[tuple[float, str]], top: float, bottom: float) -> Trace:
    """Axes, sizes and the panels' headings."""
    theme = layout.theme
    return {
        "height": round((bottom - top) * PIXELS_PER_POINT + 60),
        "margin": {"l": 8, "r": 16, "t": 8, "b": 44},
        "barmode": "overlay",
        "bargap": 0,
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": "pan",
        "plot_bgcolor": theme.paper,
        "paper_bgcolor": theme.paper,
        "font": {"family": "system-ui, sans-serif", "size": 12, "color": theme.ink},
        "xaxis": {
            "type": "date",
            "range": [words.at(layout.start), words.at(layout.end)],
            "gridcolor": theme.faint,
            "title": {"text": escaped(layout.axis.caption)},
            "tickformatstops": [] if layout.axis.is_dated else list(TIMES_OF_DAY),
        },
        "yaxis": {
            "range": [bottom, top],
            "fixedrange": True,
            "automargin": True,
            "ticklabelstandoff": 8,
            "showgrid": False,
            "zeroline": False,
            "tickvals": [at for at, _ in names],
            "ticktext": [escaped(name) for _, name in names],
        },
        "annotations": [
            {
                "text": f"<b>{escaped(panel.heading)}</b>{said(panel)}",
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": panel.top + 4,
                "yref": "y",
                "yanchor": "bottom",
                "showarrow": False,
            }
            for panel in layout.panels
        ],
    }


def said(panel: Panel) -> str:
    """What an overview says of a VIP, or of the quiet ones, behind its name."""
    if panel.vip and not panel.said:
        return ""
    return "".join(
        f" &nbsp; {part}"
        for part in (f"<b>{escaped(panel.said)}</b>" if panel.said else "", escaped(panel.note))
        if part
    )
