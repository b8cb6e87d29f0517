"""Where nobody served, and attempts that failed, as plotly's bars and marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from arpwatch_k8s.plotter.painters.trace import Trace, Words, blocks, scatter
from arpwatch_k8s.plotter.records import BarState
from arpwatch_k8s.plotter.trial import Trial, TrialLane

INK: Final = "#1a1a1a"
GRAY: Final = "#9a9a9a"
PAPER: Final = "#ffffff"


def hatched(shape: str, lines: str, ground: str, edge: str) -> Trace:
    """A bar's look: thin lines on a ground, within an edge."""
    thin = {"size": 7, "solidity": 0.15}
    pattern: Trace = {"shape": shape, "fgcolor": lines, "bgcolor": ground, "fillmode": "replace", **thin}
    return {"color": ground, "line": {"width": 1, "color": edge}, "pattern": pattern}


PATTERNS: Final[dict[BarState, Callable[[str], Trace]]] = {
    BarState.NOBODY: lambda _: hatched("x", GRAY, PAPER, INK),
    BarState.UNSURE: lambda color: hatched("/", color, PAPER, color),
    BarState.PATCHY: lambda color: hatched("x", INK, color, INK),
}
"""Looks of bars in which nobody served, or did at times, by the color of their owner."""


def trials(lane: TrialLane, words: Words) -> Iterator[Trace]:
    """Failed attempts, each a line from its SYN to a mark at its failure, thick since it was failing, on its line."""
    step = lane.height / max(1, lane.lines)
    heights = [lane.top + step * (one.line + 0.5) for one in lane.trials]
    texts = [tried(one, words) for one in lane.trials]
    clicked = [words.more(one.start, one.end, count=one.count) for one in lane.trials]
    for since, color, thick in ((served, GRAY, 0.8), (failing, INK, 1.8)):
        spans = [(*since(one), height, thick) for one, height in zip(lane.trials, heights, strict=True)]
        yield blocks(words, lane.label, spans, color, "", texts, clicked)
    for time, symbol in ((begun, "line-ns-open"), (over, "circle")):
        marks = [(time(one), text, INK) for one, text in zip(lane.trials, texts, strict=True)]
        yield scatter(words, lane.label, heights, marks, symbol)


def served(one: Trial) -> tuple[int, int]:
    """From when to when it was not failing yet."""
    return one.start, one.failing


def failing(one: Trial) -> tuple[int, int]:
    """From when to when it was failing."""
    return one.failing, one.end


def begun(one: Trial) -> int:
    """When it began."""
    return one.start


def over(one: Trial) -> int:
    """When it failed."""
    return one.end


def tried(one: Trial, words: Words) -> str:
    """What a pointer tells of failed attempts; of several only when the first and the last did what."""
    if one.count > 1:
        since = "" if one.failing == one.start else f", failing from {words.when(one.failing)} on"
        seen = f"first SYN {words.when(one.start)}{since}, last failed {words.when(one.end)}"
        return f"{one.count:,} failed attempts: {seen}"
    since = "" if one.failing == one.start else f", served until {words.when(one.failing)}"
    return f"1 failed attempt: SYN {words.when(one.start)}{since}, failed {words.when(one.end)}"
