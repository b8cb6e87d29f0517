"""Whether this process still has the terminal that it was started from."""

from __future__ import annotations

import os
from typing import Final

TERMINAL: Final = "/dev/tty"
"""The controlling terminal of whoever opens it."""


def is_there() -> bool:
    """Whether there is a controlling terminal. Where one hangs up, the kernel takes it from every process of its
    session before it sends SIGHUP (Linux drivers/tty/tty_jobctrl.c, tty_signal_session_leader)."""
    try:
        os.close(os.open(TERMINAL, os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True
