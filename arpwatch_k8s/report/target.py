"""Where output goes: never over what is there unasked, and told in two lines where it cannot."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from arpwatch_k8s.errors import OutputError, UsageError

UNKNOWN_BYTES: Final = "backslashreplace"
"""What becomes of a file name's bytes that are no UTF-8, where a text names it."""
MANIFEST: Final = "manifest.json"
"""What every report has, and by which a folder is known as one."""


def refuse_existing(path: Path, *, force: bool) -> None:
    """UsageError where `path` is taken and may not be replaced. OutputError where it cannot be reached."""
    try:
        taken = path.exists()
    except OSError as error:
        raise unwritable(path, error) from error
    if taken and not force:
        raise UsageError(f"{path} exists", fix="Give another name, or --force to replace it.")


def refuse_folder(path: Path, *, force: bool) -> None:
    """The same of a report's folder: an empty one is free, and only a report is replaced."""
    try:
        if not path.is_dir() or path.is_symlink():
            refuse_existing(path, force=force)
            return
        held = {entry.name for entry in path.iterdir()}
    except OSError as error:
        raise unwritable(path, error) from error
    if held and not force:
        raise UsageError(f"{path} exists, and is not empty", fix="Give another name, or --force to replace it.")
    if held and MANIFEST not in held:
        raise UsageError(
            f"{path} holds something else than a report", fix="Give another name: --force replaces reports alone."
        )


@contextmanager
def written_whole(directory: Path, *, force: bool) -> Iterator[Path]:
    """An empty folder that takes the place of `directory` once all is in it, and goes where something fails.

    UsageError: there is something in `directory`, and it is no report or `force` is not given. OutputError: it cannot
    be written.
    """
    refuse_folder(directory, force=force)
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=directory.parent, prefix=f".{directory.name}.") as temporary:
            new = Path(temporary) / "new"
            new.mkdir()
            yield new
            exchange(new, directory, Path(temporary) / "old")
    except OSError as error:
        raise unwritable(directory, error) from error


def exchange(new: Path, directory: Path, old: Path) -> None:
    """Put `new` in the place of `directory`; what was there goes to `old`."""
    if directory.is_dir() and not directory.is_symlink():
        directory.replace(old)
    elif directory.exists() or directory.is_symlink():
        directory.unlink()
    shutil.move(new, directory)


def unwritable(path: Path, error: OSError) -> OutputError:
    """The error for a path that cannot be written."""
    return OutputError(
        f"{path}: cannot be written ({error.strerror})", fix="Check the folder, its rights and the disk's space."
    )
