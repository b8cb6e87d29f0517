"""What is inside the lanes: bars, ticks, marks, charts, numbered spans. Positions and words come from the layout."""

from __future__ import annotations

from itertools import groupby
from typing import Final, assert_never

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.path import Path

from arpwatch_k8s.correlator.symptoms import REDIRECT, REFUSAL, RESET, SYN_UNANSWERED, UNREACHABLE_MESSAGE
from arpwatch_k8s.diagnosis.finding import Severity
from arpwatch_k8s.plotter.headline import percent
from arpwatch_k8s.plotter.ink import BLACK, FAINT, GRAY, GUTTER_END, PALE, PAPER, Pens, gutter, write
from arpwatch_k8s.plotter.panel import NUMBER_LINE, SYMPTOM_HEIGHT, SYMPTOM_LINE
from arpwatch_k8s.plotter.records import (
    Bar,
    BarState,
    Bin,
    CoverageLane,
    FindingLane,
    Form,
    OwnerLane,
    RateLane,
    RugLane,
    SymptomLane,
)
from arpwatch_k8s.plotter.scale import MARGIN, TEXT_SIZE
from arpwatch_k8s.plotter.spans import DISK

BAR_SHARE: Final = 0.72
"""How much of its lane's height a bar takes."""
TURN: Final = Path(
    [(-1, -0.75), (-1, 1.05), (0.5, 1.05), (0.5, -0.6), (-0.05, -0.05), (0.5, -0.75), (1.05, -0.05)],
    [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.MOVETO, Path.LINETO, Path.LINETO],
)
"""An arrow that turns aside."""
MARKERS: Final[dict[str, str | Path]] = {
    UNREACHABLE_MESSAGE: "x",
    REDIRECT: TURN,
    RESET: "D",
    REFUSAL: "s",
    SYN_UNANSWERED: "o",
}
OTHER_MARKER: Final = "*"
HOLLOW: Final = frozenset({SYN_UNANSWERED, REFUSAL})
LINED: Final = HOLLOW | {UNREACHABLE_MESSAGE, REDIRECT}
MARK_SIZE: Final = 5.0
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
    """Numbered spans: a line from start to end, a disk with the number on it; the edges are carried down to `bottom`."""
    for span in lane.spans:
        if span.severity is not Severity.INFO:
            edges = [pens.seconds(span.start), pens.seconds(span.end)]
            y = lane.top + (span.level + 0.5) * lane.level_height
            pens.plot.vlines(edges, y, bottom, colors=GRAY, linewidth=0.6, linestyles=(0, (1, 2.5)), zorder=5)
        y = lane.top + (span.level + 0.5) * lane.level_height
        start, end = pens.seconds(span.start), pens.seconds(span.end)
        pens.plot.plot([start, end], [y, y], color=BLACK, linewidth=1.4, solid_capstyle="butt", zorder=4)
        for edge in (start, end):
            pens.plot.plot([edge, edge], [y - 3.5, y + 3.5], color=BLACK, linewidth=1.4, zorder=4)
        if span.label:
            beside = max(end, pens.seconds(span.anchor) + pens.seconds_of(DISK / 2)) + pens.seconds_of(4)
            write(pens.plot, beside, y, span.label, size=TEXT_SIZE)
        disk(pens, pens.layout.plot_left + pens.points(span.anchor), y, span.number, span.severity)


def disk(pens: Pens, x: float, y: float, number: int, severity: Severity) -> None:
    """A finding's number at (x, y) on the page: black when critical, gray for a warning, hollow for information."""
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
    strip = height / max(1, len(bar.owners))
    for index, owner in enumerate(bar.owners):
        style = pens.styles[owner]
        paint_strip(pens, owner, start, top + index * strip, end - start, strip)
        ground, ink = style.color, style.ink
    if bar.state is BarState.UNKNOWN:
        pens.plot.add_patch(
            Rectangle(
                (start, top),
                end - start,
                height,
                facecolor=PAPER,
                edgecolor=PALE,
                linewidth=0.6,
                hatch="////",
                hatchcolor=FAINT,
                hatch_linewidth=0.7,
            )
        )
    elif len(bar.owners) > 1:
        ground, ink = PAPER, BLACK
        contested = bar.state is BarState.CONTESTED
        pens.plot.add_patch(
            Rectangle(
                (start, top),
                end - start,
                height,
                fill=False,
                edgecolor=BLACK,
                linewidth=0.9,
                zorder=3,
                hatch="////" if contested else None,
                hatchcolor=PAPER,
                hatch_linewidth=0.7,
            )
        )
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


def paint_rug(pens: Pens, lane: RugLane) -> None:
    """Claims: announcements as lines up (request) and down (reply) from the lane's middle, the others as dots on it."""
    middle, reach = lane.top + lane.height / 2, lane.height * 0.42
    layout = pens.layout
    pens.plot.plot([0, pens.seconds(layout.end)], [middle, middle], color=PALE, linewidth=0.5, zorder=1)
    ordered = sorted(lane.ticks, key=lambda tick: (tick.form, tick.owner, tick.start))
    for (form, owner), ticks in groupby(ordered, key=lambda tick: (tick.form, tick.owner)):
        glyphs(
            pens.plot,
            [pens.seconds(tick.start) for tick in ticks],
            middle,
            reach,
            form,
            pens.styles[owner].color,
        )


