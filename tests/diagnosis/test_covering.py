"""Findings near a time are found without looking at all, and are those that looking at all would find."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.diagnosis.covering import Kin
from arpwatch_k8s.diagnosis.finding import Finding
from tests.diagnosis.explanations import finding

SPANS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), max_size=30)


def spanning(start: int, length: int) -> Finding:
    """A finding about a span of time."""
    return replace(finding("rule"), start=start, end=start + length)


@given(spans=SPANS, start=st.integers(-5, 75), length=st.integers(0, 20))
def test_those_near_a_time_are_all_that_overlap_it(spans: list[tuple[int, int]], start: int, length: int) -> None:
    every = [(at, spanning(*span)) for at, span in enumerate(spans)]
    found = sorted(at for at, _ in Kin.of(every).near(start, start + length))
    assert found == [at for at, one in every if one.start <= start + length and one.end >= start]


def test_a_long_row_of_short_ones_is_not_gone_through() -> None:
    kin = Kin.of([(at, spanning(10 * at, 1)) for at in range(1000)])
    assert kin.window(5000, 5001) == (500, 501)
