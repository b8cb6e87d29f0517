"""What would be drawn on one spot is one thing that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


LAST_NS: Final = (1 << 63) - 1
"""The last time that there is."""


def runs(times: NDArray[np.int64], apart: int) -> NDArray[np.int64]:
    """Where runs of rising times begin, each shorter than `apart` ns: as many searches as there are runs."""
    starts: list[int] = []
    at = 0
    while at < len(times):
        starts.append(at)
        at += int(np.searchsorted(times[at:], min(int(times[at]) + apart, LAST_NS), side="left")) or len(times)
    return np.array(starts, np.int64)


def within(times: NDArray[Any], start: int, end: int) -> slice:
    """The part of rising times that is in [start, end]."""
    return slice(int(np.searchsorted(times, start)), int(np.searchsorted(times, end, side="right")))
