"""Stable order of a column."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.evidence.order import stable_order

ENDS = {kind: (int(np.iinfo(kind).min), int(np.iinfo(kind).max)) for kind in ("u1", "i4", "i8", "u8")}


@pytest.mark.parametrize("kind", ENDS)
@given(data=st.data())
def test_rows_are_ordered_as_numpy_s_stable_sort_orders_them(kind: str, data: st.DataObject) -> None:
    least, most = ENDS[kind]
    start = data.draw(st.integers(least, most))
    near = st.integers(start, min(start + 3, most))
    values = data.draw(st.lists(st.one_of(near, st.integers(least, most)), max_size=30))
    column = np.array(values, kind)
    assert stable_order(column).tolist() == np.argsort(column, kind="stable").tolist()


@given(st.lists(st.integers(0, 3), max_size=30), st.integers(-(1 << 62), 1 << 62))
def test_equal_values_keep_their_order_wherever_the_values_lie(values: list[int], least: int) -> None:
    column = np.array(values, np.int64) + least
    assert stable_order(column).tolist() == np.argsort(column, kind="stable").tolist()
