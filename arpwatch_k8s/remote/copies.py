"""A file from elsewhere in a private folder until the program ends: logs, listings and archives, which are read
otherwise than from their first byte to their last."""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from typing import Final

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.remote.found import RemoteFile
from arpwatch_k8s.remote.reach import is_final
from arpwatch_k8s.remote.reading import FIRST_BYTES, RemoteReader

MOST_BYTES: Final = 8 << 30
"""Of one file, as of an archive that is unpacked."""
MOST_NAME: Final = 200
"""Bytes of a copy's name, those at its end."""
PIECE_BYTES: Final = 1 << 20
AT_ONCE: Final = 8
"""Files that are looked at together: each takes a time in which nothing is done but wait."""


def copied(file: RemoteFile) -> str:
    """The path of a copy. InputError: it cannot be read, or is larger than the bound."""
    folder = mkdtemp(prefix="arpwatch-k8s-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    target = Path(folder, file_name(file.path))
    left = MOST_BYTES
    with closing(RemoteReader(file)) as reader, target.open("xb") as out:
        while piece := reader.read(PIECE_BYTES):
            left -= len(piece)
            if left < 0:
                raise InputError(f"{file.path}: is larger than {MOST_BYTES >> 30} GiB", fix="Cut it, and give a part.")
            out.write(piece)
    return str(target)


def file_name(url: str) -> str:
    """What a copy is called: as the file is, whose name a store lets be anything."""
    name = os.fsdecode(os.fsencode(PurePosixPath(url).name.replace("\0", ""))[-MOST_NAME:])
    return name if name not in ("", ".", "..") else "file"


def look_ahead(files: Sequence[RemoteFile]) -> None:
    """Fetch the beginnings of files of a folder, some at once, for those who look at them next: one that cannot be read
    by itself is told to them. InputError: its server is not reached, which is so for all."""

    def begin(file: RemoteFile) -> None:
        try:
            with closing(RemoteReader(file)) as reader:
                reader.read(FIRST_BYTES)
        except InputError as error:
            if not (isinstance(error.__cause__, Exception) and is_final(error.__cause__)):
                raise

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="look") as pool:
        list(pool.map(begin, files))
