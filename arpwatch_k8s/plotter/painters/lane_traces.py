"""What each lane shows, as plotly's traces; a pointer tells every bar's and mark's times and first frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.plotter.lanes.bars import MOST_STRIPS
from arpwatch_k8s.plotter.painters.failing import PATTERNS, trials
from arpwatch_k8s.plotter.painters.trace import NS_PER_MS, Trace, Value, Words, blocks, escaped, scatter
from arpwatch_k8s.plotter.records import (
    BarState,
    CoverageLane,
    FindingLane,
    Form,
    LogLane,
    OwnerLane,
    OwnerStyle,
    RateLane,
    RugLane,
    SymptomLane,
    Tick,
)
from arpwatch_k8s.plotter.trial import TrialLane
from arpwatch_k8s.wording.counts import interval, plural

SEVERITIES: Final = {Severity.INFO: "#5f5f5f", Severity.WARNING: "#b35c00", Severity.CRITICAL: "#b00020"}
SYMBOLS: Final = {
    "icmp_unreachable": "x",
    "icmp_redirect": "arrow-bar-right-open",
    "icmp_time_exceeded": "cross",
    "tcp_reset": "diamond",
    "tcp_refusal": "square-open",
    "syn_unanswered": "circle-open",
    "question_unanswered": "pentagon-open",
}
CITED: Final = "#1a1a1a"
UNCITED: Final = "#8c8c8c"
"""Marks of a log's lines that findings cite, and of the others."""
FORMS: Final = {
    Form.ANNOUNCEMENT_REQUEST: "line-ns-open",
    Form.ANNOUNCEMENT_REPLY: "line-ns-open",
    Form.ADVERTISEMENT: "line-ns-open",
    Form.ANSWER: "circle",
    Form.ASKS: "circle-open",
    Form.VRRP: "triangle-up",
}
ASIDE: Final = {Form.ANNOUNCEMENT_REQUEST: -0.25, Form.ANNOUNCEMENT_REPLY: 0.25}
"""Forms above and below the middle of their lane, by shares of its height: the figure's half lines."""


def lane_traces(
    lane: FindingLane | OwnerLane | RugLane | SymptomLane | LogLane | TrialLane | RateLane,
    styles: dict[int, OwnerStyle],
    words: Words,
) -> list[Value]:
    """What one lane shows."""
    match lane:
        case FindingLane():
            return list(findings(lane, words))
        case OwnerLane():
            return list(bars(lane, styles, words))
        case RugLane():
            return list(rug(lane, styles, words))
        case SymptomLane():
            return list(symptoms(lane, styles, words))
        case LogLane():
            return [log_lines(lane, words)]
        case TrialLane():
            return list(trials(lane, words))
        case RateLane():
            return list(rate(lane, words))
        case _:
            assert_never(lane)


def covered(strip: CoverageLane, words: Words) -> Trace:
    """When each savefile was written."""
    return blocks(
        words,
        strip.label,
        [(bar.start, bar.end, strip.top + strip.height / 2, strip.height * 0.6) for bar in strip.bars],
        "#9a9a9a",
        "",
        [
            f"{bar.name}: {words.when(bar.start)} to {words.when(bar.end)}{', cut short' if bar.cut else ''}"
            for bar in strip.bars
        ],
        [words.more(bar.start, bar.end) for bar in strip.bars],
    )


def bars(lane: OwnerLane, styles: dict[int, OwnerStyle], words: Words) -> Iterator[Trace]:
    """Epochs as bars, a trace an owner; a contest is a strip of each who took part."""
    by_look: dict[tuple[int | None, BarState | None], list[tuple[int, int, float, float, str, Value, str]]] = {}
    for bar in lane.bars:
        shown = bar.owners[:MOST_STRIPS]
        owners: Iterable[int | None] = shown or (None,)
        height = lane.height / (len(shown) or 1)
        others = [f"{len(bar.owners) - len(shown):,} more"] if len(shown) < len(bar.owners) else []
        names = " and ".join([*(styles[owner].name for owner in shown), *others]) or "nobody known"
        failed = f"{plural(bar.count, 'attempt')} failed"
        said = {
            BarState.HELD: names,
            BarState.CONTESTED: f"contested by {names}, {plural(bar.count, 'change')}",
            BarState.TOGETHER: f"{names} at once",
            BarState.MERGED: f"{bar.count} epochs of {names}, too short to be drawn apart",
            BarState.NOBODY: f"nobody served, {failed}",
            BarState.UNSURE: f"not seen whether {names} served",
            BarState.PATCHY: f"{names} served at times, {failed} while nobody did",
            BarState.UNKNOWN: names,
        }[bar.state]
        first = "" if bar.frame is None else f", first frame {words.cite(bar.frame)}"
        text = f"{lane.label}: {said}, {words.when(bar.start)} to {words.when(bar.end)}{first}"
        more = words.more(bar.start, bar.end, frame=bar.frame)
        for place, owner in enumerate(owners):
            middle = lane.top + height * (place + 0.5)
            look = owner, bar.state if bar.state in PATTERNS else None
            by_look.setdefault(look, []).append(
                (bar.drawn_start, bar.drawn_end, middle, height * 0.92, text, more, "" if place else bar.label)
            )
    for (owner, state), drawn in by_look.items():
        style = styles.get(owner) if owner is not None else None
        made = blocks(
            words,
            lane.label,
            [(start, end, middle, height) for start, end, middle, height, *_ in drawn],
            style.color if style else "#e6e6e6",
            style.hatch if style else "",
            [text for *_, text, _, _ in drawn],
            [more for *_, more, _ in drawn],
        )
        if state is not None:
            made |= {"marker": PATTERNS[state](style.color if style else UNCITED)}
            style = None
        yield made | {
            "text": [escaped(label) for *_, label in drawn],
            "textposition": "inside",
            "insidetextanchor": "middle",
            "constraintext": "inside",
            "textfont": {"color": style.ink if style else "#1a1a1a", "size": 11},
        }


