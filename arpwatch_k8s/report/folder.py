"""The case folder: the timeline as SVG, PNG and PDF, the analysis as JSON, the frames that it cites as pcapng. Written
beside, then renamed: no halves."""

from __future__ import annotations

import json as jsonlib
import logging
import shutil
import tempfile
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.plotter.layout import timeline_layout
from arpwatch_k8s.plotter.paint import save
from arpwatch_k8s.report import json
from arpwatch_k8s.report.annotated import write_cited
from arpwatch_k8s.report.target import refuse_existing, unwritable

DATA = "analysis.json"
FIGURE = "timeline.png"
EVIDENCE = "evidence.pcapng"

log = logging.getLogger("arpwatch_k8s")


@dataclass(frozen=True, slots=True)
class Written:
    """Where the parts of a case folder are; no evidence where what was read can be read only once."""

    figure: Path
    data: Path
    evidence: Path | None


def write(result: Result, target: str, *, zone: tzinfo, force: bool) -> Written:
    """Write the case folder. OutputError: it exists and `force` is not given, or it cannot be written. InputError: a
    capture has changed since it was analyzed."""
    directory = Path(target)
    refuse_existing(directory, force=force)
    again = all(source.seekable for source in result.sources)
    if not again:
        log.warning("%s has no %s: what was read from a pipe cannot be read again", directory, EVIDENCE)
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=directory.parent, prefix=f".{directory.name}.") as temporary:
            new = Path(temporary) / "new"
            new.mkdir()
            save(timeline_layout(result, tz=zone), new)
            text = jsonlib.dumps(json.document(result), indent=2)
            (new / DATA).write_text(text + "\n", encoding="utf-8")
            if again:
                write_cited(result, str(new / EVIDENCE))
            replace(new, directory, Path(temporary) / "old")
    except OSError as error:
        raise unwritable(directory, error) from error
    return Written(directory / FIGURE, directory / DATA, directory / EVIDENCE if again else None)


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
