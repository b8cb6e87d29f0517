"""Every word of a page with its place: painters write them as they are, and tests see that none covers another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, assert_never

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.plotter.lanes.logs import ICON
from arpwatch_k8s.plotter.lanes.rate import NUMBER_LINE
from arpwatch_k8s.plotter.lanes.spans import CAPTION_LINE, CAPTION_SIZE, DISK
from arpwatch_k8s.plotter.lanes.symptoms import MARK_SIZE, SYMPTOM_HEIGHT, SYMPTOM_LINE
from arpwatch_k8s.plotter.page.heading import SUBTITLE_SIZE, TITLE_SIZE
from arpwatch_k8s.plotter.page.legend import SWATCH
from arpwatch_k8s.plotter.records import (
    Across,
    Bar,
    BarState,
    FindingLane,
    Lane,
    LogLane,
    Mark,
    OwnerLane,
    RateLane,
    RugLane,
    SymptomLane,
)
from arpwatch_k8s.plotter.scale import GUTTER_END, LABEL_SIZE, MARGIN, TEXT_SIZE, Scale
from arpwatch_k8s.plotter.sheet import Text, TimelineLayout
from arpwatch_k8s.plotter.text import BOLD, cut, gutter_room, short_number, width
from arpwatch_k8s.plotter.theme import Theme
from arpwatch_k8s.plotter.trial import Trial, TrialLane
from arpwatch_k8s.wording.counts import percent

HEADING_SIZE: Final = 11.0
SAID_GAP: Final = 7.0
"""Between what is wrong with a VIP and what that cost."""
COUNTED: Final = "where they began to fail"
"""Which bin a failure is in."""


def words(layout: TimelineLayout) -> Iterator[Text]:
    """All texts of a page."""
    yield from head(layout)
    for strip in layout.coverage:
        yield from gutter(layout, strip.label, strip.note, strip.top + strip.height / 2)
        for file in strip.bars:
            yield from some(file.label, at(layout, file.drawn_start) + 4, strip.top + strip.height / 2, layout.theme)
    yield from axis(layout)
    for panel in layout.panels:
        y = panel.top + 9
        heading = cut(panel.heading, layout.plot_left - MARGIN - GUTTER_END, HEADING_SIZE * BOLD)
        yield Text(text=heading, x=MARGIN, y=y, size=HEADING_SIZE, color=layout.theme.ink, bold=True)
        x = layout.plot_left
        if panel.said:
            yield Text(text=panel.said, x=x, y=y, size=LABEL_SIZE, color=layout.theme.ink, bold=True)
            x += width(panel.said, LABEL_SIZE) * BOLD + SAID_GAP
        if panel.note:
            note = cut(panel.note, layout.plot_right - x, LABEL_SIZE)
            yield Text(text=note, x=x, y=y, size=LABEL_SIZE, color=layout.theme.gray)
        for lane in panel.lanes:
            yield from lane_words(layout, lane)
    yield from captions(layout)
    for entry in layout.key:
        y = entry.top + 6
        yield Text(text=entry.text, x=entry.left + SWATCH, y=y, size=TEXT_SIZE, color=layout.theme.gray)
    for line in layout.notes:
        yield Text(text=line.text, x=MARGIN, y=line.top + 6, size=TEXT_SIZE, color=layout.theme.gray)


def at(layout: TimelineLayout, time: int) -> float:
    """Where a time lies on the page."""
    return scale_of(layout).x(time)


def scale_of(layout: TimelineLayout) -> Scale:
    """The scale of a page's time axis."""
    return Scale(start=layout.start, end=layout.end, left=layout.plot_left, right=layout.plot_right)


def some(text: str, x: float, y: float, theme: Theme, *, quiet: bool = False) -> Iterator[Text]:
    """A small text beside something; none where it did not fit there."""
    if text:
        yield Text(text=text, x=x, y=y, size=TEXT_SIZE, color=theme.gray if quiet else theme.ink)


