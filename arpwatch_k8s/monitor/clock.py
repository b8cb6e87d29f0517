"""Notices when the host's clock is set: what was timed before and after cannot be put in one order."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

STEP_NS: Final = 1_000_000_000
"""A slewed clock (NTP: at most 500 ppm) needs half an hour for it: a second between two looks is a step."""

Clock = Callable[[], tuple[int, int]]
"""The wall clock, and one that nobody sets, in ns."""


def clocks() -> tuple[int, int]:
    """This host's."""
    return time.time_ns(), time.monotonic_ns()


class StepDetector:
    """Holds the wall clock against one that nobody sets; both are given, in ns."""

    def __init__(self) -> None:
        self._offset: int | None = None

    def step(self, wall: int, steady: int) -> int:
        """By how much (ns) the wall clock was set since the last look; 0 where it was not."""
        offset = wall - steady
        before, self._offset = self._offset, offset
        if before is None or abs(offset - before) < STEP_NS:
            return 0
        return offset - before
