"""The words of the interactive figure: lanes' names and notes beside the plot, panels' headings, numbers of failures.

Names are given in full: how many pixels there are for them only the page's script knows, which cuts them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.plotter.lanes.rate import NUMBER_LINE
from arpwatch_k8s.plotter.painters.trace import NS_PER_MS, Trace, Words, escaped
from arpwatch_k8s.plotter.records import CoverageLane, Lane, Panel, RateLane
from arpwatch_k8s.plotter.sheet import TimelineLayout
from arpwatch_k8s.plotter.text import short_number
from arpwatch_k8s.plotter.theme import Theme
from arpwatch_k8s.wording.counts import percent

HEADING_DOWN: Final = 9.0
"""Points from a panel's top to the middle of its heading."""
NUMBER_PIXELS: Final = 10
SCALE_DOWN: Final = 8.0
"""Points from the top of a chart to the middle of what its top stands for."""


def labels(layout: TimelineLayout) -> Iterator[Trace]:
    """Plotly's annotations; `name` says of what: a `label` begins at the gutter's left, a `note` or the name of a
    `number` ends at the plot, a `heading` has the gutter to itself, what is `said` of a panel begins at the plot."""
    theme = layout.theme
    for strip in layout.coverage:
        yield from beside(strip, theme)
    for panel in layout.panels:
        yield from headed(panel, theme)
        for lane in panel.lanes:
            if isinstance(lane, RateLane) and lane.chart_height:
                yield from scaled(lane, theme)
            else:
                yield from beside(lane, theme)


def beside(lane: Lane | CoverageLane, theme: Theme) -> Iterator[Trace]:
    """A lane's name and its note."""
    middle = lane.top + lane.height / 2
    if lane.label:
        yield written("label", lane.label, middle, theme.ink)
    if lane.note:
        yield written("note", lane.note, middle, theme.gray)


def headed(panel: Panel, theme: Theme) -> Iterator[Trace]:
    """A panel's heading, and what is said of it."""
    middle = panel.top + HEADING_DOWN
    yield written("heading", panel.heading, middle, theme.ink)
    told = " · ".join(part for part in (panel.said, panel.note) if part)
    if told:
        yield written("said", told, middle, theme.gray)


def scaled(lane: RateLane, theme: Theme) -> Iterator[Trace]:
    """What a chart's columns and the numbers below them stand for."""
    foot = lane.top + lane.chart_height
    yield written("label", lane.label, lane.top + SCALE_DOWN, theme.ink)
    yield written("label", f"share {lane.note}", lane.top + SCALE_DOWN + NUMBER_LINE, theme.gray)
    yield written("number", percent(lane.full), lane.top + SCALE_DOWN, theme.gray)
    for down, text in ((0.0, "0"), (0.8, "failed"), (1.7, "attempts")):
        yield written("number", text, foot + down * NUMBER_LINE, theme.gray)


def written(name: str, text: str, middle: float, color: str) -> Trace:
    """One line of text; the page's script gives it its place from left to right."""
    return {
        "name": name,
        "text": escaped(text),
        "x": 0,
        "xref": "paper",
        "xanchor": "right" if name in ("note", "number") else "left",
        "y": middle,
        "yref": "y",
        "yanchor": "middle",
        "showarrow": False,
        "font": {"color": color},
    }


def numbers(lane: RateLane, words: Words, theme: Theme) -> Iterator[Trace]:
    """Below each bin how many attempts failed, and of how many; `meta`: the least time between two numbers, ms, for the
    page's script to hide them where they would cover each other."""
    foot, middle = lane.top + lane.chart_height, 1.7 if lane.chart_height else 0.5
    failed = [(item, f"<b>{short_number(item.failed)}</b>") for item in lane.bins if item.failed]
    attempts = [(item, short_number(item.attempts)) for item in lane.bins if item.attempts]
    least = min(item.end - item.start for item in lane.bins) / NS_PER_MS
    for counts, down, color in ((failed, 0.8, theme.ink), (attempts, middle, theme.gray)):
        yield {
            "type": "scatter",
            "mode": "text",
            "x": [words.at((item.start + item.end) // 2) for item, _ in counts],
            "y": [foot + down * NUMBER_LINE] * len(counts),
            "text": [text for _, text in counts],
            "textfont": {"size": NUMBER_PIXELS, "color": color},
            "hoverinfo": "skip",
            "meta": least,
        }
