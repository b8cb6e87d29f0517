"""Whether systemd's journal is written to: it takes a line's urgency from `<3>` before it (sd-daemon(3))."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping

STREAM = "JOURNAL_STREAM"
STDOUT, STDERR = 1, 2
URGENT = ((logging.ERROR, "<3>"), (logging.WARNING, "<4>"))
OTHERS = "<6>"


def is_journal(descriptor: int, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether an open descriptor is the journal, which names the file that it has given."""
    told = environment.get(STREAM, "")
    if not told:
        return False
    try:
        status = os.fstat(descriptor)
    except OSError:
        return False
    return told == f"{status.st_dev}:{status.st_ino}"


def mark(level: int) -> str:
    """What stands before a line on standard error that is logged at `level`; nothing where it is not the journal."""
    if not is_journal(STDERR):
        return ""
    return next((text for least, text in URGENT if level >= least), OTHERS)
