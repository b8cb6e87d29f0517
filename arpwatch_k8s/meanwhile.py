"""Work of a second thread, while this one is at another: NumPy and compiled code let go of the interpreter."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from threading import Thread
from typing import Final, TypeVar

Done = TypeVar("Done")
About = TypeVar("About")

MANY_ROWS: Final = 100_000
"""Rows of evidence from which on a thread is worth its while."""
SWITCH_SECONDS: Final = 0.0001
"""How long an importing thread keeps the interpreter from one that wants it: the scan wants it once a millisecond, and
would wait five times as long as it works."""


@contextmanager
def begun(work: Callable[[About], Done], about: About, rows: int) -> Iterator[Callable[[], Done]]:
    """What `work` makes of something, when it is asked for; worked out meanwhile where that has many rows. What fails
    there is raised where it is asked for."""
    if rows < MANY_ROWS:
        yield partial(work, about)
        return
    with ThreadPoolExecutor(1, thread_name_prefix="meanwhile") as beside:
        yield beside.submit(work, about).result


@contextmanager
def imported(module: str) -> Iterator[None]:
    """Import `module` beside what is done within; afterwards it is there, or whoever imports it meets the error.

    Nothing that is done within may import modules that import each other: two threads that begin at the two ends of
    such a ring would see half of it.
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
