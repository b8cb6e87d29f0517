"""The case folder: the report as a page and as Markdown, the timeline, the analysis as JSON, the tables, the frames
that it cites as pcapng, the manifest. Written beside, then renamed: no halves."""

from __future__ import annotations

import json as jsonlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.capture.source import Kind
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.plotter import Look, TimelineLayout, timeline_pages
from arpwatch_k8s.plotter.painters.files import paths, save
from arpwatch_k8s.report import details
from arpwatch_k8s.report.annotated import write_cited
from arpwatch_k8s.report.details import Drawn, file_name
from arpwatch_k8s.report.formats import json
from arpwatch_k8s.report.formats.markdown import markdown
from arpwatch_k8s.report.formats.page import html
from arpwatch_k8s.report.manifest import manifest
from arpwatch_k8s.report.tables import files as rows
from arpwatch_k8s.report.tables.all import TABLES
from arpwatch_k8s.report.tables.files import RowFormat
from arpwatch_k8s.report.target import MANIFEST, UNKNOWN_BYTES, refuse_existing, unwritable, written_whole

if TYPE_CHECKING:
    import pandas as pd

DATA = "analysis.json"
PAGE, WIKI, TABLE_FOLDER = "report.html", "report.md", "tables"
NAME = "timeline"
FIGURE = f"{NAME}.png"
SUFFIXES = (".svg", ".png", ".pdf")
EVIDENCE = "evidence.pcapng"
MOST_PAGES: Final = 6
"""Of a figure, each drawn thrice, in seconds of CPU time where lanes are crowded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where the parts of a case folder are."""

    page: Path
    figure: Path
    details: tuple[tuple[int, Path], ...]
    """Figures of incidents that are too short for that one, with the incidents' numbers."""
    data: Path
    evidence: Path | None
    """None where what was read cannot be read again."""
    lacks: str
    """Why there is no evidence, in a line; empty where there is."""


def write(
    result: Result, target: str, *, zone: tzinfo, force: bool, command: Sequence[str] = (), pages: int = MOST_PAGES
) -> Written:
    """Write the case folder; `command` is what the manifest says it was made by. Where the figure would take more than
    so many `pages`, the VIPs most in need have lanes of their own.

    UsageError: there is something in it, and it is no report or `force` is not given. OutputError: it cannot be
    written. InputError: a capture has changed since it was analyzed.
    """
    directory = Path(target)
    # what was seen live has no source at all
    again = bool(result.sources) and all(source.holds_frames for source in result.sources)
    with written_whole(directory, force=force) as new:
        figures = fill(new, result, shown_in(Look(tz=zone), result), pages, tuple(command))
        if again:
            write_cited(result, str(new / EVIDENCE))
    return Written(
        page=directory / PAGE,
        figure=directory / FIGURE,
        details=tuple((one.detail.number, directory / file_name(NAME, one.detail, ".png")) for one in figures),
        data=directory / DATA,
        evidence=directory / EVIDENCE if again else None,
        lacks="" if again else f"{directory} has no {EVIDENCE}: {why_unread(result)}",
    )


def why_unread(result: Result) -> str:
    """Why no frame can be read a second time."""
    gone = [source.path for source in result.sources if source.kind is Kind.GONE]
    if gone:
        return f"a data set holds no frames, and {gone[0]} is not there as it was read ({len(gone)} such)"
    if result.case.captures:
        return "frames that were printed, read from a pipe, or seen live cannot be read again"
    return "no frames were read"


def shown_in(look: Look, result: Result) -> Look:
    """A look at the part of a result that is shown."""
    window = result.shown
    return look if window is None or window.start == window.end else replace(look, start=window.start, end=window.end)


def drawn(result: Result, look: Look, pages: int) -> tuple[Look, tuple[TimelineLayout, ...]]:
    """The figure, and how it is drawn: with lanes of their own for as many VIPs as so many pages hold, at least one,
    where all would take more. An overview of the others stays."""
    whole = timeline_pages(result, look)
    for most in range(pages - 1, 0, -1):
        if len(whole) <= pages:
            break
        look = replace(look, most=most)
        whole = timeline_pages(result, look)
    return look, whole


