"""Ctrl-C before and after a command's work: it ends the process at once.

Loading what a command needs takes a second, and an exception that is raised meanwhile may be lost: Python's import runs
callbacks that swallow it. So none is raised until work begins, which is where something may have to be put in order.
"""

from __future__ import annotations

import os
import signal

TYPE_CHECKING = False  # nothing is loaded here that can be done without
if TYPE_CHECKING:
    from types import FrameType

STDERR, INTERRUPTED = 2, 130
WORDS = b"arpwatch-k8s: interrupted\n"


def at_once() -> None:
    """From here on Ctrl-C ends the process: nothing is begun, or all is done. Where it is ignored, as in the background
    of a script, it stays so."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, leave)


def as_exceptions() -> None:
    """From here on Ctrl-C raises KeyboardInterrupt: what is begun is to be ended in order."""
    if signal.getsignal(signal.SIGINT) is leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def leave(_number: int, _frame: FrameType | None) -> None:
    """End the process."""
    os.write(STDERR, WORDS)
    os._exit(INTERRUPTED)
