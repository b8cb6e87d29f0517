"""What a page consists of, as plain records: lanes, and every word with its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.plotter.records import Across, CoverageLane, Form, OwnerStyle, Panel
from arpwatch_k8s.plotter.theme import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisTick:
    """A place on the time axis; `across`: which part of the label is at it, so that none leaves the plot."""

    time: int
    label: str
    across: Across


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The time axis; `caption` names day, zone and offset, or what seconds count from; `tops`: where it is
    drawn; `is_dated`: whether its times have a date that may be shown.
    """

    ticks: tuple[AxisTick, ...]
    caption: str
    tops: tuple[float, ...]
    is_dated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """What a numbered span stands for, in wrapped lines."""

    number: int
    severity: Severity
    heading: str
    note: str
    lines: tuple[str, ...]
    top: float


class Sign(StrEnum):
    """What else a legend explains; the value is what it says."""

    NOBODY = "nobody served: no attempt was accepted"
    UNSURE = "not seen whether it served: around failed attempts"
    PATCHY = "served at times: outages too short to be drawn apart"
    TRIAL = "a failed attempt (or as many as it says) from its SYN to its failure; thick: failing"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEntry:
    """A line's worth of legend at (left, top): a node's color (`owner`), a claim's glyph or another
    form (`form`), or words alone.
    """

    owner: int | None
    form: Form | Sign | None
    text: str
    left: float
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text whose top is at `top`."""

    text: str
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line of text: its middle is `y`, `x` is its left end, center or right end, as `across` says.

    ground: the color put behind it, None for none; name: by which an editor finds it, "" for most.
    """

    text: str
    x: float
    y: float
    size: float
    color: str
    bold: bool = False
    across: Across = Across.LEFT
    ground: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineLayout:
    """One page of the figure, `page` (from 1) of `pages`. `start`, `end`: what the axis spans; `plot_left`,
    `plot_right`: where on the page; `empty`: said in place of panels where there is nothing to draw; texts: all words
    of the page, those of the other records included, with their places.
    """

    title: Line
    summary: tuple[Line, ...]
    facts: tuple[Line, ...]
    description: str
    start: int
    end: int
    width: float
    height: float
    plot_left: float
    plot_right: float
    owners: tuple[OwnerStyle, ...]
    coverage: tuple[CoverageLane, ...]
    panels: tuple[Panel, ...]
    axis: Axis
    captions: tuple[Caption, ...]
    key: tuple[KeyEntry, ...]
    notes: tuple[Line, ...]
    empty: Line | None
    theme: Theme
    page: int
    pages: int
    texts: tuple[Text, ...]
