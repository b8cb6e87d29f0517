"""Which values of two columns occur together, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def pair_counts(first: NDArray[Any], second: NDArray[Any]) -> Iterator[tuple[int, int, int]]:
    """Each pair of values of two integer columns of one length, in order, with the number of rows that have it."""
    firsts, at = np.unique(first, return_inverse=True)
    seconds, behind = np.unique(second, return_inverse=True)
    pairs, n = np.unique(at * len(seconds) + behind, return_counts=True)
    for pair, count in zip(pairs.tolist(), n.tolist(), strict=True):
        yield int(firsts[pair // len(seconds)]), int(seconds[pair % len(seconds)]), count
