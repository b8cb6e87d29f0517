"""Whether a path is a finished analysis, and its document: the analysis.json of a report, or the report's folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from arpwatch_k8s.errors import InputError

DATA: Final = "analysis.json"
BESIDE: Final = "manifest.json"
"""What a report's folder has beside its document; a case that somebody collected has not."""
MOST_BYTES: Final = 256 << 20
"""Of a document: that of a report on a thousand VIPs has some 20 MB."""


def document_path(source: str) -> Path | None:
    """The document of a source that is a finished analysis; None where it is to be analyzed first."""
    path = Path(source)
    if path.is_dir():
        return path / DATA if (path / DATA).is_file() and (path / BESIDE).is_file() else None
    return path if path.name.endswith(".json") and path.is_file() and is_analysis(path) else None


def is_analysis(path: Path) -> bool:
    """Whether a file of JSON begins as analysis.json does, rather than as a listing of kubectl."""
    try:
        with path.open("rb") as stream:
            begin = stream.read(4_096)
    except OSError:
        return False  # whoever reads it next says why it cannot be read
    return begin.lstrip().startswith(b"{") and b'"schema"' in begin.split(b":", 1)[0]


def document(path: Path) -> dict[str, object]:
    """What a file holds. InputError: it cannot be read, is too long, or is no object of JSON."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(
                f"{path}: longer than {MOST_BYTES >> 20} MiB", fix="Give what it was made from, with fewer --vip."
            )
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", fix="Name an analysis.json that can be read.") from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{path}: no JSON ({type(error).__name__})", fix="Make the report anew: arpwatch-k8s report SOURCE -o DIR."
        ) from error
    if not isinstance(found, dict):
        raise InputError(f"{path}: no analysis of arpwatch-k8s", fix="Name the analysis.json of a report.")
    return found
