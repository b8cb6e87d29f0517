"""Columns of numbers as columns of texts, which people and other programs read, and back.

A text is made, and read, once for each value and not for each row: Parquet keeps such a column as a list of its values
and their places in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from numpy.typing import NDArray

TEXTS: Final = pa.dictionary(pa.int32(), pa.string())


def as_texts(column: NDArray[Any], none: int, text: Callable[[int], str | None]) -> pa.DictionaryArray:
    """The texts of a column of numbers; null where it has the number `none`."""
    absent = column == none
    if absent.all():  # as most are in a file of one protocol: found out in a fiftieth of the time
        return pa.nulls(len(column), TEXTS)
    numbers = pa.array(column, mask=absent).dictionary_encode()
    words = pa.array([text(number) for number in numbers.dictionary.to_pylist()], pa.string())
    return pa.DictionaryArray.from_arrays(numbers.indices, words)


def as_numbers(column: pa.ChunkedArray, number: Callable[[str], int], none: int, dtype: Any) -> NDArray[Any]:  # noqa: ANN401 - whatever NumPy takes for one
    """The numbers of a column of texts, `none` where it is null. What `number` is asked for comes in the order in which
    the column shows it first."""
    if column.null_count == len(column):
        return np.full(len(column), none, dtype)
    coded = column.chunk(0) if column.num_chunks == 1 else column.unify_dictionaries().combine_chunks()
    words = coded.dictionary.to_pylist()
    numbers = np.array([*map(number, words), none], dtype)
    places = coded.indices.fill_null(len(words)) if coded.null_count else coded.indices
    found: NDArray[Any] = numbers[places.to_numpy()]
    return found
