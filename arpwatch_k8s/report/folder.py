"""The case folder: the timeline as SVG, PNG and PDF, and the analysis as JSON. Written beside, then renamed: no
halves."""

from __future__ import annotations

import json as jsonlib
import shutil
import tempfile
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.plotter import Look, timeline_pages
from arpwatch_k8s.plotter.files import paths, save
from arpwatch_k8s.report import json
from arpwatch_k8s.report.target import refuse_existing, unwritable

DATA = "analysis.json"
NAME = "timeline"
FIGURE = f"{NAME}.png"
SUFFIXES = (".svg", ".png", ".pdf")


@dataclass(frozen=True, slots=True)
class Written:
    """Where the parts of a case folder are."""

    figure: Path
    data: Path


def write(result: Result, target: str, *, zone: tzinfo, force: bool) -> Written:
    """Write the case folder. OutputError: it exists and `force` is not given, or it cannot be written."""
    directory = Path(target)
    refuse_existing(directory, force=force)
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=directory.parent, prefix=f".{directory.name}.") as temporary:
            new = Path(temporary) / "new"
            new.mkdir()
            save(timeline_pages(result, Look(tz=zone)), [new / f"{NAME}{suffix}" for suffix in SUFFIXES])
            text = jsonlib.dumps(json.document(result), indent=2)
            (new / DATA).write_text(text + "\n", encoding="utf-8")
            replace(new, directory, Path(temporary) / "old")
    except OSError as error:
        raise unwritable(directory, error) from error
    return Written(directory / FIGURE, directory / DATA)


def replace(new: Path, directory: Path, old: Path) -> None:
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

    OutputError: one of them exists and `force` is not given, or cannot be written.
    """
    pages = timeline_pages(result, look)
    for file in paths(path, len(pages)):
        refuse_existing(file, force=force)
    try:
        return save(pages, [path])
    except OSError as error:
        raise unwritable(path, error) from error
