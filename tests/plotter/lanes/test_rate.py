"""Failed attempts per bin, and how sure their share is."""

from datetime import UTC
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.cost.rates import wilson
from arpwatch_k8s.plotter.lanes.rate import LEAST_BIN, bin_length, bins, full_scale
from arpwatch_k8s.plotter.scale import page_scale
from tests.plotter.results import NS, T0, at, attempt

MINUTE = page_scale(at(0), at(60))


@pytest.mark.parametrize(
    ("failed", "attempts", "low", "high"),
    [
        (0, 10, 0.0, 0.27753),
        (1, 10, 0.01788, 0.40415),
        (5, 10, 0.23659, 0.76341),
        (10, 10, 0.72247, 1.0),
        (12, 510, 0.01351, 0.04067),
        (0, 0, 0.0, 1.0),
    ],
)
def test_the_interval_is_wilsons(failed: int, attempts: int, low: float, high: float) -> None:
    assert wilson(failed, attempts) == pytest.approx((low, high), abs=1e-5)


def test_bins_are_round_and_aligned_to_the_clock() -> None:
    shown = bins(Connections.of([]), page_scale(at(1.3), at(61.3)), UTC)
    assert bin_length(page_scale(at(1.3), at(61.3))) == 5 * NS
    assert {(b.start - T0) / NS % 5 for b in shown[1:]} == {0}


def test_bins_cover_the_axis_and_none_is_too_narrow_for_its_numbers() -> None:
    scale = page_scale(at(4.9), at(65.2))
    shown = bins(Connections.of([]), scale, UTC)
    assert (shown[0].start, shown[-1].end) == (scale.start, scale.end)
    assert all(one.end == two.start for one, two in pairwise(shown))
    assert all(scale.points(b.end - b.start) >= LEAST_BIN - 0.01 for b in shown)


def test_each_attempt_is_counted_once_where_it_began() -> None:
    shown = bins(
        Connections.of([attempt(0), attempt(5, failed=True), attempt(9.999), attempt(60, failed=True)]), MINUTE, UTC
    )
    told = [((b.start - T0) / NS, b.attempts, b.failed) for b in shown if b.attempts]
    assert told == [(0, 1, 0), (5, 2, 1), (55, 1, 1)]
    assert (shown[1].low, shown[1].high) == wilson(1, 2)
    assert shown[1].share == 0.5


def test_day_long_bins_begin_at_midnight_in_the_zone_of_the_axis() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    shown = bins(Connections.of([]), page_scale(T0, T0 + 10 * 86400 * NS), berlin)
    assert {(b.start + 3600 * NS) % (43200 * NS) for b in shown[1:]} == {0}


def test_seconds_from_the_start_are_binned_from_the_start() -> None:
    scale = page_scale(at(1.3), at(61.3))
    assert {(b.start - scale.start) % (5 * NS) for b in bins(Connections.of([]), scale, None)} == {0}


def test_the_chart_is_as_high_as_the_intervals_of_failing_bins_need() -> None:
    few = bins(Connections.of([attempt(i / 100, failed=i == 7) for i in range(400)]), MINUTE, UTC)
    assert full_scale(few) == 0.02
    assert full_scale(bins(Connections.of([attempt(1, failed=True)]), MINUTE, UTC)) == 1.0
