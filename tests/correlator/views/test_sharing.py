"""Of many vantages those are held against each other that saw frames of the same content."""

import numpy as np

from arpwatch_k8s.correlator.views.sharing import MOST, sharing


def shared(*contents: list[int]) -> list[set[int]]:
    return sharing([np.array(numbers, np.uint64) for numbers in contents])


def test_each_names_the_earlier_ones_that_share_a_content() -> None:
    assert shared([1, 2, 2], [3], [2, 3, 9], [9]) == [set(), set(), {0, 1}, {2}]


def test_what_shares_nothing_names_none() -> None:
    assert shared([1, 1], [2], []) == [set(), set(), set()]
    assert shared() == []


def test_one_content_in_very_many_names_the_last_few_alone() -> None:
    found = shared(*[[7]] * 100)
    assert found[:3] == [set(), {0}, {0, 1}]
    assert found[-1] == set(range(99 - MOST, 99))
