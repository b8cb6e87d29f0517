"""A comparison as a folder: page, Markdown, JSON, figure, manifest. Written beside, then renamed: no halves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from arpwatch_k8s.comparison.record import Comparison
from arpwatch_k8s.comparison.shown.document import document
from arpwatch_k8s.comparison.shown.figure import pages
from arpwatch_k8s.comparison.shown.markdown import markdown
from arpwatch_k8s.comparison.shown.page import html
from arpwatch_k8s.plotter.painters.files import save
from arpwatch_k8s.plotter.setting import Look
from arpwatch_k8s.report.folder import SUFFIXES
from arpwatch_k8s.report.manifest import versions
from arpwatch_k8s.report.target import MANIFEST, UNKNOWN_BYTES, written_whole
from arpwatch_k8s.wording.value import JsonValue

NAME: Final = "compare"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What each side was read from, as a manifest has it."""

    before: list[JsonValue]
    """Files of BEFORE."""
    after: list[JsonValue]
    """Files of AFTER."""


def write(
    found: Comparison, target: str, *, look: Look, force: bool, inputs: Inputs, command: Sequence[str] = ()
) -> Path:
    """Write the folder; the page in it. `command` is what the manifest says it was made by.

    UsageError: there is something in it, and it is no report or `force` is not given. OutputError: it cannot be
    written.
    """
    directory = Path(target)
    made: dict[str, JsonValue] = {
        "before": inputs.before,
        "after": inputs.after,
        "versions": versions(),
        "command": list(command),
    }
    with written_whole(directory, force=force) as new:
        fill(new, found, look, made)
    return directory / f"{NAME}.html"


def fill(new: Path, found: Comparison, look: Look, made: dict[str, JsonValue]) -> None:
    """Write all files into an empty folder; where neither side has any time, there is no figure."""
    drawable = bool(found.before.span or found.after.span)
    svg, picture = "", ""
    if drawable:
        drawn = save(pages(found, look), [new / f"{NAME}{suffix}" for suffix in SUFFIXES])
        vector = next(path for path in drawn if path.suffix == ".svg")
        svg, picture = vector.read_text(encoding="utf-8"), vector.name
    page = html(found, look.tz, made=made, svg=svg)
    (new / f"{NAME}.html").write_text(page, encoding="utf-8", errors=UNKNOWN_BYTES)
    text = markdown(found, look.tz, picture)
    (new / f"{NAME}.md").write_text(text, encoding="utf-8", errors=UNKNOWN_BYTES)
    for name, told in ((f"{NAME}.json", document(found)), (MANIFEST, made)):
        (new / name).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
