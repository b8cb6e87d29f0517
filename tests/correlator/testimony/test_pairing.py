"""As many pairs of a span and an instant as there can be."""

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.correlator.testimony.coincidences import Coincidence
from arpwatch_k8s.correlator.testimony.pairing import paired, pairs

SPANS = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), max_size=5)
INSTANTS = st.lists(st.integers(0, 15), max_size=5)


def arrays(spans: list[tuple[int, int]], instants: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    starts = np.array([start for start, _ in spans], np.int64)
    return starts, starts + np.array([width for _, width in spans], np.int64), np.array(instants, np.int64)


def most(spans: list[tuple[int, int]], instants: list[int]) -> int:
    """The greatest number of pairs, by trying all."""
    long = max(len(spans), len(instants))
    padded: list[int | None] = [*instants, *[None] * (long - len(instants))]
    return max(
        sum(
            instant is not None and start <= instant < start + width
            for (start, width), instant in zip(spans, order, strict=False)
        )
        for order in permutations(padded)
    )


@given(SPANS, INSTANTS)
def test_no_other_choice_makes_more_pairs(spans: list[tuple[int, int]], instants: list[int]) -> None:
    made = paired(*arrays(spans, instants))
    assert len(made) == most(spans, instants)
    assert len({span for span, _ in made}) == len({instant for _, instant in made}) == len(made)
    assert all(spans[span][0] <= instants[at] < sum(spans[span]) for span, at in made)


def test_lines_of_one_second_have_the_instants_of_it_in_order() -> None:
    assert paired(*arrays([(0, 10), (10, 10), (10, 10)], [11, 3, 19])) == [(0, 1), (1, 0), (2, 2)]


def test_pairs_are_counted_with_the_clock_set_back_by_what_it_is_ahead() -> None:
    some = [Coincidence(np.array([100, 200]), np.array([10, 10]), np.array([55, 156]))]
    assert [pairs(some, ahead) for ahead in (0, 40, 50, 60)] == [0, 0, 2, 0]
