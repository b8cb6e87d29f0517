"""The pens: two axes over one page, and the one function through which all text goes.

`page` covers the figure in points from its top left corner; `plot` covers the columns of the time axis, x
in seconds from the axis' start, y in the same points. Settings of the user's own matplotlib do not reach
the figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import matplotlib
from matplotlib import font_manager, style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from arpwatch_k8s.plotter.records import OwnerStyle
from arpwatch_k8s.plotter.scale import NS
from arpwatch_k8s.plotter.sheet import Text, TimelineLayout
from arpwatch_k8s.plotter.theme import Theme
from arpwatch_k8s.wording.plain import plain

SETTINGS: Final = {
    "svg.fonttype": "path",
    "svg.hashsalt": "arpwatch-k8s",
    "pdf.fonttype": 42,
    "path.simplify": False,
    "font.enable_last_resort": False,
}
"""Text becomes outlines in SVG, so that it looks the same everywhere, and an embedded font in PDF. What no font can
draw is not drawn, so that none is needed for that."""
JAPANESE: Final = ("matplotlib_fontja", "fonts/ipaexg.ttf")
"""A package that carries IPAex Gothic, and where. It is never imported: that would change the user's settings."""
FAMILIES: Final = ("DejaVu Sans", "IPAexGothic", "Noto Sans CJK JP", "Droid Sans Fallback")
"""The first comes with matplotlib, the second with us; the others are asked where they are installed, for what those
lack.
"""
MISSING: Final = "?"
TICK: Final = 3.5
BOLD: Final = ("700", "bold")


@contextmanager
def settings() -> Iterator[None]:
    """Matplotlib as it comes, and our own settings, while a figure is made or saved."""
    with matplotlib.rc_context(), style.context(["default", SETTINGS]):
        yield


@cache
def families() -> tuple[str, ...]:
    """Those of the font families that are there."""
    package, file = JAPANESE
    found = find_spec(package)
    for folder in (found.submodule_search_locations or ()) if found else ():
        if (Path(folder) / file).is_file():
            font_manager.fontManager.addfont(Path(folder) / file)
    known = font_manager.fontManager.ttflist
    there = {font.name: font for font in known if font.name in FAMILIES}
    bold = {font.name for font in known if str(font.weight) in BOLD}
    # One that has no bold face is its own: nobody needs to be told of that each time.
    known.extend(replace(font, weight=700) for name, font in there.items() if name not in bold)
    return tuple(family for family in FAMILIES if family in there)


@cache
def characters() -> frozenset[int]:
    """Code points that those families can draw."""
    found: set[int] = set()
    for family in families():
        path = font_manager.findfont(font_manager.FontProperties(family=family))
        found.update(font_manager.get_font(path).get_charmap())
    return frozenset(found)


def drawable(text: str) -> str:
    """`text` made safe, with a question mark for what no font can draw."""
    return "".join(c if ord(c) in characters() else MISSING for c in plain(text))


@dataclass(frozen=True, slots=True)
class Pens:
    """The two axes of a figure, its layout, and its nodes' styles."""

    page: Axes
    plot: Axes
    layout: TimelineLayout
    styles: dict[int, OwnerStyle]

    @property
    def theme(self) -> Theme:
        """The layout's colors."""
        return self.layout.theme

    def seconds(self, time: int) -> float:
        """x of a time on the plot."""
        return (time - self.layout.start) / NS

    def points(self, time: int) -> float:
        """x of a time on the page."""
        layout = self.layout
        share = (time - layout.start) / (layout.end - layout.start)
        return layout.plot_left + share * (layout.plot_right - layout.plot_left)


def pens(figure: Figure, layout: TimelineLayout) -> Pens:
    """Both axes, bare."""
    page = figure.add_axes((0, 0, 1, 1), label="page")
    page.set(xlim=(0, layout.width), ylim=(layout.height, 0), zorder=2)
    page.set_axis_off()
    left, right = layout.plot_left / layout.width, layout.plot_right / layout.width
    top, bottom = reach(layout)
    box = left, 1 - bottom / layout.height, right - left, (bottom - top) / layout.height
    plot = figure.add_axes(box, label="timeline")
    plot.set(xlim=(0, (layout.end - layout.start) / NS), ylim=(bottom, top))
    plot.set_axis_off()
    return Pens(page, plot, layout, {style.owner: style for style in layout.owners})


def reach(layout: TimelineLayout) -> tuple[float, float]:
    """From where to where down the page the time axis holds: from the savefiles' strip to the axis' ticks."""
    if not layout.axis.tops:
        return 0.0, layout.height
    tops = [strip.top for strip in layout.coverage] + [panel.top for panel in layout.panels]
    return min(tops, default=0.0), layout.axis.tops[-1] + TICK


def write(axes: Axes, text: Text) -> None:
    """One line of text."""
    artist = axes.text(
        text.x,
        text.y,
        drawable(text.text),
        fontsize=text.size,
        color=text.color,
        fontweight="bold" if text.bold else "normal",
        family=list(families()),
        horizontalalignment=text.across,
        verticalalignment="center_baseline",
        parse_math=False,
        zorder=8,
        bbox=None if text.ground is None else {"facecolor": text.ground, "edgecolor": "none", "pad": 1.2},
    )
    if text.name:
        artist.set_gid(text.name)
