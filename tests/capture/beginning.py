"""Something happens while tasks are handed to threads."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest


def once_begun(monkeypatch: pytest.MonkeyPatch, number: int, act: Callable[[], None]) -> None:
    """Do something as soon as so many tasks are begun."""
    begun_so_far = 0

    def submit(pool: ThreadPoolExecutor, *work: object) -> Future[object]:
        nonlocal begun_so_far
        future = real(pool, *work)  # type: ignore[arg-type]
        begun_so_far += 1
        if begun_so_far == number:
            act()
        return future

    real = ThreadPoolExecutor.submit
    monkeypatch.setattr(ThreadPoolExecutor, "submit", submit)
