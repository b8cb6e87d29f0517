"""Which rows of a column have one of a few values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.evidence.distinct import distinct

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEW: Final = 8
"""Values up to which a comparison with each is quicker than a table of them."""


def occurring(values: NDArray[Any], column: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of some values, mostly few, a long column of integers has."""
    if len(values) > FEW:
        return np.isin(values, distinct(column))
    return np.array([bool((column == value).any()) for value in values], bool)


def among(column: NDArray[Any], values: Sequence[int] | NDArray[Any]) -> NDArray[np.bool_]:
    """Which rows of a column of integers have one of some values, which may be none.

    NumPy's `isin` makes a table, and an index into it as wide as a pointer for every row: for one value that takes ten
    times as long as comparing does.
    """
    if len(values) > FEW:
        return np.isin(column, values)
    found = np.zeros(column.shape, bool)
    for value in values:
        found |= column == value
    return found
