"""Paints a layout with matplotlib: a figure to look at and edit, and files whose bytes depend on nothing
else.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Final, assert_never
from xml.sax.saxutils import escape

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from arpwatch_k8s.errors import OutputError, UsageError
from arpwatch_k8s.plain import plain
from arpwatch_k8s.plotter.ink import (
    BLACK,
    FAINT,
    GRAY,
    LABEL_SIZE,
    PALE,
    PAPER,
    Pens,
    drawable,
    gutter,
    pens,
    settings,
    write,
)
from arpwatch_k8s.plotter.lanes import disk, paint_coverage, paint_findings, paint_owners
from arpwatch_k8s.plotter.layout import SUBTITLE_SIZE, SWATCH, TITLE_SIZE
from arpwatch_k8s.plotter.marks import glyphs, paint_rate, paint_rug, paint_symptoms, symbols
from arpwatch_k8s.plotter.records import (
    FindingLane,
    Lane,
    OwnerLane,
    Panel,
    RateLane,
    RugLane,
    SymptomLane,
    TimelineLayout,
)
from arpwatch_k8s.plotter.scale import MARGIN, TEXT_SIZE
from arpwatch_k8s.plotter.spans import CAPTION_LINE, CAPTION_SIZE, DISK
from arpwatch_k8s.plotter.text import BOLD, width

NAME: Final = "timeline"
SUFFIXES: Final = (".svg", ".png", ".pdf")
DOTS_PER_INCH: Final = 200
HEADING_SIZE: Final = 11.0


def paint(layout: TimelineLayout) -> Figure:
    """The figure, with a canvas of its own; pyplot does not know of it. Axes "timeline" has x in seconds
    from the start.
    """
    with settings():
        figure = Figure(figsize=(layout.width / 72, layout.height / 72), dpi=DOTS_PER_INCH, facecolor=PAPER)
        FigureCanvasAgg(figure)
        tools = pens(figure, layout)
        paint_words(tools)
        paint_axis(tools)
        for strip in layout.coverage:
            gutter(tools, strip.label, strip.note, strip.top + strip.height / 2)
            paint_coverage(tools, strip)
        for panel in layout.panels:
            paint_panel(tools, panel)
        paint_key(tools)
        paint_captions(tools)
    return figure


def save(layout: TimelineLayout, target: Path) -> tuple[Path, ...]:
    """Write the figure, from one painting; the paths written.

    A target that ends in .svg, .png or .pdf is one file; any other is a directory, which gets all three.
    UsageError: another suffix on a name that is no directory; OutputError: it cannot be written.
    """
    targets = paths(target)
    figure = paint(layout)
    for path in targets:
        part = path.with_name(f".{path.name}.part")
        try:
            part.write_bytes(rendered(figure, layout, path.suffix.lower()))
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise OutputError(f"{path}: {error.strerror}", fix="Draw into a directory that can be written.") from error
    return targets


def paths(target: Path) -> tuple[Path, ...]:
    """The files that a target stands for; a directory is made."""
    if target.suffix.lower() in SUFFIXES and not target.is_dir():
        return (target,)
    if target.suffix and not target.is_dir():
        raise UsageError(
            f"{target}: cannot draw {target.suffix}", fix=f"Use one of {', '.join(SUFFIXES)}, or a directory."
        )
    target.mkdir(parents=True, exist_ok=True)
    return tuple(target / f"{NAME}{suffix}" for suffix in SUFFIXES)


def rendered(figure: Figure, layout: TimelineLayout, suffix: str) -> bytes:
    """A file's bytes: no date, no random id, the same for the same layout."""
    out = BytesIO()
    title = drawable(layout.title.text)
    with settings():
        match suffix:
            case ".svg":
                figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Title": title})
                return accessible(out.getvalue(), layout)
            case ".pdf":
                figure.savefig(out, format="pdf", metadata={"CreationDate": None, "Title": title})
            case _:
                figure.savefig(out, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return out.getvalue()


def accessible(svg: bytes, layout: TimelineLayout) -> bytes:
    """An SVG that tells those who cannot see it what it shows."""
    description = f"</title>\n  <desc>{escape(plain(layout.description))}</desc>"
    return svg.replace(b"<svg ", b'<svg role="img" ', 1).replace(b"</title>", description.encode(), 1)


def paint_words(tools: Pens) -> None:
    """Title, subtitle, notes, and what is said in place of an empty plot."""
    layout, page = tools.layout, tools.page
    write(page, MARGIN, layout.title.top, layout.title.text, size=TITLE_SIZE, weight="bold", down="top")
    for line in layout.summary:
        write(page, MARGIN, line.top, line.text, size=SUBTITLE_SIZE, down="top")
    for line in layout.facts:
        write(page, MARGIN, line.top, line.text, size=SUBTITLE_SIZE, color=GRAY, down="top")
    for note in layout.notes:
        write(page, MARGIN, note.top, note.text, size=TEXT_SIZE, color=GRAY, down="top")
    if layout.empty:
        write(page, MARGIN, layout.empty.top, layout.empty.text, size=CAPTION_SIZE, down="top")


def paint_axis(tools: Pens) -> None:
    """The time axis, and hairlines that carry its ticks through all lanes."""
    layout, axis = tools.layout, tools.layout.axis
    if not axis.tops:
        return
    places = [tools.seconds(tick.time) for tick in axis.ticks]
    for panel in layout.panels:
        ends = panel.lanes[0].top, panel.top + panel.height
        tools.plot.vlines(places, *ends, colors=FAINT, linewidth=0.6, zorder=0)
    for top in axis.tops:
        tools.plot.hlines(top, 0, tools.seconds(layout.end), colors=BLACK, linewidth=0.8)
        tools.plot.vlines(places, top, top + 3.5, colors=BLACK, linewidth=0.8)
        for x, tick in zip(places, axis.ticks, strict=True):
            write(tools.plot, x, top + 11, tick.label, size=TEXT_SIZE, across=tick.across)
    write(tools.page, layout.plot_left, axis.tops[-1] + 22, axis.caption, size=TEXT_SIZE, color=GRAY)


def paint_panel(tools: Pens, panel: Panel) -> None:
    """A VIP's heading, a rule above it, and its lanes."""
    layout, y = tools.layout, panel.top + 9
    tools.page.plot([MARGIN, layout.plot_right], [panel.top - 3] * 2, color=BLACK, linewidth=0.8)
    write(tools.page, MARGIN, y, panel.heading, size=HEADING_SIZE, weight="bold")
    write(tools.page, layout.plot_left, y, panel.note, size=LABEL_SIZE, color=GRAY)
    last = panel.lanes[-1]
    bottom = last.top + (last.chart_height if isinstance(last, RateLane) else last.height)
    for lane in panel.lanes:
        paint_lane(tools, lane, bottom)


def paint_lane(tools: Pens, lane: Lane, bottom: float) -> None:
    """A lane with its label; what is drawn across lanes ends at `bottom`."""
    y = lane.top + lane.height / 2
    match lane:
        case FindingLane():
            gutter(tools, lane.label, lane.note, y)
            paint_findings(tools, lane, bottom)
        case OwnerLane():
            gutter(tools, lane.label, lane.note, y)
            paint_owners(tools, lane)
        case RugLane():
            gutter(tools, lane.label, lane.note, y)
            paint_rug(tools, lane)
        case SymptomLane():
            symbols(tools.page, [MARGIN + 4], y, lane.kind, BLACK, False)
            gutter(tools, lane.label, lane.note, y, MARGIN + 13)
            paint_symptoms(tools, lane)
        case RateLane():
            paint_rate(tools, lane)
        case _:
            assert_never(lane)


def paint_key(tools: Pens) -> None:
    """The legend."""
    for entry in tools.layout.key:
        y = entry.top + 6
        if entry.owner is not None:
            style = tools.styles[entry.owner]
            tools.page.add_patch(
                Rectangle(
                    (entry.left, y - 4),
                    9,
                    8,
                    facecolor=style.color,
                    edgecolor="none",
                    hatch=style.hatch or None,
                    hatchcolor=BLACK,
                    hatch_linewidth=0.5,
                )
            )
        elif entry.form is not None:
            tools.page.plot([entry.left, entry.left + 9], [y, y], color=PALE, linewidth=0.5, zorder=1)
            glyphs(tools.page, [entry.left + 4.5], y, 5.5, entry.form, BLACK, False)
        write(tools.page, entry.left + SWATCH, y, entry.text, size=TEXT_SIZE, color=GRAY)


def paint_captions(tools: Pens) -> None:
    """Findings in words, under their numbers."""
    for caption in tools.layout.captions:
        y, left = caption.top + CAPTION_LINE / 2, MARGIN + DISK + 6
        disk(tools, MARGIN + DISK / 2, y, caption.number, caption.severity)
        head = write(tools.page, left, y, caption.heading, size=CAPTION_SIZE, weight="bold")
        head.set_gid(f"finding-{caption.number}")
        beside = left + width(caption.heading, CAPTION_SIZE) * BOLD + 8
        write(tools.page, beside, y, caption.note, size=CAPTION_SIZE, color=GRAY)
        for index, line in enumerate(caption.lines, 1):
            write(tools.page, left, y + index * CAPTION_LINE, line, size=CAPTION_SIZE)
