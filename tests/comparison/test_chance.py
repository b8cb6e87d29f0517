"""How often a side was quiet for as long, and whether incidents came at another rate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.comparison.chance import is_seen, length_needed, quiet_share, quiet_stretches, same_rate
from arpwatch_k8s.comparison.sides.reading import joined
from tests.comparison.made import NS, spans

HOUR = 3_600 * NS
DAY = spans((0, 6 * 3_600))
RARE = spans((3_600, 3_675))
"""75 s of six hours."""


def test_the_end_is_joined_to_the_begin() -> None:
    assert quiet_stretches(spans((10, 40)), spans((0, 60))) == [30 * NS]
    assert sorted(quiet_stretches(spans((10, 20), (30, 40)), spans((0, 60)))) == [10 * NS, 30 * NS]


def test_time_that_was_not_watched_is_left_out() -> None:
    watched = spans((0, 20), (100, 140))
    assert quiet_stretches(spans((10, 110)), watched) == [40 * NS]
    assert quiet_stretches(spans((30, 90)), watched) == [60 * NS]


def test_an_hour_of_six_with_one_short_incident_is_quiet_by_chance() -> None:
    assert quiet_share(RARE, DAY, HOUR) == pytest.approx((6 * 3_600 - 75 - 3_600) / (6 * 3_600))
    assert quiet_share(RARE, DAY, 6 * HOUR) == 0
    assert length_needed(RARE, DAY) == pytest.approx((0.95 * 6 * 3_600 - 75) * NS)


def test_without_trouble_everything_is_quiet() -> None:
    assert quiet_share((), DAY, 100 * HOUR) == 1
    assert quiet_share(spans((0, 60)), spans((0, 60)), NS) == 0


def test_trouble_may_be_an_instant() -> None:
    instant, minute = spans((10, 10)), spans((0, 60))
    assert quiet_share(instant, minute, 15 * NS) == pytest.approx(0.75)
    assert quiet_share(instant, minute, 60 * NS) == 0
    assert length_needed(instant, minute) == 57 * NS
    assert not is_seen(instant, spans((20, 60)))


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 60)), min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(0, 900), st.integers(1, 200)), min_size=1, max_size=6),
)
def test_so_long_a_look_is_quiet_in_one_of_twenty_at_most(
    trouble: list[tuple[int, int]], watched: list[tuple[int, int]]
) -> None:
    hurt, seen = (joined(spans(*((at, at + lasts) for at, lasts in some))) for some in (trouble, watched))
    needed = length_needed(hurt, seen)
    if is_seen(hurt, seen):
        assert quiet_share(hurt, seen, needed) <= 0.05 + 1e-9
        assert needed == 0 or quiet_share(hurt, seen, needed - NS) > 0.05
    assert sum(quiet_stretches(hurt, seen)) <= sum(end - start for start, end in seen)


@pytest.mark.parametrize(
    ("first", "hours", "second", "more", "p"),
    [(1, 1, 0, 1, 1.0), (5, 1, 0, 1, 0.0625), (6, 1, 0, 1, 0.03125), (1, 1, 0, 39, 0.05), (0, 1, 0, 1, 1.0)],
)
def test_the_exact_test_of_two_rates(first: int, hours: int, second: int, more: int, p: float) -> None:
    assert same_rate(first, hours * HOUR, second, more * HOUR) == pytest.approx(p)


def test_very_many_incidents_take_no_time() -> None:
    assert same_rate(1 << 60, HOUR, 1 << 60, HOUR) == pytest.approx(1)
    assert same_rate(9_000, HOUR, 5_000, HOUR) < 1e-9
