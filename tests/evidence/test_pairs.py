"""Which values of two columns occur together."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from arpwatch_k8s.evidence.pairs import distinct_pairs, first_of_pairs, pair_counts, pair_numbers


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(2**63, 2**63 + 2))))
def test_every_pair_is_told_once_with_its_count_in_order(rows: list[tuple[int, int]]) -> None:
    one, other = (np.array([row[n] for row in rows], np.uint64) for n in (0, 1))
    told = list(pair_counts(one, other))
    assert told == [(*pair, count) for pair, count in sorted(Counter(rows).items())]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(-(2**62), 2**62), st.sampled_from([0, 1, 2**62, 2**63 - 1]))))
def test_a_pair_stands_where_it_is_found_first_however_far_values_lie_apart(rows: list[tuple[int, int]]) -> None:
    one, other = (np.array([row[n] for row in rows], np.int64) for n in (0, 1))
    at, index = distinct_pairs(one, other)
    assert [rows[place] for place in at.tolist()] == sorted(set(rows))
    assert at.tolist() == [rows.index(row) for row in sorted(set(rows))]
    assert [rows[at[number]] for number in index.tolist()] == rows
    assert first_of_pairs(one, other).tolist() == at.tolist()


def test_values_at_both_ends_of_a_short_type_keep_their_order() -> None:
    ends = np.array([2**31 - 1, -(2**31), 0], np.int32)
    assert pair_numbers(ends, ends).argsort().tolist() == [1, 2, 0]
