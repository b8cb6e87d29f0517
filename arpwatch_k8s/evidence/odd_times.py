"""Which times are absurd beside the others: those of a clock that was never set, or of a damaged record.

They are years away from most. What has one is evidence as everything else is, but no axis can show both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FAR_NS: Final = 5 * 365 * 86_400 * 1_000_000_000
"""Further apart are no two captures of one incident; clocks begin in 1970, 1980 or 2000 where nobody sets them."""


class Believable(NamedTuple):
    """The times that a figure can show together."""

    start: int
    """The first, ns UTC."""
    end: int
    """The last, ns UTC."""
    rows: int = 0
    """How many rows have others."""


def believable(times: NDArray[np.int64], start: int, end: int) -> Believable:
    """Of some rising times those of the largest group with no gap of years in it, the first of equals; `start` and
    `end` are the first and the last time of all that was read, rows or not."""
    if not len(times) or end - start <= FAR_NS:
        return Believable(start, end)
    apart = np.flatnonzero(times[1:] // 2 - times[:-1] // 2 > FAR_NS // 2)  # halves: the difference may not fit
    edges = np.concatenate([[0], apart + 1, [len(times)]])
    sizes = np.diff(edges)
    best = int(np.argmax(sizes))
    first, last = int(times[edges[best]]), int(times[edges[best + 1] - 1])
    return Believable(
        start if first - start <= FAR_NS else first,
        end if end - last <= FAR_NS else last,
        len(times) - int(sizes[best]),
    )
