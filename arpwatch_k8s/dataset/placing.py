"""A file that appears whole, or not at all, whoever else writes the same.

Small files by the thousand: a name beside theirs is enough, where a folder for each takes longer than the file itself.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from arpwatch_k8s.savefile.writer import unwritable


def place(path: Path, data: bytes | memoryview) -> None:
    """Write a file, in a folder that is made where it is not there. OutputError: it cannot be written."""
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            new.write_bytes(data)
            new.replace(path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise unwritable(str(path), error) from error
