"""Paints ticks, marks and columns: claims, symptoms, log lines, failed attempts."""

from __future__ import annotations

from itertools import product
from typing import Final, assert_never

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.path import Path

from arpwatch_k8s.correlator.cost.symptom import SymptomKind
from arpwatch_k8s.plotter.lanes.logs import LINE
from arpwatch_k8s.plotter.lanes.symptoms import MARK_SIZE, SYMPTOM_HEIGHT, SYMPTOM_LINE
from arpwatch_k8s.plotter.painters.ink import Pens
from arpwatch_k8s.plotter.records import Bin, Form, LogLane, RateLane, RugLane, SymptomLane
from arpwatch_k8s.plotter.theme import Theme
from arpwatch_k8s.plotter.trial import TrialLane

TURN: Final = Path(
    [(-1, -0.75), (-1, 1.05), (0.5, 1.05), (0.5, -0.6), (-0.05, -0.05), (0.5, -0.75), (1.05, -0.05)],
    [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.MOVETO, Path.LINETO, Path.LINETO],
)
"""An arrow that turns aside."""
MARKERS: Final[dict[str, str | Path]] = {
    SymptomKind.ICMP_UNREACHABLE: "x",
    SymptomKind.ICMP_REDIRECT: TURN,
    SymptomKind.ICMP_TIME_EXCEEDED: "+",
    SymptomKind.TCP_RESET: "D",
    SymptomKind.TCP_REFUSAL: "s",
    SymptomKind.SYN_UNANSWERED: "o",
    SymptomKind.QUESTION_UNANSWERED: "p",
    LINE: "v",
}
OTHER_MARKER: Final = "*"
HOLLOW: Final = frozenset({SymptomKind.SYN_UNANSWERED, SymptomKind.QUESTION_UNANSWERED, SymptomKind.TCP_REFUSAL})
LINED: Final = HOLLOW | {SymptomKind.ICMP_UNREACHABLE, SymptomKind.ICMP_REDIRECT, SymptomKind.ICMP_TIME_EXCEEDED}


def paint_rug(pens: Pens, lane: RugLane) -> None:
    """Claims: announcements as lines up (request) and down (reply) from the lane's middle, the others as
    dots on it.
    """
    middle, reach = lane.top + lane.height / 2, lane.height * 0.42
    right = pens.seconds(pens.layout.end)
    pens.plot.plot([0, right], [middle, middle], color=pens.theme.pale, linewidth=0.5, zorder=1)
    places: dict[tuple[Form, str, bool], list[float]] = {}
    for tick in lane.ticks:
        look = tick.form, pens.styles[tick.owner].line, tick.count > 1
        places.setdefault(look, []).append(pens.seconds(tick.start))
    for (form, color, several), at in sorted(places.items()):
        glyphs(pens.plot, at, middle, reach, form, color, pens.theme, heavy=several)


