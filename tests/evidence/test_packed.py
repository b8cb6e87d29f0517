"""A value is found where it stands among known ones."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from arpwatch_k8s.evidence.packed import found_in, packed_ends, packed_ports


@settings(deadline=None, max_examples=50)
@given(st.sets(st.integers(0, 20), min_size=1), st.lists(st.integers(-1, 21)))
def test_a_value_is_found_where_it_stands_and_nowhere_else(known: set[int], wanted: list[int]) -> None:
    ordered = sorted(known)
    found = found_in(np.array(ordered, np.int64), np.array(wanted, np.int64)).tolist()
    assert found == [ordered.index(value) if value in known else -1 for value in wanted]


def test_ends_that_differ_have_numbers_that_differ() -> None:
    codes = np.array([0, 1, (1 << 31) - 1], np.int32)
    ports = np.array([0, 1, 65_535], np.uint16)
    one, other = np.repeat(np.arange(3), 3), np.tile(np.arange(3), 3)
    assert len(np.unique(packed_ends(codes[one], codes[other]))) == 9
    assert len(np.unique(packed_ports(ports[one], ports[other]))) == 9