def head(layout: TimelineLayout) -> Iterator[Text]:
    """Title, subtitle, what is said in place of an empty plot, and which page it is."""
    theme, title = layout.theme, layout.title
    y = title.top + TITLE_SIZE * 0.55
    yield Text(text=title.text, x=MARGIN, y=y, size=TITLE_SIZE, color=theme.ink, bold=True, name="title")
    for lines, color in ((layout.summary, theme.ink), (layout.facts, theme.gray)):
        for line in lines:
            yield Text(text=line.text, x=MARGIN, y=line.top + 5, size=SUBTITLE_SIZE, color=color)
    if layout.empty:
        y = layout.empty.top + 5
        yield Text(text=layout.empty.text, x=MARGIN, y=y, size=CAPTION_SIZE, color=theme.ink)
    if layout.pages > 1:
        yield Text(
            text=f"page {layout.page} of {layout.pages}",
            x=layout.plot_right,
            y=layout.height - 9,
            size=TEXT_SIZE,
            color=theme.gray,
            across=Across.RIGHT,
        )


def gutter(layout: TimelineLayout, label: str, note: str, y: float, *, left: float = MARGIN) -> Iterator[Text]:
    """A lane's label at the left margin, its note at the plot's edge; a label too long loses its middle."""
    right, theme = layout.plot_left - GUTTER_END, layout.theme
    if note:
        yield Text(text=note, x=right, y=y, size=TEXT_SIZE, color=theme.gray, across=Across.RIGHT)
    if label:
        shown = cut(label, gutter_room(note) - (left - MARGIN), LABEL_SIZE)
        yield Text(text=shown, x=left, y=y, size=LABEL_SIZE, color=theme.ink)


def axis(layout: TimelineLayout) -> Iterator[Text]:
    """Labels of the time axis, and its caption."""
    for top in layout.axis.tops:
        for tick in layout.axis.ticks:
            if tick.label:
                yield Text(
                    text=tick.label,
                    x=at(layout, tick.time),
                    y=top + 11,
                    size=TEXT_SIZE,
                    color=layout.theme.ink,
                    across=tick.across,
                )
    if layout.axis.tops:
        yield from some(layout.axis.caption, layout.plot_left, layout.axis.tops[-1] + 22, layout.theme, quiet=True)


def lane_words(layout: TimelineLayout, lane: Lane) -> Iterator[Text]:
    """Words of one lane."""
    y = lane.top + lane.height / 2
    match lane:
        case FindingLane():
            yield from gutter(layout, lane.label, lane.note, y)
            yield from findings(layout, lane)
        case OwnerLane():
            yield from gutter(layout, lane.label, lane.note, y)
            for bar in lane.bars:
                yield from bar_words(layout, bar, y)
        case RugLane():
            yield from gutter(layout, lane.label, lane.note, y)
        case SymptomLane() | LogLane():
            yield from gutter(layout, lane.label, lane.note, y, left=MARGIN + ICON)
            for mark in lane.marks:
                yield from mark_words(layout, mark, lane.top)
        case TrialLane():
            yield from gutter(layout, lane.label, lane.note, y)
            for trial in lane.trials:
                down = SYMPTOM_HEIGHT / 2 + trial.line * SYMPTOM_LINE
                yield from some(
                    trial.label, trial_end(layout, trial) + MARK_SIZE, lane.top + down, layout.theme, quiet=True
                )
        case RateLane():
            yield from rate(layout, lane)
        case _:
            assert_never(lane)


def findings(layout: TimelineLayout, lane: FindingLane) -> Iterator[Text]:
    """Numbers on their disks, and rules beside the spans."""
    for span in lane.spans:
        y = lane.top + (span.level + 0.5) * lane.level_height
        anchor = at(layout, span.anchor)
        yield number(span.number, span.severity, anchor, y, layout.theme)
        if span.label:
            before, after = min(at(layout, span.start), anchor - DISK / 2), max(at(layout, span.end), anchor + DISK / 2)
            x = {Across.RIGHT: before - 4, Across.LEFT: after + 4, Across.CENTER: anchor + DISK / 2 + 4}[span.across]
            across = Across.RIGHT if span.across is Across.RIGHT else Across.LEFT
            color, ground = layout.theme.ink, layout.theme.paper
            yield Text(text=span.label, x=x, y=y, size=TEXT_SIZE, color=color, across=across, ground=ground)


