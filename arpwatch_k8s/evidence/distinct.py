"""The values that occur in a column, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

Scalar = TypeVar("Scalar", bound=np.generic)


def distinct(column: NDArray[Scalar]) -> NDArray[Scalar]:
    """The values of a column of any shape, each once, rising.

    NumPy's `unique` without a further question (2.3 and later) keeps them in a hash table, which for hundreds of
    thousands of values takes fifty times as long as sorting them does.
    """
    values = np.sort(column, axis=None)
    return values[first_in_a_row(values)]


def in_order(column: NDArray[Any]) -> list[Any]:
    """The values of a column as Python's, each once, in order of the first row of each; made for columns in which equal
    ones mostly stand side by side."""
    return list(dict.fromkeys(column[first_in_a_row(column)].tolist()))


def numbered(column: NDArray[Scalar]) -> tuple[NDArray[Scalar], NDArray[np.int64]]:
    """The values of a column, each once, rising, and the place among them of each row's value.

    Made for columns of few values, as MACs are: those are found faster than rows are sorted with their places.
    """
    if len(column) and bool((column == column[0]).all()):
        return column[:1], np.zeros(len(column), np.int64)
    values = distinct(column)
    return values, np.searchsorted(values, column)


def first_in_a_row(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of some values, where equal ones stand side by side, are the first of theirs."""
    first = np.ones(len(values), bool)
    first[1:] = values[1:] != values[:-1]
    return first