def glyphs(
    axes: Axes, at: list[float], middle: float, reach: float, form: Form, color: str, theme: Theme, *, heavy: bool
) -> None:
    """Claims of one form at some places of the axes, heavy where each stands for several."""
    weight = 2.0 if heavy else 1.2
    match form:
        case Form.ANNOUNCEMENT_REQUEST:
            axes.vlines(at, middle - reach, middle, colors=color, linewidth=weight, zorder=3)
        case Form.ANNOUNCEMENT_REPLY:
            axes.vlines(at, middle, middle + reach, colors=color, linewidth=weight, zorder=3)
        case Form.ADVERTISEMENT:
            axes.vlines(at, middle - reach, middle + reach, colors=color, linewidth=weight, zorder=3)
        case Form.ANSWER | Form.ASKS | Form.VRRP:
            axes.plot(
                at,
                [middle] * len(at),
                linestyle="none",
                marker="^" if form is Form.VRRP else "o",
                markersize=4.2,
                markeredgecolor=color,
                markerfacecolor=theme.paper if form is Form.ASKS else color,
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
    pens.plot.hlines(levels, 0, pens.seconds(pens.layout.end), colors=pens.theme.faint, linewidth=0.5, zorder=1)
    places: dict[tuple[int, str, bool], list[float]] = {}
    for mark in lane.marks:
        color = pens.theme.ink if mark.owner is None else pens.styles[mark.owner].line
        places.setdefault((mark.line, color, mark.count > 1), []).append(pens.seconds(mark.start))
    for (line, color, several), at in sorted(places.items()):
        hollow = lane.kind in HOLLOW
        symbols(pens.plot, at, levels[line], lane.kind, color, pens.theme, hollow=hollow, heavy=several)


def paint_log(pens: Pens, lane: LogLane) -> None:
    """Marks of a log's lines: in ink those that a finding cites, above the others, which are gray."""
    y, theme = lane.top + lane.height / 2, pens.theme
    pens.plot.hlines(y, 0, pens.seconds(pens.layout.end), colors=theme.faint, linewidth=0.5, zorder=1)
    for cited, several in product((False, True), repeat=2):
        at = [pens.seconds(mark.start) for mark in lane.marks if (mark.cited, mark.count > 1) == (cited, several)]
        color = theme.ink if cited else theme.gray
        symbols(pens.plot, at, y, LINE, color, theme, hollow=lane.hollow, heavy=several)


def symbols(
    axes: Axes, at: list[float], y: float, kind: str, color: str, theme: Theme, *, hollow: bool, heavy: bool
) -> None:
    """Marks of one kind at some places of the axes, larger where each stands for several."""
    weight = 1.6 if heavy else 1.2
    axes.plot(
        at,
        [y] * len(at),
        linestyle="none",
        marker=MARKERS.get(kind, OTHER_MARKER),
        markersize=MARK_SIZE * (1.4 if kind == SymptomKind.ICMP_REDIRECT else 1) * (1.3 if heavy else 1),
        markerfacecolor=theme.paper if hollow else color,
        fillstyle="none" if kind == SymptomKind.ICMP_REDIRECT else "full",
        markeredgecolor=color,
        markeredgewidth=weight if hollow or kind in LINED else 0.4,
        zorder=4,
        clip_on=False,
    )


def paint_trials(pens: Pens, lane: TrialLane) -> None:
    """Failed attempts: a line from the SYN to the failure, thick since when they were failing."""
    layout = pens.layout
    first = lane.top + SYMPTOM_HEIGHT / 2
    levels = [first + line * SYMPTOM_LINE for line in range(lane.lines)]
    pens.plot.hlines(levels, 0, pens.seconds(layout.end), colors=pens.theme.faint, linewidth=0.5, zorder=1)
    for one in lane.trials:
        times = (min(max(time, layout.start), layout.end) for time in (one.start, one.failing, one.end))
        trial(pens.plot, [pens.seconds(time) for time in times], levels[one.line], pens.theme)


def trial(axes: Axes, at: list[float], y: float, theme: Theme) -> None:
    """One attempt from its SYN on, failing from then on, to its failure, at places of the axes."""
    start, failing, end = at
    axes.vlines([start], y - 3, y + 3, colors=theme.ink, linewidth=1.0, zorder=3)
    axes.hlines([y], start, failing, colors=theme.gray, linewidth=0.8, zorder=2)
    axes.hlines([y], failing, end, colors=theme.ink, linewidth=2.0, zorder=2)
    axes.plot([end], [y], marker="o", markersize=3.6, color=theme.ink, zorder=4, clip_on=False)


def paint_rate(pens: Pens, lane: RateLane) -> None:
    """Share of failed attempts with its interval where any failed."""
    if not lane.chart_height:
        return
    base, room, right = lane.top + lane.chart_height, lane.chart_height - 8, pens.seconds(pens.layout.end)
    pens.plot.hlines([base - room, base], 0, right, colors=pens.theme.pale, linewidth=0.5, zorder=1)
    for item in lane.bins:
        paint_bin(pens, item, base, room / lane.full)


def paint_bin(pens: Pens, item: Bin, base: float, per_one: float) -> None:
    """A bin's share as a column and a dot, its interval as a line."""
    if not item.failed:
        return
    start, end, theme = pens.seconds(item.start), pens.seconds(item.end), pens.theme
    middle, width, y = (start + end) / 2, (end - start) * 0.6, base - item.share * per_one
    low, high = base - item.low * per_one, base - item.high * per_one
    column = Rectangle((middle - width / 2, y), width, base - y, facecolor=theme.pale, edgecolor="none", zorder=2)
    pens.plot.add_patch(column)
    pens.plot.plot([middle, middle], [low, high], color=theme.ink, linewidth=1.1, zorder=3)
    pens.plot.plot([middle], [y], marker="o", markersize=4.5, color=theme.ink, zorder=4)
