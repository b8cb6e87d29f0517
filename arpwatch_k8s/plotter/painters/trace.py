"""One of plotly's traces: rectangles or marks at times, as plain data; and how frames and times are told in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.evidence.reference import FrameRef, LineRef
from arpwatch_k8s.plotter.records import Span

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]
Trace = dict[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """What a bar or a mark stands for, for those who click on it. `start`, `end`: its times, ns UTC; count: how many
    frames or lines it stands for; frame, line: the first of them, None where there is none; vip: of its panel, "" where
    that has several; during: numbers of the panel's findings that its time touches."""

    start: int
    end: int
    count: int
    frame: FrameRef | None
    line: LineRef | None
    vip: str
    during: tuple[int, ...]


def untold(_: Pointed) -> Value:
    """Nothing more than its hover text."""
    return None


@dataclass(frozen=True, slots=True)
class Words:
    """How frames, lines and times are told: `cite` names a frame, `line` a log's line, `when` a time (ns UTC), `at`
    says it as plotly reads it, in the zone shown; `anchor` is the place of a finding by its number. `pointed`:
    what a click on a bar or mark shows; vip, spans: of the panel that is drawn."""

    cite: Callable[[FrameRef], str]
    when: Callable[[int], str]
    at: Callable[[int], str]
    anchor: Callable[[int], str]
    line: Callable[[LineRef], str]
    pointed: Callable[[Pointed], Value] = untold
    vip: str = ""
    spans: tuple[Span, ...] = ()

    def more(
        self, start: int, end: int, *, count: int = 1, frame: FrameRef | None = None, line: LineRef | None = None
    ) -> Value:
        """What a click on a bar or mark of these times shows."""
        during = tuple(span.number for span in self.spans if span.start <= end and start <= span.end)
        about = Pointed(start=start, end=end, count=count, frame=frame, line=line, vip=self.vip, during=during)
        return self.pointed(about)


NS_PER_MS: Final = 1_000_000
HATCHES: Final = {"": "", "/": "/", "\\": "\\", "|": "|", "-": "-", "+": "+", "x": "x", ".": "."}


def blocks(
    words: Words,
    name: str,
    spans: list[tuple[int, int, float, float]],
    color: str,
    hatch: str,
    texts: list[str],
    more: Sequence[Value] = (),
) -> Trace:
    """Rectangles: from, to (ns UTC), middle and height of each; `more`: what a click on each shows."""
    return {
        "type": "bar",
        "orientation": "h",
        "name": escaped(name),
        "base": [words.at(start) for start, *_ in spans],
        "x": [max(1, end - start) / NS_PER_MS for start, end, *_ in spans],
        "y": [middle for *_, middle, _ in spans],
        "width": [height for *_, height in spans],
        "marker": {
            "color": color,
            "line": {"width": 0},
            # upon the color, as in the figure, so that a label can be read
            "pattern": {"shape": HATCHES.get(hatch[:1], ""), "fillmode": "overlay", "size": 7, "solidity": 0.15},
        },
        "hovertext": [escaped(text) for text in texts],
        "hoverinfo": "text",
        "customdata": list(more),
    }


def scatter(
    words: Words,
    name: str,
    heights: list[float],
    marks: list[tuple[int, str, str]],
    symbol: str,
    more: Sequence[Value] = (),
) -> Trace:
    """Marks at times (ns UTC), each with its text and color; `more`: what a click on each shows."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": escaped(name),
        "x": [words.at(time) for time, *_ in marks],
        "y": list[Value](heights),
        "marker": {
            "symbol": symbol,
            "size": 9,
            "color": [color for *_, color in marks],
            "line": {"width": 1.5, "color": [color for *_, color in marks]},
        },
        "hovertext": [escaped(text) for _, text, _ in marks],
        "hoverinfo": "text",
        "customdata": list(more),
    }


def escaped(text: str) -> str:
    """Text that plotly shows as it is: it would read tags in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