def fill(new: Path, result: Result, look: Look, most: int, command: tuple[str, ...]) -> tuple[Drawn, ...]:
    """Write all files of a case into an empty folder, the figure in at most so many pages if it can be; the figures of
    incidents beside it."""
    short, left = details.wanted(result, look)
    notes = details.told_beside(
        result, look.tz, short, left, lambda one: f"drawn in {file_name(NAME, one, SUFFIXES[0])}"
    )
    look = replace(look, notes=notes)
    look, pages = drawn(result, look, most)
    figures = save(pages, [new / f"{NAME}{suffix}" for suffix in SUFFIXES])
    beside = tuple(details.save_each(result, look, short, new, NAME, SUFFIXES))
    vectors = [path for path in figures if path.suffix == ".svg"]
    made = manifest(result, command)
    svg = "\n".join(drawing(path) for path in vectors)
    page = html(result, look, made=made, svg=svg, details=embedded(new, beside))
    (new / PAGE).write_text(page, encoding="utf-8", errors=UNKNOWN_BYTES)
    text = markdown(result, look.tz, made=made, figures=[path.name for path in vectors], details=beside)
    (new / WIKI).write_text(text, encoding="utf-8", errors=UNKNOWN_BYTES)
    for name, document in ((DATA, json.document(result)), (MANIFEST, made)):
        (new / name).write_text(jsonlib.dumps(document, indent=2) + "\n", encoding="utf-8")
    write_tables(result, new / TABLE_FOLDER)
    return beside


def embedded(folder: Path, figures: Sequence[Drawn]) -> tuple[tuple[Drawn, str], ...]:
    """Figures with the pictures themselves, as the address of an image."""
    return tuple(
        (one, f"data:image/svg+xml;base64,{b64encode((folder / one.picture).read_bytes()).decode()}") for one in figures
    )


def drawing(path: Path) -> str:
    """The element that an SVG file holds, to stand among others."""
    text = path.read_text(encoding="utf-8")
    return text[text.index("<svg") :]


def write_tables(result: Result, directory: Path) -> None:
    """Every table as CSV, safe to open in a spreadsheet, and where pyarrow is installed as Parquet."""
    directory.mkdir()
    forms = [RowFormat.CSV] + ([RowFormat.PARQUET] if find_spec("pyarrow") else [])
    for name, table in TABLES.items():
        frame = flat(table.frame(result))
        for form in forms:
            rows.write(frame, form, str(directory / f"{name}.{form.value}"))


def flat(frame: pd.DataFrame) -> pd.DataFrame:
    """A table whose lists and counts by name are texts: neither form of file has columns of them all alike."""
    shown = frame.copy(deep=False)
    for name, column in frame.items():
        if column.dtype == object and column.map(lambda value: isinstance(value, list | tuple | dict)).any():
            shown[name] = column.map(lambda value: jsonlib.dumps(value, default=str))
    return shown


def figure_path(target: str) -> Path:
    """The path of a figure; UsageError where its suffix names no form."""
    path = Path(target)
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"{target}: cannot draw {path.suffix or 'a file without suffix'}", fix=f"Use one of {', '.join(SUFFIXES)}."
        )
    return path


def write_figure(result: Result, path: Path, look: Look, *, force: bool) -> tuple[Path, ...]:
    """Write the timeline alone, in the form that its suffix names; the files written, several where it takes pages.

    UsageError: one of them exists and `force` is not given. OutputError: it cannot be written.
    """
    look = shown_in(look, result)
    short, left = details.wanted(result, look)
    notes = details.told_beside(result, look.tz, short, left, lambda one: f"--around {one.number} draws it")
    look = replace(look, notes=notes)
    pages = timeline_pages(result, look)
    for file in paths(path, len(pages)):
        refuse_existing(file, force=force)
    try:
        return save(pages, [path])
    except OSError as error:
        raise unwritable(path, error) from error
