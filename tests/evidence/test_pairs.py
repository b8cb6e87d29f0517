"""Which values of two columns occur together."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from arpwatch_k8s.evidence.pairs import pair_counts


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(2**63, 2**63 + 2))))
def test_every_pair_is_told_once_with_its_count_in_order(rows: list[tuple[int, int]]) -> None:
    one, other = (np.array([row[n] for row in rows], np.uint64) for n in (0, 1))
    told = list(pair_counts(one, other))
    assert told == [(*pair, count) for pair, count in sorted(Counter(rows).items())]
