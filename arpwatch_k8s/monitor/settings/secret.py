"""Files of secrets: read only where nobody else may read them."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from arpwatch_k8s.errors import UsageError

MOST_BYTES: Final = 256 << 10
"""Of a file of settings, or of URLs."""
VARIABLE: Final = "ARPWATCH_K8S_NOTIFY"
"""Names the environment's URLs, parted by white space."""


def read_text(path: str) -> tuple[str, bool]:
    """What a file holds, and whether others than its owner and group may read it. UsageError: it cannot be read."""
    try:
        with Path(path).open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            text = stream.read(MOST_BYTES + 1).decode()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})", fix="Name a file that is there.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not text in UTF-8", fix="Write it anew.") from error
    if len(text) > MOST_BYTES:
        raise UsageError(f"{path}: larger than {MOST_BYTES >> 10} KiB", fix="Part names off: names.inventory.")
    return text, bool(mode & (stat.S_IROTH | stat.S_IWOTH))


def refused(path: str) -> UsageError:
    """What is said of a file of secrets that everybody may read."""
    return UsageError(
        f"{path}: there are secrets in it, and everybody may read it",
        fix=f"chmod 640 {path}, and give it to the group of the user that watch becomes.",
    )


def urls(path: str) -> tuple[str, ...]:
    """The URLs of a file, one a line; lines that begin with # are left. UsageError: others may read it, or nobody
    can."""
    text, is_open = read_text(path)
    if is_open:
        raise refused(path)
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def environment() -> tuple[str, ...]:
    """The URLs of the environment."""
    return tuple(os.environ.get(VARIABLE, "").split())
