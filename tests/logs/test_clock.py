"""Times of logs."""

from datetime import UTC, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from arpwatch_k8s.logs.clock import ZoneClock

NOON = 1_795_348_800 * 1_000_000_000  # 2026-11-22 12:00:00 UTC
DAY = 86400 * 1_000_000_000


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-22T12:00:00Z", NOON),
        ("2026-11-22 12:00:00+0000", NOON),
        ("2026-11-22T21:00:00.5+09:00", NOON + 500_000_000),
        ("2026-11-22T12:00:00,000000001 UTC", NOON + 1),
        ("Sun Nov 22 12:00:00 UTC 2026", NOON),
        ("Sun Nov 22 12:00:00 PM UTC 2026", NOON),
        ("Sun Nov 22 12:00:00 2026", NOON),
        ("Sun Nov 22 12:00:00.412345678 2026", NOON + 412_345_678),
        ("22/Nov/2026:12:00:00 +0000", NOON),
        ("22/Nov/2026:21:00:00 +0900", NOON),
        ("22/Nov/2026:12:00:00.655", NOON + 655_000_000),
        ("1795348800", NOON),
        ("1795348800.25", NOON + 250_000_000),
    ],
)
def test_forms_of_time_are_read(text: str, time: int) -> None:
    assert ZoneClock(UTC).read(text) == time


@pytest.mark.parametrize(
    ("text", "near", "time"),
    [
        ("Nov 22 12:00:00", NOON, NOON),
        ("Nov 22 12:00:00.25", NOON + 100 * DAY, NOON + 250_000_000),
        ("Dec 31 23:59:59", NOON + 41 * DAY, NOON + 39 * DAY + (12 * 3600 - 1) * 10**9),
        ("Jan  1 12:00:00", NOON, NOON + 40 * DAY),
        ("Feb 29 12:00:00", NOON + 450 * DAY, NOON + 464 * DAY),
    ],
)
def test_a_time_without_a_year_is_of_the_year_that_puts_it_nearest(text: str, near: int, time: int) -> None:
    clock = ZoneClock(UTC, near=near)
    assert (clock.read(text), clock.years_assumed, clock.zone_assumed) == (time, (), "UTC")


def test_a_time_without_a_year_is_else_the_last_before_the_file_was_modified() -> None:
    clock = ZoneClock(UTC, modified=NOON)
    assert (clock.read("2026-11-22T12:00:00Z"), clock.years_assumed) == (NOON, ())
    assert (clock.read("Nov 22 12:00:00"), clock.read("Dec  1 12:00:00")) == (NOON, NOON - 356 * DAY)
    assert clock.years_assumed == (2025, 2026)


def test_a_day_that_no_year_has_is_no_time() -> None:
    assert ZoneClock(UTC, near=NOON).read("Feb 30 12:00:00") is None
    assert ZoneClock(UTC, modified=NOON).read("Foo 22 12:00:00") is None


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-22T12:00:00Z", "2026-11-22", "12:00:00", "10.0.0.1", "7"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert ZoneClock(UTC).read(text) is None


def test_a_time_without_zone_is_in_the_one_assumed_and_that_is_remembered() -> None:
    clock = ZoneClock(ZoneInfo("Asia/Tokyo"))
    assert clock.read("2026-11-22T21:00:00Z") == NOON + 9 * 3600 * 1_000_000_000
    assert clock.zone_assumed is None
    assert clock.read("2026-11-22T21:00:00") == NOON
    assert clock.zone_assumed == "Asia/Tokyo"


def test_a_zone_that_the_user_named_is_not_assumed() -> None:
    clock = ZoneClock(UTC, ZoneInfo("Asia/Tokyo"))
    assert clock.read("2026-11-22T21:00:00") == NOON
    assert clock.zone_assumed is None


def test_a_named_offset_wins_over_the_assumed_zone() -> None:
    clock = ZoneClock(timezone(timedelta(hours=-5)))
    assert clock.read("2026-11-22T21:00:00+09:00") == NOON
    assert clock.zone_assumed is None
