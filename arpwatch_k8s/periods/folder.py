"""What windows tell as a folder: text, JSON, tables, a manifest. Written beside, then renamed: no halves."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.periods.document import document
from arpwatch_k8s.periods.story import story
from arpwatch_k8s.periods.tables import TABLES
from arpwatch_k8s.periods.text import text
from arpwatch_k8s.report.manifest import versions
from arpwatch_k8s.report.tables import files
from arpwatch_k8s.report.tables.files import RowFormat
from arpwatch_k8s.report.tables.table import frame_of
from arpwatch_k8s.report.target import MANIFEST, UNKNOWN_BYTES, written_whole

if TYPE_CHECKING:
    from arpwatch_k8s.periods.running import Windowed

TEXT: Final = "windows.txt"
DATA: Final = "windows.json"


def write(told: Windowed, target: str, *, force: bool, command: Sequence[str]) -> None:
    """Write the folder. UsageError: there is something already. OutputError: it cannot be written."""
    whole = story(told)
    with written_whole(Path(target), force=force) as folder:
        put(folder / TEXT, text(told, whole=whole))
        put(folder / DATA, jsonlib.dumps(document(told, whole), indent=2) + "\n")
        for table in TABLES:
            frame = frame_of(table.columns, table.sources(told, whole))
            files.write(frame, RowFormat.CSV, str(folder / f"{table.name}.csv"))
            if find_spec("pyarrow") is not None:
                files.write(frame, RowFormat.PARQUET, str(folder / f"{table.name}.parquet"))
        made = {"inputs": [{"kind": "data set", "path": told.folder}], "versions": versions(), "command": list(command)}
        put(folder / MANIFEST, jsonlib.dumps(made, indent=2) + "\n")


def put(path: Path, said: str) -> None:
    """A text into a file."""
    path.write_text(said, encoding="utf-8", errors=UNKNOWN_BYTES)
