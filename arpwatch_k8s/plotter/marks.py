"""Paints ticks, marks and columns: claims, symptoms, failed attempts."""

from __future__ import annotations

from typing import Final, assert_never

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.path import Path

from arpwatch_k8s.correlator.symptoms import REDIRECT, REFUSAL, RESET, SYN_UNANSWERED, UNREACHABLE_MESSAGE
from arpwatch_k8s.plotter.headline import percent
from arpwatch_k8s.plotter.ink import BLACK, FAINT, GRAY, GUTTER_END, PALE, PAPER, Pens, gutter, write
from arpwatch_k8s.plotter.panel import NUMBER_LINE, SYMPTOM_HEIGHT, SYMPTOM_LINE
from arpwatch_k8s.plotter.records import Bin, Form, RateLane, RugLane, SymptomLane
from arpwatch_k8s.plotter.scale import MARGIN, TEXT_SIZE

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


def paint_rug(pens: Pens, lane: RugLane) -> None:
    """Claims: announcements as lines up (request) and down (reply) from the lane's middle, the others as
    dots on it.
    """
    middle, reach = lane.top + lane.height / 2, lane.height * 0.42
    pens.plot.plot([0, pens.seconds(pens.layout.end)], [middle, middle], color=PALE, linewidth=0.5, zorder=1)
    places: dict[tuple[Form, str, bool], list[float]] = {}
    for tick in lane.ticks:
        look = tick.form, pens.styles[tick.owner].color, tick.count > 1
        places.setdefault(look, []).append(pens.seconds(tick.start))
    for (form, color, several), at in sorted(places.items()):
        glyphs(pens.plot, at, middle, reach, form, color, several)


def glyphs(axes: Axes, at: list[float], middle: float, reach: float, form: Form, color: str, several: bool) -> None:
    """Claims of one form at some places of the axes, heavier where each stands for several."""
    weight = 2.0 if several else 1.2
    match form:
        case Form.ANNOUNCEMENT_REQUEST:
            axes.vlines(at, middle - reach, middle, colors=color, linewidth=weight, zorder=3)
        case Form.ANNOUNCEMENT_REPLY:
            axes.vlines(at, middle, middle + reach, colors=color, linewidth=weight, zorder=3)
        case Form.ADVERTISEMENT:
            axes.vlines(at, middle - reach, middle + reach, colors=color, linewidth=weight, zorder=3)
        case Form.ANSWER | Form.ASKS:
            axes.plot(
                at,
                [middle] * len(at),
                linestyle="none",
                marker="o",
                markersize=4.2,
                markeredgecolor=color,
                markerfacecolor=color if form is Form.ANSWER else PAPER,
                markeredgewidth=weight,
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
    places: dict[tuple[int, str, bool], list[float]] = {}
    for mark in lane.marks:
        color = BLACK if mark.owner is None else pens.styles[mark.owner].color
        places.setdefault((mark.line, color, mark.count > 1), []).append(pens.seconds(mark.start))
    for (line, color, several), at in sorted(places.items()):
        symbols(pens.plot, at, levels[line], lane.kind, color, several)
    for mark in lane.marks:
        if mark.label:
            beside = pens.seconds(mark.start) + pens.seconds_of(MARK_SIZE)
            write(pens.plot, beside, levels[mark.line], mark.label, size=TEXT_SIZE, color=GRAY)


def symbols(axes: Axes, at: list[float], y: float, kind: str, color: str, several: bool) -> None:
    """Marks of symptoms of one kind at some places of the axes, heavier where each stands for several."""
    weight = 2.0 if several else 1.2
    axes.plot(
        at,
        [y] * len(at),
        linestyle="none",
        marker=MARKERS.get(kind, OTHER_MARKER),
        markersize=MARK_SIZE * (1.4 if kind == REDIRECT else 1),
        markerfacecolor=PAPER if kind in HOLLOW else color,
        fillstyle="none" if kind == REDIRECT else "full",
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
    low, high = base - item.low * per_one, base - item.high * per_one
    column = Rectangle((middle - width / 2, y), width, base - y, facecolor=PALE, edgecolor="none", zorder=2)
    pens.plot.add_patch(column)
    pens.plot.plot([middle, middle], [low, high], color=BLACK, linewidth=1.1, zorder=3)
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
