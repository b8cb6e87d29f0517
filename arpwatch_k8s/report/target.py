"""Where output goes: never over what is there unasked, and told in two lines where it cannot."""

from pathlib import Path
from typing import Final

from arpwatch_k8s.errors import OutputError

UNKNOWN_BYTES: Final = "backslashreplace"
"""What becomes of a file name's bytes that are no UTF-8, where a text names it."""


def refuse_existing(path: Path, *, force: bool) -> None:
    """OutputError where `path` is taken and may not be replaced, or cannot be reached."""
    try:
        taken = path.exists()
    except OSError as error:
        raise unwritable(path, error) from error
    if taken and not force:
        raise OutputError(f"{path} exists", fix="Give another name, or --force to replace it.")


def unwritable(path: Path, error: OSError) -> OutputError:
    """The error for a path that cannot be written."""
    return OutputError(
        f"{path}: cannot be written ({error.strerror})", fix="Check the folder, its rights and the disk's space."
    )
