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
from arpwatch_k8s.plotter.layout import timeline_layout
from arpwatch_k8s.plotter.paint import save
from arpwatch_k8s.report import json
from arpwatch_k8s.report.target import refuse_existing, unwritable

DATA = "analysis.json"
FIGURE = "timeline.png"


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
            save(timeline_layout(result, tz=zone), new)
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


def write_figure(result: Result, target: str, *, zone: tzinfo, title: str | None, relative: bool, force: bool) -> Path:
    """Write the timeline alone, in the form that its suffix names.

    OutputError: it exists and `force` is not given, or it cannot be written. UsageError: another suffix.
    """
    path = Path(target)
    refuse_existing(path, force=force)
    try:
        save(timeline_layout(result, tz=zone, title=title, relative=relative), path)
    except OSError as error:
        raise unwritable(path, error) from error
    return path
