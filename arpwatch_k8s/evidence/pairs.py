"""Which values of two columns occur together, and how often.

A pair is told by one number, which rises with its values in their order: one-dimensional columns of numbers sort many
times faster than rows of two.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.evidence.distinct import numbered

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST: Final = 1 << 62
"""Pairs that one number tells apart."""


def pair_counts(first: NDArray[Any], second: NDArray[Any]) -> Iterator[tuple[int, int, int]]:
    """Each pair of values of two integer columns of one length, in order, with the number of rows that have it."""
    if not len(first):
        return
    values, index = numbered(pair_numbers(first, second))
    n = np.bincount(index, minlength=len(values))
    at = np.empty(len(values), np.int64)
    at[index] = np.arange(len(index))
    yield from zip(first[at].tolist(), second[at].tolist(), n.tolist(), strict=True)


def distinct_pairs(first: NDArray[Any], second: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each pair of values of two integer columns of one length stands first, pairs in order; and the place in
    that of each row's pair."""
    _, at, index = np.unique(pair_numbers(first, second), return_index=True, return_inverse=True)
    return at.astype(np.int64), index.reshape(-1).astype(np.int64)


def first_of_pairs(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.int64]:
    """Where each pair of values of two integer columns of one length stands first, pairs in order."""
    at: NDArray[np.int64] = np.unique(pair_numbers(first, second), return_index=True)[1].astype(np.int64)
    return at


def pair_numbers(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.int64]:
    """A number for each row of two integer columns of one length: the same for the same values, and rising with them,
    the first column before the second."""
    if not len(first):
        return np.zeros(0, np.int64)
    most, least = spread(first), spread(second)
    if most * least > MOST:
        first, most = ranks(first)
    if most * least > MOST:
        second, least = ranks(second)
    number: NDArray[np.int64] = from_least(first) * least + from_least(second)
    return number


def spread(column: NDArray[Any]) -> int:
    """How many values there may be between the least and the largest, both included."""
    return int(column.max()) - int(column.min()) + 1


def ranks(column: NDArray[Any]) -> tuple[NDArray[np.int64], int]:
    """The rank of each value among those that occur, and how many those are."""
    values, rank = numbered(column)
    return rank, len(values)


def from_least(column: NDArray[Any]) -> NDArray[np.int64]:
    """Values less the least one."""
    wide = column if column.dtype == np.uint64 else column.astype(np.int64)
    rise: NDArray[np.int64] = (wide - wide.min()).astype(np.int64)
    return rise
