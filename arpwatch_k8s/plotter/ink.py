"""The pens: two axes over one page, and the one function through which all text goes.

`page` covers the figure in points from its top left corner; `plot` covers the columns of the time axis, x
in seconds from the axis' start, y in the same points. Settings of the user's own matplotlib do not reach
the figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Final

import matplotlib
from matplotlib import font_manager, style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from arpwatch_k8s.plain import plain
from arpwatch_k8s.plotter.records import OwnerStyle, TimelineLayout
from arpwatch_k8s.plotter.scale import MARGIN, NS, TEXT_SIZE
from arpwatch_k8s.plotter.text import cut, width

BLACK: Final = "#1a1a1a"
GRAY: Final = "#5f5f5f"
PALE: Final = "#c4c4c4"
FAINT: Final = "#e6e6e6"
PAPER: Final = "#ffffff"

LABEL_SIZE: Final = 8.5
GUTTER_END: Final = 8.0
"""Points between a lane's note and the plot."""

SETTINGS: Final = {
    "svg.fonttype": "path",
    "svg.hashsalt": "arpwatch-k8s",
    "pdf.fonttype": 42,
    "path.simplify": False,
}
"""Text becomes outlines in SVG, so that it looks the same everywhere, and an embedded font in PDF."""
FAMILIES: Final = (
    "DejaVu Sans",
    "Noto Sans CJK JP",
    "IPAexGothic",
    "IPAGothic",
    "Noto Sans JP",
    "Droid Sans Fallback",
)
"""The first comes with matplotlib; the others are asked where they are installed, for what the first
lacks.
"""
MISSING: Final = "?"


@contextmanager
def settings() -> Iterator[None]:
    """Matplotlib as it comes, and our own settings, while a figure is made or saved."""
    with matplotlib.rc_context(), style.context(["default", SETTINGS]):
        yield


@cache
def families() -> tuple[str, ...]:
    """Those of the font families that are installed."""
    there = {font.name for font in font_manager.fontManager.ttflist}
    return tuple(family for family in FAMILIES if family in there)


@cache
def characters() -> frozenset[int]:
    """Code points that the installed families can draw."""
    found: set[int] = set()
    for family in families():
        path = font_manager.findfont(font_manager.FontProperties(family=family))
        found.update(font_manager.get_font(path).get_charmap())
    return frozenset(found)


def drawable(text: str) -> str:
    """`text` made safe, with a question mark for what no installed font can draw."""
    return "".join(c if ord(c) in characters() else MISSING for c in plain(text))


@dataclass(frozen=True, slots=True)
class Pens:
    """The two axes of a figure, its layout, and its nodes' styles."""

    page: Axes
    plot: Axes
    layout: TimelineLayout
    styles: dict[int, OwnerStyle]

    def seconds(self, time: int) -> float:
        """x of a time on the plot."""
        return (time - self.layout.start) / NS

    def seconds_of(self, points: float) -> float:
        """How long so many points of the plot are."""
        layout = self.layout
        return (layout.end - layout.start) / NS * points / (layout.plot_right - layout.plot_left)

    def points(self, time: int) -> float:
        """How far right of the plot's left edge a time lies."""
        return (time - self.layout.start) / NS / self.seconds_of(1)


def pens(figure: Figure, layout: TimelineLayout) -> Pens:
    """Both axes, bare."""
    page = figure.add_axes((0, 0, 1, 1), label="page")
    page.set(xlim=(0, layout.width), ylim=(layout.height, 0), zorder=2)
    page.set_axis_off()
    left, right = layout.plot_left / layout.width, layout.plot_right / layout.width
    plot = figure.add_axes((left, 0, right - left, 1), label="timeline")
    plot.set(xlim=(0, (layout.end - layout.start) / NS), ylim=(layout.height, 0))
    plot.set_axis_off()
    return Pens(page, plot, layout, {style.owner: style for style in layout.owners})


def write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    color: str = BLACK,
    weight: str = "normal",
    across: str = "left",
    down: str = "center_baseline",
    ground: str | None = None,
    layer: float = 6,
) -> Text:
    """One line of text at (x, y); `ground` is a color to put behind it."""
    return axes.text(
        x,
        y,
        drawable(text),
        fontsize=size,
        color=color,
        fontweight=weight,
        family=list(families()),
        horizontalalignment=across,
        verticalalignment=down,
        parse_math=False,
        zorder=layer,
        bbox=None if ground is None else {"facecolor": ground, "edgecolor": "none", "pad": 1.2},
    )


def gutter(tools: Pens, label: str, note: str, y: float, left: float = MARGIN) -> None:
    """A lane's label at the left margin, its note at the plot's edge; a label too long loses its middle."""
    right = tools.layout.plot_left - GUTTER_END
    if note:
        write(tools.page, right, y, note, size=TEXT_SIZE, color=GRAY, across="right")
        right -= width(note, TEXT_SIZE) + 4
    write(tools.page, left, y, cut(label, right - left, LABEL_SIZE), size=LABEL_SIZE)
