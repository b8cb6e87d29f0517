"""Which rows have one of a few values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.evidence.among import FEW, among, occurring

NUMBERS = st.lists(st.integers(0, 20), max_size=40)


@given(NUMBERS, NUMBERS)
def test_rows_are_picked_as_numpy_picks_them(column: list[int], values: list[int]) -> None:
    rows = np.array(column, np.uint8)
    assert among(rows, values).tolist() == np.isin(rows, np.array(values, np.uint8)).tolist()


@given(NUMBERS, NUMBERS)
def test_values_that_a_column_has_are_those_that_numpy_finds_in_it(column: list[int], values: list[int]) -> None:
    rows, wanted = np.array(column, np.uint64), np.array(values, np.uint64)
    assert occurring(wanted, rows).tolist() == np.isin(wanted, rows).tolist()


@pytest.mark.parametrize("n", [FEW, FEW + 1])
def test_as_many_values_as_are_compared_and_one_more_pick_their_rows(n: int) -> None:
    assert among(np.arange(2 * FEW), np.arange(n)).sum() == n


def test_numbers_that_use_all_64_bits_are_told_from_those_one_below() -> None:
    high = (1 << 64) - 1
    column = np.array([high, high - 1, 1 << 63], np.uint64)
    assert among(column, np.array([high], np.uint64)).tolist() == [True, False, False]
