"""Where nobody served, and attempts that failed, as plotly's bars and marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from arpwatch_k8s.plotter.painters.trace import Trace, Words, blocks, scatter
from arpwatch_k8s.plotter.records import BarState
from arpwatch_k8s.plotter.trial import Trial, TrialLane
from arpwatch_k8s.wording.counts import plural

INK: Final = "#1a1a1a"
PAPER: Final = "#ffffff"


def hatched(shape: str, lines: str, ground: str) -> Trace:
    """A bar's look: lines on a ground."""
    pattern: Trace = {"shape": shape, "fgcolor": lines, "bgcolor": ground, "fillmode": "replace", "size": 6}
    return {"color": ground, "line": {"width": 1, "color": lines}, "pattern": pattern}


PATTERNS: Final[dict[BarState, Callable[[str], Trace]]] = {
    BarState.NOBODY: lambda _: hatched("x", INK, PAPER),
    BarState.UNSURE: lambda color: hatched("/", color, PAPER),
    BarState.PATCHY: lambda color: hatched("x", INK, color),
}
"""Looks of bars in which nobody served, or did at times, by the color of their owner."""


def trials(lane: TrialLane, words: Words) -> Iterator[Trace]:
    """Failed attempts, each a line from its SYN to a mark at its failure, on its line."""
    step = lane.height / max(1, lane.lines)
    heights = [lane.top + step * (one.line + 0.5) for one in lane.trials]
    yield blocks(
        words,
        lane.label,
        [(one.start, one.end, height, 1.5) for one, height in zip(lane.trials, heights, strict=True)],
        INK,
        "",
        [tried(one, words) for one in lane.trials],
    )
    marks = [(one.end, tried(one, words), INK) for one in lane.trials]
    yield scatter(words, lane.label, heights, marks, "circle")


def tried(one: Trial, words: Words) -> str:
    """What a pointer tells of failed attempts."""
    since = "" if one.failing == one.start else f", served until {words.when(one.failing)}"
    return f"{plural(one.count, 'failed attempt')}: SYN {words.when(one.start)}{since}, failed {words.when(one.end)}"
