"""Work of a second thread, while this one is at another: NumPy and compiled code let go of the interpreter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Final, TypeVar

Done = TypeVar("Done")
About = TypeVar("About")

MANY_ROWS: Final = 100_000
"""Rows of evidence from which on a thread is worth its while."""


@contextmanager
def begun(work: Callable[[About], Done], about: About, rows: int) -> Iterator[Callable[[], Done]]:
    """What `work` makes of something, when it is asked for; worked out meanwhile where that has many rows. What fails
    there is raised where it is asked for."""
    if rows < MANY_ROWS:
        yield partial(work, about)
        return
    with ThreadPoolExecutor(1, thread_name_prefix="meanwhile") as beside:
        yield beside.submit(work, about).result
