"""Paints bars and spans: savefiles, numbered findings, who owned what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from matplotlib.patches import Rectangle

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.plotter.lanes.bars import MOST_STRIPS
from arpwatch_k8s.plotter.lanes.spans import DISK
from arpwatch_k8s.plotter.painters.ink import Pens
from arpwatch_k8s.plotter.records import Bar, BarState, CoverageLane, FindingLane, OwnerLane, OwnerStyle
from arpwatch_k8s.plotter.sheet import Sign
from arpwatch_k8s.plotter.theme import Theme

STATES: Final = {
    Sign.NOBODY: BarState.NOBODY,
    Sign.UNSURE: BarState.UNSURE,
    Sign.PATCHY: BarState.PATCHY,
}
"""What of a legend is drawn as a bar."""
BAR_SHARE: Final = 0.72
"""How much of its lane's height a bar takes."""


def paint_coverage(pens: Pens, lane: CoverageLane) -> None:
    """The strip of savefiles; an end that is not the proper one is a dashed edge."""
    middle, height, theme = lane.top + lane.height / 2, lane.height * 0.8, pens.theme
    for bar in lane.bars:
        start, end = pens.seconds(bar.drawn_start), pens.seconds(bar.drawn_end)
        pens.plot.add_patch(
            Rectangle(
                (start, middle - height / 2),
                end - start,
                height,
                facecolor=theme.faint,
                edgecolor=theme.gray,
                linewidth=0.6,
            )
        )
        if bar.cut:
            pens.plot.plot(
                [end, end],
                [middle - height * 0.8, middle + height * 0.8],
                color=theme.ink,
                linewidth=2,
                linestyle=(0, (1, 0.8)),
            )


def paint_findings(pens: Pens, lane: FindingLane, bottom: float) -> None:
    """Numbered spans: a line with a disk on it; ends on the axis are carried down to `bottom` unless for information
    only.
    """
    ink = pens.theme.ink
    for span in lane.spans:
        y = lane.top + (span.level + 0.5) * lane.level_height
        start, end = both = pens.seconds(span.start), pens.seconds(span.end)
        edges = [edge for edge, beyond in zip(both, span.goes_on, strict=True) if not beyond]
        if span.severity is not Severity.INFO:
            dots = (0, (1, 2.5))
            pens.plot.vlines(edges, y, bottom, colors=pens.theme.gray, linewidth=0.6, linestyles=dots, zorder=5)
        pens.plot.hlines(y, start, end, colors=ink, linewidth=1.4, zorder=4)
        pens.plot.vlines(edges, y - 3.5, y + 3.5, colors=ink, linewidth=1.4, zorder=4)
        disk(pens, pens.points(span.anchor), y, span.severity)


def disk(pens: Pens, x: float, y: float, severity: Severity) -> None:
    """What a finding's number stands on at (x, y) on the page: filled when critical, gray for a warning, hollow for
    information.
    """
    theme = pens.theme
    faces = {Severity.CRITICAL: theme.ink, Severity.WARNING: theme.gray, Severity.INFO: theme.paper}
    pens.page.plot(
        [x],
        [y],
        marker="o",
        markersize=DISK,
        markerfacecolor=faces[severity],
        markeredgecolor=theme.ink,
        markeredgewidth=0.9,
        zorder=7,
    )


def paint_owners(pens: Pens, lane: OwnerLane) -> None:
    """Bars of a track."""
    height = lane.height * BAR_SHARE
    top = lane.top + (lane.height - height) / 2
    for bar in lane.bars:
        paint_bar(pens, bar, top, height)


def paint_bar(pens: Pens, bar: Bar, top: float, height: float) -> None:
    """One bar."""
    start, end = pens.seconds(bar.drawn_start), pens.seconds(bar.drawn_end)
    for part in bar_parts(bar, pens.styles, pens.theme, (start, top), end - start, height):
        pens.plot.add_patch(part)


def bar_parts(
    bar: Bar,
    styles: Mapping[int, OwnerStyle],
    theme: Theme,
    corner: tuple[float, float],
    width: float,
    height: float,
) -> Iterator[Rectangle]:
    """What a bar is painted of: a strip for each owner, and an outline where it has not one."""
    if bar.state is BarState.UNSURE:
        (owner,) = bar.owners
        yield patch(bar.state, theme, styles[owner].line, corner, width, height)
        return
    owners = bar.owners[:MOST_STRIPS]
    strip = height / max(1, len(owners))
    for index, owner in enumerate(owners):
        yield owner_strip(styles[owner], theme, (corner[0], corner[1] + index * strip), width, strip)
    if len(bar.owners) != 1 or bar.state is BarState.PATCHY:
        ink = styles[owners[0]].ink if owners else theme.ink
        yield overlay(bar.state, theme, ink, corner, width, height)


def patch(
    state: BarState, theme: Theme, color: str, corner: tuple[float, float], width: float, height: float
) -> Rectangle:
    """A bar where nobody served, where that was not seen, or as the legend shows one that did at times: paper, hatched
    in ink or in its owner's color."""
    strong = state is not BarState.UNSURE
    return Rectangle(
        corner,
        width,
        height,
        facecolor=theme.pale if state is BarState.PATCHY else theme.paper,
        edgecolor=theme.ink if strong else color,
        linewidth=0.9 if strong else 0.6,
        hatch="xxxx" if strong else "////",
        hatchcolor=theme.ink if strong else color,
        hatch_linewidth=0.7 if strong else 1.0,
        zorder=3 if strong else 1,
    )


def overlay(
    state: BarState, theme: Theme, ink: str, corner: tuple[float, float], width: float, height: float
) -> Rectangle:
    """What marks a bar that is not one owner's: an outline, hatched in paper where contested, in `ink` where nobody
    served at times, faintly where unknown."""
    if state is BarState.NOBODY:
        return patch(state, theme, theme.ink, corner, width, height)
    if state is BarState.UNKNOWN:
        return Rectangle(
            corner,
            width,
            height,
            facecolor=theme.paper,
            edgecolor=theme.pale,
            linewidth=0.6,
            hatch="////",
            hatchcolor=theme.faint,
            hatch_linewidth=0.7,
        )
    return Rectangle(
        corner,
        width,
        height,
        fill=False,
        edgecolor=theme.ink,
        linewidth=0.9,
        zorder=3,
        hatch={BarState.CONTESTED: "////", BarState.PATCHY: "xxxx"}.get(state),
        hatchcolor=ink if state is BarState.PATCHY else theme.paper,
        hatch_linewidth=0.7,
    )


def owner_strip(style: OwnerStyle, theme: Theme, corner: tuple[float, float], width: float, height: float) -> Rectangle:
    """A rectangle in a node's color and hatch."""
    return Rectangle(
        corner,
        width,
        height,
        facecolor=style.color,
        edgecolor=theme.paper,
        linewidth=0.4,
        hatch=style.hatch or None,
        hatchcolor=style.ink,
        hatch_linewidth=0.5,
    )
