"""The rows of each value, or pair of values."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from arpwatch_k8s.evidence.parts import pair_parts, parts


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(2**63, 2**63 + 3)))
def test_each_value_comes_once_in_order_with_its_rows_in_theirs(rows: list[int]) -> None:
    told = [(value, places.tolist()) for value, places in parts(np.array(rows, np.uint64))]
    assert told == [(value, [at for at, row in enumerate(rows) if row == value]) for value in sorted(set(rows))]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(-1, 2), st.integers(2**63, 2**63 + 1))))
def test_each_pair_comes_once_in_order_with_its_rows_in_theirs(rows: list[tuple[int, int]]) -> None:
    one, other = np.array([row[0] for row in rows], np.int32), np.array([row[1] for row in rows], np.uint64)
    told = [(first, second, places.tolist()) for first, second, places in pair_parts(one, other)]
    assert told == [(*pair, [at for at, row in enumerate(rows) if row == pair]) for pair in sorted(set(rows))]
