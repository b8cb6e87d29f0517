"""Packs a release: the same files give the same bytes, whoever packs them and when."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path
from typing import Final

from tests.released.contents import Files

FILE, PROGRAM = 0o644, 0o755
PROGRAMS: Final = frozenset({".py"})


def pack(files: Files, top: str, path: Path) -> None:
    """Write a .tar.gz of files below one folder, in the order of their names."""
    with (
        path.open("wb") as out,
        gzip.GzipFile(fileobj=out, mode="wb", filename="", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for name, data in sorted(files.items()):
            entry = tarfile.TarInfo(f"{top}/{name}")
            entry.size = len(data)
            entry.mode = PROGRAM if Path(name).suffix in PROGRAMS else FILE
            archive.addfile(entry, io.BytesIO(data))
