"""What lies where in a data set's folder.

Tables are partitioned as Hive does, by the day (UTC) of a capture's first frame and by the segment that its rows are
of, so that DuckDB, pandas and Spark find both as columns. A capture is never divided.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Final

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.thresholds import NS

MARKER: Final = "arpwatch-k8s-dataset.json"
"""By which a folder is known as a data set: its snapshot."""
READINGS: Final = "readings"
"""The folder of the manifests: one for each reading of each capture."""
LOCK: Final = ".lock"
NAME: Final = re.compile(r"[0-9a-z-]+")
NONE, SEVERAL = "none", "several"
"""What stands for the day of a capture without frames and the segment of one without rows, and for several segments."""


def is_dataset(path: str | os.PathLike[str]) -> bool:
    """Whether a path is a data set's folder."""
    return (Path(path) / MARKER).is_file()


def may_become_one(path: Path) -> bool:
    """Whether a path is nothing yet, or a folder with nothing but what a data set begins with, before it has a snapshot
    or a reading: another writer may have begun with it just now."""
    try:
        inside = [each.name for each in path.iterdir()]
    except FileNotFoundError:
        return True
    except NotADirectoryError:
        return False
    begun = all(name in (READINGS, LOCK) or name.startswith(f".{MARKER}.") for name in inside)
    return begun and not any((path / READINGS).glob("*"))


def manifest_path(folder: Path, content: str, reading: str) -> Path:
    """The manifest of a reading."""
    return folder / READINGS / f"{content}.{reading}.json"


def table_path(table: str, *, day: str, segment: str, content: str, reading: str) -> str:
    """Where a reading's part of a table is, from the data set's folder."""
    return f"{table}/day={day}/segment={segment}/{content}.{reading}.parquet"


def is_name(text: str) -> bool:
    """Whether a text can be what a capture or a reading is called, and no path: a data set may be somebody else's."""
    return NAME.fullmatch(text) is not None


def is_within(place: str) -> bool:
    """Whether a path leads to somewhere in the data set, and not out of it."""
    path = PurePosixPath(place)
    return not path.is_absolute() and ".." not in path.parts and "\0" not in place


def day_of(first_ns: int | None) -> str:
    """The day (UTC) of a time."""
    return NONE if first_ns is None else datetime.fromtimestamp(first_ns // NS, UTC).date().isoformat()


def refuse_without_parquet() -> None:
    """UsageError where Parquet can be neither written nor read."""
    if find_spec("pyarrow") is None:
        raise UsageError(
            "a data set needs the package pyarrow, which is not installed", fix="pip install 'arpwatch-k8s[cluster]'"
        )
