"""The time axis."""

from datetime import UTC
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from arpwatch_k8s.plotter.axis import (
    DAY,
    HOUR,
    clock_ticks,
    elapsed_ticks,
    nice_step,
    origin_caption,
    zone_caption,
)
from arpwatch_k8s.plotter.records import Across
from arpwatch_k8s.plotter.scale import NS, TEXT_SIZE, Scale, page_scale
from arpwatch_k8s.plotter.sheet import AxisTick
from arpwatch_k8s.plotter.text import width
from tests.plotter.results import T0, at

SPRING = 1_774_740_600 * NS  # 2026-03-28 23:30:00 UTC: clocks in Berlin are put forward at 01:00 UTC


def test_the_caption_names_day_zone_and_offset() -> None:
    minute = page_scale(at(0), at(60))
    assert zone_caption(minute, UTC) == "2026-11-22 UTC, +00:00"
    assert zone_caption(minute, ZoneInfo("Asia/Tokyo")) == "2026-11-23 JST, +09:00"
    assert zone_caption(minute, ZoneInfo("America/Sao_Paulo")) == "2026-11-22 America/Sao_Paulo, -03:00"


def test_the_caption_names_both_days_and_both_offsets_where_they_change() -> None:
    night = page_scale(SPRING, SPRING + 4 * HOUR)
    assert zone_caption(night, ZoneInfo("Europe/Berlin")) == "2026-03-29 CET, +01:00, then CEST, +02:00"
    days = page_scale(T0, T0 + 3 * DAY)
    assert zone_caption(days, UTC) == "2026-11-22 to 2026-11-25 UTC, +00:00"


@pytest.mark.parametrize(
    ("seconds", "first"),
    [
        (0.002, "20:15:40.0000"),
        (2, "20:15:40.0"),
        (60, "20:15:40"),
        (3600, "20:20"),
        (86400, "21:00"),
        (30 * 86400, "Mon 11-23"),
    ],
)
def test_labels_say_as_much_as_their_step_needs(seconds: float, first: str) -> None:
    assert clock_ticks(page_scale(at(0), at(seconds)), UTC)[0].label == first


@pytest.mark.parametrize("seconds", [1e-6, 0.002, 2, 7, 60, 600, 3600, 7200, 86400, 5e5, 30 * 86400, 9e8])
def test_any_span_has_a_handful_of_ticks_at_distinct_labels_that_stay_apart(seconds: float) -> None:
    scale = page_scale(at(0), at(seconds))
    for ticks in (clock_ticks(scale, UTC), elapsed_ticks(scale, at(0))):
        labels = [tick for tick in ticks if tick.label]
        assert 2 <= len(labels) <= len(ticks) <= 12
        assert len({tick.label for tick in labels}) == len(labels)
        ends = [extent(tick, scale) for tick in labels]
        assert all(one[1] < two[0] for one, two in pairwise(ends))
        assert ends[0][0] >= scale.left
        assert ends[-1][1] <= scale.right


def extent(tick: AxisTick, scale: Scale) -> tuple[float, float]:
    """Where a tick's label begins and ends."""
    size, x = width(tick.label, TEXT_SIZE), scale.x(tick.time)
    left = {Across.LEFT: x, Across.CENTER: x - size / 2, Across.RIGHT: x - size}[tick.across]
    return left, left + size


def test_hours_keep_to_the_local_clock_across_a_change_of_its_offset() -> None:
    ticks = clock_ticks(page_scale(SPRING, SPRING + 12 * HOUR), ZoneInfo("Europe/Berlin"))
    assert [tick.label for tick in ticks][:3] == ["04:00", "06:00", "08:00"]


def test_an_hour_that_the_clock_skips_has_no_tick() -> None:
    ticks = clock_ticks(page_scale(SPRING, SPRING + 6 * HOUR), ZoneInfo("Europe/Berlin"))
    assert [tick.label for tick in ticks][:3] == ["01:00", "03:00", "04:00"]


def test_labels_at_the_edges_stay_within_the_plot() -> None:
    ticks = clock_ticks(page_scale(at(0), at(60)), UTC)
    assert (ticks[0].across, ticks[1].across, ticks[-1].across) == (Across.LEFT, Across.CENTER, Across.RIGHT)


def test_seconds_count_from_the_origin_also_where_the_axis_begins_elsewhere() -> None:
    ticks = elapsed_ticks(page_scale(at(-15), at(35)), at(0))
    assert [tick.label for tick in ticks] == ["−15", "−10", "−5", "0", "5", "10", "15", "20", "25", "30", "35"]
    assert origin_caption(at(0.5), UTC) == "seconds from T0 = 2026-11-22 20:15:40.500000 UTC, +00:00"


def test_times_beyond_the_calendar_are_numbers() -> None:
    scale = page_scale(2**62, 2**63 - 1)
    assert zone_caption(page_scale(10**21, 2 * 10**21), UTC) == "seconds since 1970 UTC, +00:00"
    assert len(clock_ticks(scale, UTC)) < 12


def test_a_step_is_at_least_as_long_as_asked() -> None:
    assert nice_step(1) == 1
    assert nice_step(7 * NS) == 10 * NS
    assert nice_step(400 * DAY) == 730 * DAY
