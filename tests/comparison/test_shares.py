"""Two shares: their difference's interval as published, and how many attempts show it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.comparison.shares import Share, ShareState, attempts_needed, compare_shares, newcombe

PUBLISHED = [
    ((56, 70), (48, 80), (0.0524, 0.3339)),
    ((9, 10), (3, 10), (0.1705, 0.8090)),
    ((6, 7), (2, 7), (0.0582, 0.8062)),
    ((5, 56), (0, 29), (-0.0381, 0.1926)),
    ((0, 10), (0, 20), (-0.1611, 0.2775)),
    ((0, 10), (0, 10), (-0.2775, 0.2775)),
    ((10, 10), (0, 20), (0.6791, 1.0)),
    ((10, 10), (0, 10), (0.6075, 1.0)),
]
"""Newcombe, Statistics in Medicine 17 (1998), p. 873, table II, method 10: the first share less the second."""


@pytest.mark.parametrize(("first", "second", "interval"), PUBLISHED)
def test_the_interval_is_the_published_one(
    first: tuple[int, int], second: tuple[int, int], interval: tuple[float, float]
) -> None:
    found = newcombe(Share(*second), Share(*first))
    assert found[0] == pytest.approx(first[0] / first[1] - second[0] / second[1])
    assert found[1:] == pytest.approx(interval, abs=0.00006)


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ((41, 231), (0, 183), ShareState.LOWER),
        ((0, 183), (41, 231), ShareState.HIGHER),
        ((40, 230), (35, 230), ShareState.SAME),
        ((41, 231), (0, 13), ShareState.FEW),
        ((0, 13), (41, 231), ShareState.FEW),
        ((1, 100), (0, 100), ShareState.FEW),
        ((0, 100), (0, 5), ShareState.NONE),
        ((0, 0), (5, 10), ShareState.UNTRIED),
        ((5, 10), (0, 0), ShareState.UNTRIED),
        ((5, 10), (5, 10), ShareState.SAME),
    ],
)
def test_what_shares_say_of_each_other(before: tuple[int, int], after: tuple[int, int], state: ShareState) -> None:
    assert compare_shares(Share(*before), Share(*after)).state is state


@given(st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))))
def test_so_many_attempts_show_it_and_one_less_does_not(counts: tuple[int, int]) -> None:
    share = Share(*counts)
    needed = attempts_needed(share)
    assert newcombe(share, Share(0, needed))[2] < 0
    if needed > 1:
        assert newcombe(share, Share(0, needed - 1))[2] >= 0


@given(*[st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))] * 2)
def test_exchanged_sides_say_the_opposite(first: tuple[int, int], second: tuple[int, int]) -> None:
    opposite = {ShareState.LOWER: ShareState.HIGHER, ShareState.HIGHER: ShareState.LOWER}
    one, other = compare_shares(Share(*first), Share(*second)), compare_shares(Share(*second), Share(*first))
    assert other.state is opposite.get(one.state, one.state)
    assert (other.low, other.high) == pytest.approx((-one.high, -one.low))
    assert one.low <= one.difference <= one.high
