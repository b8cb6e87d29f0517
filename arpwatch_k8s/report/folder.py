"""The case folder: the report as a page and as Markdown, the timeline, the analysis as JSON, the tables, the frames
that it cites as pcapng, the manifest. Written beside, then renamed: no halves."""

from __future__ import annotations

import json as jsonlib
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.capture.sources import Kind
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.plotter import Look, TimelineLayout, timeline_pages
from arpwatch_k8s.plotter.page.order import FEW
from arpwatch_k8s.plotter.painters.files import paths, save
from arpwatch_k8s.report.annotated import write_cited
from arpwatch_k8s.report.formats import json
from arpwatch_k8s.report.formats.markdown import markdown
from arpwatch_k8s.report.formats.page import html
from arpwatch_k8s.report.manifest import manifest
from arpwatch_k8s.report.tables import files as rows
from arpwatch_k8s.report.tables.all import TABLES
from arpwatch_k8s.report.tables.files import RowFormat
from arpwatch_k8s.report.target import MANIFEST, UNKNOWN_BYTES, refuse_existing, refuse_folder, unwritable

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
SOME: Final = 8
"""VIPs that get a panel of their own where all of them would take more pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where the parts of a case folder are."""

    page: Path
    figure: Path
    data: Path
    evidence: Path | None
    """None where what was read cannot be read again."""
    lacks: str
    """Why there is no evidence, in a line; empty where there is."""


def write(
    result: Result, target: str, *, zone: tzinfo, force: bool, command: Sequence[str] = (), pages: int = MOST_PAGES
) -> Written:
    """Write the case folder; `command` is what the manifest says it was made by. Where the figure would take more than
    so many `pages`, the VIPs most in need are drawn, and the others counted.

    UsageError: there is something in it, and it is no report or `force` is not given. OutputError: it cannot be
    written. InputError: a capture has changed since it was analyzed.
    """
    directory = Path(target)
    refuse_folder(directory, force=force)
    # what was seen live has no source at all
    again = bool(result.sources) and all(source.holds_frames for source in result.sources)
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=directory.parent, prefix=f".{directory.name}.") as temporary:
            new = Path(temporary) / "new"
            new.mkdir()
            fill(new, result, *drawn(result, Look(tz=zone), pages), tuple(command))
            if again:
                write_cited(result, str(new / EVIDENCE))
            exchange(new, directory, Path(temporary) / "old")
    except OSError as error:
        raise unwritable(directory, error) from error
    return Written(
        page=directory / PAGE,
        figure=directory / FIGURE,
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


def drawn(result: Result, look: Look, pages: int) -> tuple[Look, tuple[TimelineLayout, ...]]:
    """The figure, and how it is drawn: with lanes for some VIPs, or for a few alone, where all would take more than so
    many pages."""
    whole = timeline_pages(result, look)
    for most in (SOME, FEW):
        if len(whole) <= pages:
            break
        look = replace(look, most=most)
        whole = timeline_pages(result, look)
    return look, whole


def fill(new: Path, result: Result, look: Look, pages: Sequence[TimelineLayout], command: tuple[str, ...]) -> None:
    """Write all files of a case into an empty folder; `pages` are the figure's."""
    figures = save(pages, [new / f"{NAME}{suffix}" for suffix in SUFFIXES])
    vector = next(path for path in figures if path.suffix == ".svg")
    made = manifest(result, command)
    page = html(result, look, made=made, svg=vector.read_text(encoding="utf-8"))
    (new / PAGE).write_text(page, encoding="utf-8", errors=UNKNOWN_BYTES)
    text = markdown(result, look.tz, made=made, figure=vector.name)
    (new / WIKI).write_text(text, encoding="utf-8", errors=UNKNOWN_BYTES)
    for name, document in ((DATA, json.document(result)), (MANIFEST, made)):
        (new / name).write_text(jsonlib.dumps(document, indent=2) + "\n", encoding="utf-8")
    write_tables(result, new / TABLE_FOLDER)


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


def exchange(new: Path, directory: Path, old: Path) -> None:
    """Put `new` in the place of `directory`; what was there goes to `old`."""
    if directory.is_dir() and not directory.is_symlink():
        directory.replace(old)
    elif directory.exists() or directory.is_symlink():
        directory.unlink()
    shutil.move(new, directory)


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
    pages = timeline_pages(result, look)
    for file in paths(path, len(pages)):
        refuse_existing(file, force=force)
    try:
        return save(pages, [path])
    except OSError as error:
        raise unwritable(path, error) from error