def number(n: int, severity: Severity, x: float, y: float, theme: Theme) -> Text:
    """A finding's number on its disk."""
    color = theme.ink if severity is Severity.INFO else theme.paper
    return Text(text=str(n), x=x, y=y, size=TEXT_SIZE, color=color, bold=True, across=Across.CENTER)


def bar_words(layout: TimelineLayout, bar: Bar, y: float) -> Iterator[Text]:
    """A bar's label in its middle, on the color of its owner, or on paper where it has not one."""
    if not bar.label:
        return
    known = bar.state is not BarState.UNKNOWN
    ground, color = layout.theme.paper, layout.theme.ink if known else layout.theme.gray
    if bar.state in (BarState.HELD, BarState.MERGED) and len(bar.owners) == 1:
        style = next(style for style in layout.owners if style.owner == bar.owners[0])
        ground, color = style.color, style.ink
    middle = (at(layout, bar.drawn_start) + at(layout, bar.drawn_end)) / 2
    yield Text(text=bar.label, x=middle, y=y, size=TEXT_SIZE, color=color, across=Across.CENTER, ground=ground)


def mark_words(layout: TimelineLayout, mark: Mark, top: float) -> Iterator[Text]:
    """How many a mark stands for."""
    y = top + SYMPTOM_HEIGHT / 2 + mark.line * SYMPTOM_LINE
    yield from some(mark.label, at(layout, mark.start) + MARK_SIZE, y, layout.theme, quiet=True)


def trial_end(layout: TimelineLayout, trial: Trial) -> float:
    """Where the failure of an attempt is drawn."""
    return at(layout, min(trial.end, layout.end))


def rate(layout: TimelineLayout, lane: RateLane) -> Iterator[Text]:
    """What the columns stand for, and the numbers of each bin."""
    base, theme = lane.top + lane.chart_height, layout.theme
    if not lane.chart_height:
        yield from gutter(layout, lane.label, lane.note, base + NUMBER_LINE / 2)
        yield from counts(layout, lane, base + NUMBER_LINE / 2, failed=False)
        return
    top = base - lane.chart_height + 8
    yield from gutter(layout, lane.label, percent(lane.full), top)
    yield from some(f"{lane.note}, 95 % interval", MARGIN, top + 11, theme, quiet=True)
    yield from some(COUNTED, MARGIN, top + 21, theme, quiet=True)
    for down, text in ((0.0, "0"), (0.7, "failed"), (1.6, "attempts")):
        yield from gutter(layout, "", text, base + down * NUMBER_LINE)
    yield from counts(layout, lane, base + 0.7 * NUMBER_LINE, failed=True)
    yield from counts(layout, lane, base + 1.6 * NUMBER_LINE, failed=False)


def counts(layout: TimelineLayout, lane: RateLane, y: float, *, failed: bool) -> Iterator[Text]:
    """A number below each bin in which there is something to count."""
    for item in lane.bins:
        n = item.failed if failed else item.attempts
        if n:
            yield Text(
                text=short_number(n),
                x=(at(layout, item.start) + at(layout, item.end)) / 2,
                y=y,
                size=TEXT_SIZE,
                color=layout.theme.ink if failed else layout.theme.gray,
                bold=failed,
                across=Across.CENTER,
            )


def captions(layout: TimelineLayout) -> Iterator[Text]:
    """Findings in words, under their numbers."""
    theme, left = layout.theme, MARGIN + DISK + 6
    for caption in layout.captions:
        y = caption.top + CAPTION_LINE / 2
        yield number(caption.number, caption.severity, MARGIN + DISK / 2, y, theme)
        yield Text(
            text=cut(caption.heading, layout.plot_right - left, CAPTION_SIZE * BOLD),
            x=left,
            y=y,
            size=CAPTION_SIZE,
            color=theme.ink,
            bold=True,
            name=f"finding-{caption.number}",
        )
        beside = left + width(caption.heading, CAPTION_SIZE) * BOLD + 8
        room = layout.plot_right - beside
        if room > 0:
            yield Text(text=cut(caption.note, room, CAPTION_SIZE), x=beside, y=y, size=CAPTION_SIZE, color=theme.gray)
        for index, line in enumerate(caption.lines, 1):
            yield Text(text=line, x=left, y=y + index * CAPTION_LINE, size=CAPTION_SIZE, color=theme.ink)