def glyphs(axes: Axes, at: list[float], middle: float, reach: float, form: Form, color: str) -> None:
    """Claims of one form at some places of the axes."""
    match form:
        case Form.ANNOUNCEMENT_REQUEST:
            axes.vlines(at, middle - reach, middle, colors=color, linewidth=1.3, zorder=3)
        case Form.ANNOUNCEMENT_REPLY:
            axes.vlines(at, middle, middle + reach, colors=color, linewidth=1.3, zorder=3)
        case Form.ADVERTISEMENT:
            axes.vlines(at, middle - reach, middle + reach, colors=color, linewidth=1.3, zorder=3)
        case Form.ANSWER | Form.ASKS:
            axes.plot(
                at,
                [middle] * len(at),
                linestyle="none",
                marker="o",
                markersize=4.2,
                markeredgecolor=color,
                markerfacecolor=color if form is Form.ANSWER else PAPER,
                markeredgewidth=1.1,
                zorder=4,
                clip_on=False,
            )
        case _:
            assert_never(form)


def paint_symptoms(pens: Pens, lane: SymptomLane) -> None:
    """Marks of one kind, in the color of the node that sent them."""
    first = lane.top + SYMPTOM_HEIGHT / 2
    levels = [first + line * SYMPTOM_LINE for line in range(lane.lines)]
    pens.plot.hlines(levels, 0, pens.seconds(pens.layout.end), colors=FAINT, linewidth=0.5, zorder=1)
    ordered = sorted(lane.marks, key=lambda mark: (mark.line, mark.owner or 0, mark.count > 1, mark.start))
    for (line, owner, several), marks in groupby(ordered, key=lambda mark: (mark.line, mark.owner, mark.count > 1)):
        color = BLACK if owner is None else pens.styles[owner].color
        symbols(pens.plot, [pens.seconds(mark.start) for mark in marks], levels[line], lane.kind, color, several)
    for mark in lane.marks:
        if mark.label:
            beside = pens.seconds(mark.start) + pens.seconds_of(MARK_SIZE)
            write(pens.plot, beside, levels[mark.line], mark.label, size=TEXT_SIZE, color=GRAY)


def symbols(axes: Axes, at: list[float], y: float, kind: str, color: str, several: bool) -> None:
    """Marks of symptoms of one kind at some places of the axes, heavier where each stands for several."""
    weight = 2.0 if several else 1.2
    face = "none" if kind == REDIRECT else PAPER if kind in HOLLOW else color
    axes.plot(
        at,
        [y] * len(at),
        linestyle="none",
        marker=MARKERS.get(kind, OTHER_MARKER),
        markersize=MARK_SIZE * (1.4 if kind == REDIRECT else 1),
        markerfacecolor=face,
        markeredgecolor=color,
        markeredgewidth=weight if kind in LINED else 0.4,
        zorder=4,
        clip_on=False,
    )


def paint_rate(pens: Pens, lane: RateLane) -> None:
    """Share of failed attempts with its interval where any failed, and the numbers of each bin below."""
    line, base = NUMBER_LINE, lane.top + lane.chart_height
    if not lane.chart_height:
        gutter(pens, lane.label, lane.note, base + line / 2)
        for item in lane.bins:
            number(pens, item, item.attempts, base + line / 2, GRAY)
        return
    room, x = lane.chart_height - 8, pens.layout.plot_left - GUTTER_END
    gutter(pens, lane.label, percent(lane.full), base - room)
    write(pens.page, MARGIN, base - room + 11, f"share {lane.note}", size=TEXT_SIZE, color=GRAY)
    write(pens.page, MARGIN, base - room + 21, "and its 95 % interval", size=TEXT_SIZE, color=GRAY)
    for y, words in ((base, "0"), (base + line * 0.7, "failed"), (base + line * 1.6, "attempts")):
        write(pens.page, x, y, words, size=TEXT_SIZE, color=GRAY, across="right")
    for y in (base - room, base):
        pens.plot.plot([0, pens.seconds(pens.layout.end)], [y, y], color=PALE, linewidth=0.5, zorder=1)
    for item in lane.bins:
        paint_bin(pens, item, base, room / lane.full)
        number(pens, item, item.failed, base + line * 0.7, BLACK)
        number(pens, item, item.attempts, base + line * 1.6, GRAY)


def paint_bin(pens: Pens, item: Bin, base: float, per_one: float) -> None:
    """A bin's share as a column and a dot, its interval as a line."""
    if not item.failed:
        return
    start, end = pens.seconds(item.start), pens.seconds(item.end)
    middle, width, y = (start + end) / 2, (end - start) * 0.6, base - item.share * per_one
    pens.plot.add_patch(Rectangle((middle - width / 2, y), width, base - y, facecolor=PALE, edgecolor="none", zorder=2))
    pens.plot.plot(
        [middle, middle],
        [base - item.low * per_one, base - item.high * per_one],
        color=BLACK,
        linewidth=1.1,
        zorder=3,
    )
    pens.plot.plot([middle], [y], marker="o", markersize=4.5, color=BLACK, zorder=4)


def number(pens: Pens, item: Bin, n: int, y: float, color: str) -> None:
    """A count below its bin, where there is something to count."""
    if n:
        middle = (pens.seconds(item.start) + pens.seconds(item.end)) / 2
        weight = "bold" if color == BLACK else "normal"
        write(pens.plot, middle, y, short(n), size=TEXT_SIZE, color=color, weight=weight, across="center")


def short(n: int) -> str:
    """A number in at most four characters."""
    for unit, name in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if n >= unit * (10 if unit == 10**3 else 1):
            return f"{n / unit:.0f}{name}" if n >= 10 * unit else f"{n / unit:.1f}{name}"
    return str(n)
