"""The rows of each value, or pair of values, of columns: all told apart by one sort.

A mask over all rows for each value takes rows times values, and whoever sends frames chooses both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from arpwatch_k8s.evidence.distinct import first_in_a_row
from arpwatch_k8s.evidence.order import stable_order
from arpwatch_k8s.evidence.pairs import pair_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray


def parts(column: NDArray[Any]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Each value of a column of integers, in order, with the places of its rows, rising."""
    for places in alike(column):
        yield int(column[places[0]]), places


def pair_parts(first: NDArray[Any], second: NDArray[Any]) -> Iterator[tuple[int, int, NDArray[np.int64]]]:
    """Each pair of values of two integer columns of one length, in order, with the places of its rows, rising."""
    for places in alike(pair_numbers(first, second)):
        yield int(first[places[0]]), int(second[places[0]]), places


def alike(column: NDArray[Any]) -> list[NDArray[np.int64]]:
    """The places of the rows of each value, values in order; none where there are no rows."""
    if not len(column):
        return []
    if bool((column == column[0]).all()):
        return [np.arange(len(column))]
    order = stable_order(column)
    return np.split(order, np.flatnonzero(first_in_a_row(column[order]))[1:])
