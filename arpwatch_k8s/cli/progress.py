"""A bar on the terminal while captures are read, for those that take longer than a moment."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

MOMENT_S: Final = 1.0


class Bar:
    """How much is read, how fast, and the time left; drawn once reading has taken a moment."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._drawn: tuple[Progress, TaskID] | None = None

    def update(self, done: int, total: int | None) -> None:
        """As `capture.progress.Progress` has it."""
        if self._drawn is None:
            if time.monotonic() - self._began < MOMENT_S:
                return
            self._drawn = self._draw()
        progress, task = self._drawn
        progress.update(task, completed=done, total=total)

    def _draw(self) -> tuple[Progress, TaskID]:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

        columns = ("reading", BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
        progress = Progress(*columns, console=Console(stderr=True), transient=True)
        progress.start()
        return progress, progress.add_task("reading", total=None)

    def close(self) -> None:
        """Take the bar away."""
        if self._drawn is not None:
            self._drawn[0].stop()
            self._drawn = None


@contextlib.contextmanager
def shown(*, quiet: bool) -> Iterator[Bar | None]:
    """A bar for what is read meanwhile; none where nobody would see it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    bar = Bar()
    try:
        yield bar
    finally:
        bar.close()
