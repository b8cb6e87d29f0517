"""Several sources at once: the compiled scan lets go of the interpreter, so threads do run beside each other."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from threading import Event
from typing import TypeVar

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


class Stopped(Exception):  # noqa: N818 - no error: somebody else's failure, or Ctrl-C, ends this task
    """A task was told to stop."""


def processors() -> int:
    """How many of them this process may use."""
    return len(os.sched_getaffinity(0))


def each(work: Callable[[Task, Event], Outcome], tasks: Sequence[Task]) -> list[Outcome]:
    """What `work` makes of each task, in the order of the tasks; as many at once as there are processors.

    `work` is to look at the event now and then, and to raise `Stopped` once it is set. The first failure stops all, and
    is raised; so does Ctrl-C.
    """
    stop = Event()
    workers = min(len(tasks), processors())
    if workers <= 1:
        return [work(task, stop) for task in tasks]
    with ThreadPoolExecutor(workers, thread_name_prefix="scan") as pool:
        try:
            futures = [pool.submit(work, task, stop) for task in tasks]
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)
    failures = [error for future in futures if not future.cancelled() and (error := future.exception())]
    for error in failures:
        if not isinstance(error, Stopped):
            raise error
    return [future.result() for future in futures]