def rug(lane: RugLane, styles: dict[int, OwnerStyle], words: Words) -> Iterator[Trace]:
    """Claims, a trace a form."""
    for form in Form:
        mine = [tick for tick in lane.ticks if tick.form is form]
        if mine:
            marks = [
                (
                    tick.start,
                    f"{tick.count} x {form.value} by {claimants(tick, styles)}, {words.when(tick.start)}, "
                    f"frame {words.cite(tick.frame)}",
                    styles[tick.owner].line,
                )
                for tick in mine
            ]
            more = [words.more(tick.start, tick.end, count=tick.count, frame=tick.frame) for tick in mine]
            middle = lane.top + lane.height * (0.5 + ASIDE.get(form, 0.0))
            yield scatter(words, lane.label, [middle] * len(marks), marks, FORMS[form], more)


def claimants(tick: Tick, styles: dict[int, OwnerStyle]) -> str:
    """Whose claims a tick stands for."""
    return styles[tick.owner].name + (f" and {plural(tick.others, 'other')}" if tick.others else "")


def symptoms(lane: SymptomLane, styles: dict[int, OwnerStyle], words: Words) -> Iterator[Trace]:
    """Symptoms, each on its line."""
    step = lane.height / max(1, lane.lines)
    marks = []
    for mark in lane.marks:
        style = None if mark.owner is None else styles.get(mark.owner)
        who = f" from {style.name}" if style else ""
        where = "" if mark.frame is None else f", frame {words.cite(mark.frame)}"
        marks.append(
            (
                mark.start,
                f"{mark.count} x {mark.kind}{who}, {words.when(mark.start)}{where}",
                style.line if style else "#1a1a1a",
            )
        )
    heights = [lane.top + step * (mark.line + 0.5) for mark in lane.marks]
    more = [words.more(mark.start, mark.end, count=mark.count, frame=mark.frame) for mark in lane.marks]
    yield scatter(words, lane.label, heights, marks, SYMBOLS.get(lane.kind, "star"), more)


def log_lines(lane: LogLane, words: Words) -> Trace:
    """Lines of a log, those dark that a finding cites."""
    marks = []
    for mark in lane.marks:
        where = "" if mark.told is None else words.line(mark.told)
        others = f" and {plural(mark.count - 1, 'more line')}" if mark.count > 1 else ""
        cited = ", cited" if mark.cited else ""
        color = CITED if mark.cited else UNCITED
        marks.append((mark.start, f"{lane.label}, {words.when(mark.start)}: {where}{cited}{others}", color))
    shape = "triangle-down-open" if lane.hollow else "triangle-down"
    more = [words.more(mark.start, mark.end, count=mark.count, line=mark.told) for mark in lane.marks]
    heights = [lane.top + lane.height / 2] * len(marks)
    return scatter(words, lane.label, heights, marks, shape, more)


def rate(lane: RateLane, words: Words) -> Iterator[Trace]:
    """Failed share a bin as a column, the interval as a whisker; columns grow upward from the chart's foot."""
    tried = [one for one in lane.bins if one.attempts]
    if not tried or not lane.chart_height:
        return
    foot, scale = lane.top + lane.chart_height, lane.chart_height / lane.full
    yield {
        "type": "bar",
        "name": escaped(lane.label),
        "x": [words.at((one.start + one.end) // 2) for one in tried],
        "width": [(one.end - one.start) / NS_PER_MS * 0.9 for one in tried],
        "base": [foot] * len(tried),
        "y": [-min(one.share, lane.full) * scale for one in tried],
        "marker": {"color": "#8c8c8c"},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [max(0.0, (one.share - one.low) * scale) for one in tried],
            "arrayminus": [max(0.0, (min(one.high, lane.full) - one.share) * scale) for one in tried],
            "color": CITED,
            "thickness": 1,
            "width": 2,
        },
        "hovertext": [
            f"{one.failed} of {one.attempts} attempts failed ({interval(one.low, one.high)}), "
            f"{words.when(one.start)} to {words.when(one.end)}"
            for one in tried
        ],
        "hoverinfo": "text",
        "customdata": [words.more(one.start, one.end) for one in tried],
    }


def findings(lane: FindingLane, words: Words) -> Iterator[Trace]:
    """Findings as lines with their numbers; a click on either goes to the finding."""
    for span in lane.spans:
        middle = lane.top + lane.level_height * (span.level + 0.5)
        color = SEVERITIES[span.severity]
        text = escaped(f"{span.number}: {span.label}, {words.when(span.start)} to {words.when(span.end)}")
        yield {
            "type": "scatter",
            "mode": "lines",
            "x": [words.at(span.start), words.at(span.end)],
            "y": [middle, middle],
            "line": {"color": color, "width": 3},
            "hovertext": text,
            "hoverinfo": "text",
            "customdata": [words.anchor(span.number)] * 2,
        }
        yield {
            "type": "scatter",
            "mode": "markers+text",
            "x": [words.at(span.anchor)],
            "y": [middle],
            "text": [f"<b>{span.number}</b>"],
            "textfont": {"color": "#ffffff", "size": 11},
            "marker": {"size": 18, "color": color},
            "customdata": [words.anchor(span.number)],
            "hovertext": text,
            "hoverinfo": "text",
        }
