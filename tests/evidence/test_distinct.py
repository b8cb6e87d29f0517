"""The values of a column, each once, rising."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from arpwatch_k8s.evidence.distinct import distinct, in_order, numbered


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 6)), st.sampled_from(["u1", "i8", "u8"]))
def test_each_value_is_told_once_in_its_own_type(values: list[int], kind: str) -> None:
    column = np.array(values, kind)
    found = distinct(column)
    assert (found.tolist(), found.dtype) == (sorted(set(values)), column.dtype)
    known, place = numbered(column)
    assert (known.tolist(), known[place].tolist()) == (sorted(set(values)), values)
    assert in_order(column) == list(dict.fromkeys(values))


def test_a_table_is_told_as_one_column() -> None:
    assert distinct(np.array([[3, 1], [1, 2]])).tolist() == [1, 2, 3]
