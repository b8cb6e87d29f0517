"""What brings a column into order, equal values as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.evidence.pairs import from_least, spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

BITS: Final = 63
"""Of a number that is not negative."""


def stable_order(column: NDArray[Any]) -> NDArray[np.int64]:
    """The places of the rows of a column of integers, by value, those of one value rising.

    NumPy sorts numbers eight times as fast as it finds a stable order: where a value, less the least one, and its place
    have room in one number, these numbers are sorted.
    """
    if not len(column):
        return np.zeros(0, np.int64)
    for_place = len(column).bit_length()
    if spread(column).bit_length() + for_place > BITS:
        return np.argsort(column, kind="stable")
    number = from_least(column) << for_place | np.arange(len(column))
    number.sort()
    return number & ((1 << for_place) - 1)
