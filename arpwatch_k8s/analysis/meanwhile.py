"""What is needed later is imported by a second thread, while this one reads: compiled code lets go of the interpreter.

Importing all that judges takes a quarter of a second, as long as a gigabyte takes to be read.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Thread
from typing import Final

SWITCH_SECONDS: Final = 0.0001
"""How long an importing thread keeps the interpreter from one that wants it: the scan wants it once a millisecond, and
would wait five times as long as it works."""


@contextmanager
def imported(module: str) -> Iterator[None]:
    """Import `module` beside what is done within; afterwards it is there, or whoever imports it meets the error.

    Nothing that is done within may import what imports each other: two threads that begin at its two ends would see
    half of it.
    """
    if module in sys.modules:
        yield
        return
    thread = Thread(target=attempt, args=(module,), name=f"import {module}")
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    thread.start()
    try:
        yield
    finally:
        thread.join()
        sys.setswitchinterval(before)


def attempt(module: str) -> None:
    """Import a module, if that is possible: an error is met again where the module is used."""
    with suppress(Exception):
        import_module(module)
