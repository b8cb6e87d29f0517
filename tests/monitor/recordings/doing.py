"""Work of a test's own in the place of reports."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

SOON_S = 60


def nothing() -> None:
    """What is done to prepare where nothing is needed."""


@dataclass(frozen=True)
class Doing:
    """Work that a test says."""

    what: Callable[[Path, Path], None]
    before: Callable[[], None] = nothing

    def rehearse(self) -> None:
        self.before()

    def settle(self) -> None:
        pass

    def make(self, capture: Path, target: Path) -> None:
        self.what(capture, target)


def hang(_: Path, target: Path) -> None:
    """Take for ever, and say who does."""
    part = target.with_suffix(".part")
    part.write_text(str(os.getpid()))
    part.rename(target)
    signal.pause()


def until(is_so: Callable[[], object]) -> None:
    """Wait for something."""
    for _ in range(SOON_S * 100):
        if is_so():
            return
        Event().wait(0.01)
    raise AssertionError("it did not come to that")
