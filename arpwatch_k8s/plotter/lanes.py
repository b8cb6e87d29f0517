"""Paints bars and spans: savefiles, numbered findings, who owned what."""

from __future__ import annotations

from typing import Final

from matplotlib.patches import Rectangle

from arpwatch_k8s.diagnosis.finding import Severity
from arpwatch_k8s.plotter.bars import MOST_STRIPS
from arpwatch_k8s.plotter.ink import BLACK, FAINT, GRAY, PALE, PAPER, Pens, write
from arpwatch_k8s.plotter.records import Bar, BarState, CoverageLane, FindingLane, OwnerLane
from arpwatch_k8s.plotter.scale import TEXT_SIZE
from arpwatch_k8s.plotter.spans import DISK

BAR_SHARE: Final = 0.72
"""How much of its lane's height a bar takes."""
DISKS: Final = {
    Severity.CRITICAL: (BLACK, PAPER),
    Severity.WARNING: (GRAY, PAPER),
    Severity.INFO: (PAPER, BLACK),
}
"""Face of a finding's disk, and its number's color."""


def paint_coverage(pens: Pens, lane: CoverageLane) -> None:
    """The strip of savefiles; an end that is not the proper one is a dashed edge."""
    middle, height = lane.top + lane.height / 2, lane.height * 0.8
    for bar in lane.bars:
        start, end = pens.seconds(bar.drawn_start), pens.seconds(bar.drawn_end)
        pens.plot.add_patch(
            Rectangle(
                (start, middle - height / 2),
                end - start,
                height,
                facecolor=FAINT,
                edgecolor=GRAY,
                linewidth=0.6,
            )
        )
        if bar.cut:
            pens.plot.plot(
                [end, end],
                [middle - height * 0.8, middle + height * 0.8],
                color=BLACK,
                linewidth=2,
                linestyle=(0, (1, 0.8)),
            )
        if bar.label:
            write(pens.plot, start + pens.seconds_of(4), middle, bar.label, size=TEXT_SIZE)


def paint_findings(pens: Pens, lane: FindingLane, bottom: float) -> None:
    """Numbered spans: a line with a disk on it, its edges carried down to `bottom` unless for information only."""
    for span in lane.spans:
        y = lane.top + (span.level + 0.5) * lane.level_height
        start, end = edges = pens.seconds(span.start), pens.seconds(span.end)
        if span.severity is not Severity.INFO:
            dots = (0, (1, 2.5))
            pens.plot.vlines(edges, y, bottom, colors=GRAY, linewidth=0.6, linestyles=dots, zorder=5)
        pens.plot.hlines(y, start, end, colors=BLACK, linewidth=1.4, zorder=4)
        pens.plot.vlines(edges, y - 3.5, y + 3.5, colors=BLACK, linewidth=1.4, zorder=4)
        if span.label:
            beside = max(end, pens.seconds(span.anchor) + pens.seconds_of(DISK / 2)) + pens.seconds_of(4)
            write(pens.plot, beside, y, span.label, size=TEXT_SIZE)
        disk(pens, pens.layout.plot_left + pens.points(span.anchor), y, span.number, span.severity)


def disk(pens: Pens, x: float, y: float, number: int, severity: Severity) -> None:
    """A finding's number at (x, y) on the page: black when critical, gray for a warning, hollow for
    information.
    """
    face, ink = DISKS[severity]
    pens.page.plot(
        [x],
        [y],
        marker="o",
        markersize=DISK,
        markerfacecolor=face,
        markeredgecolor=BLACK,
        markeredgewidth=0.9,
        zorder=7,
    )
    write(pens.page, x, y, str(number), size=TEXT_SIZE, color=ink, weight="bold", across="center", layer=8)


def paint_owners(pens: Pens, lane: OwnerLane) -> None:
    """Bars of a track."""
    height = lane.height * BAR_SHARE
    top = lane.top + (lane.height - height) / 2
    for bar in lane.bars:
        paint_bar(pens, bar, top, height)


def paint_bar(pens: Pens, bar: Bar, top: float, height: float) -> None:
    """One bar: a strip for each owner, an outline, its label."""
    start, end = pens.seconds(bar.drawn_start), pens.seconds(bar.drawn_end)
    ground, ink = PAPER, GRAY
    owners = bar.owners[:MOST_STRIPS]
    strip = height / max(1, len(owners))
    for index, owner in enumerate(owners):
        style = pens.styles[owner]
        paint_strip(pens, owner, start, top + index * strip, end - start, strip)
        ground, ink = style.color, style.ink
    if len(bar.owners) != 1:
        ground, ink = PAPER, BLACK if bar.owners else GRAY
        pens.plot.add_patch(overlay(bar.state, start, top, end - start, height))
    if bar.label:
        write(
            pens.plot,
            (start + end) / 2,
            top + height / 2,
            bar.label,
            size=TEXT_SIZE,
            color=ink,
            across="center",
            ground=ground,
        )


def overlay(state: BarState, start: float, top: float, width: float, height: float) -> Rectangle:
    """What marks a bar that is not one owner's: an outline, hatched in white where contested, in gray where unknown."""
    if state is BarState.UNKNOWN:
        return Rectangle(
            (start, top),
            width,
            height,
            facecolor=PAPER,
            edgecolor=PALE,
            linewidth=0.6,
            hatch="////",
            hatchcolor=FAINT,
            hatch_linewidth=0.7,
        )
    return Rectangle(
        (start, top),
        width,
        height,
        fill=False,
        edgecolor=BLACK,
        linewidth=0.9,
        zorder=3,
        hatch="////" if state is BarState.CONTESTED else None,
        hatchcolor=PAPER,
        hatch_linewidth=0.7,
    )


def paint_strip(pens: Pens, owner: int, start: float, top: float, width: float, height: float) -> None:
    """A rectangle in a node's color and hatch."""
    style = pens.styles[owner]
    pens.plot.add_patch(
        Rectangle(
            (start, top),
            width,
            height,
            facecolor=style.color,
            edgecolor=PAPER,
            linewidth=0.4,
            hatch=style.hatch or None,
            hatchcolor=BLACK,
            hatch_linewidth=0.5,
        )
    )
