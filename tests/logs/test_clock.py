"""Times of logs."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.logs.clock import Stamp, ZoneClock

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
        ("Sun Nov 22 12:00:00.250000000 2026", NOON + 250_000_000),
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
    assert clock.years_assumed == ()
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


@pytest.mark.parametrize("text", ["Nov 22 12:00:00.5", "1122 12:00:00.500000"])
@pytest.mark.parametrize(("away", "year"), [(0, 2026), (-150, 2026), (150, 2026), (-300, 2025), (300, 2027)])
def test_a_year_that_is_not_told_brings_the_time_nearest_to_the_case(text: str, away: int, year: int) -> None:
    clock = ZoneClock(UTC, near=NOON + away * 86_400 * 1_000_000_000)
    assert clock.read(text) == int(datetime(year, 11, 22, 12, tzinfo=UTC).timestamp()) * 10**9 + 500_000_000
    assert clock.years_assumed == ()


def test_at_the_turn_of_the_year_each_stamp_has_the_nearest_year() -> None:
    clock = ZoneClock(UTC, near=int(datetime(2027, 1, 1, tzinfo=UTC).timestamp()) * 10**9)
    times = [clock.read("1231 23:59:59.000000"), clock.read("0101 00:00:00.000000")]
    assert times == [int(datetime(year, month, day, *clock_time, tzinfo=UTC).timestamp()) * 10**9
                     for year, month, day, *clock_time in ((2026, 12, 31, 23, 59, 59), (2027, 1, 1))]  # fmt: skip


def test_without_a_case_the_year_is_the_last_before_the_file_was_written_and_that_is_told() -> None:
    clock = ZoneClock(UTC, modified=NOON)
    assert clock.read("1122 12:00:00.000000") == NOON
    assert clock.read("1201 12:00:00.000000") == int(datetime(2025, 12, 1, 12, tzinfo=UTC).timestamp()) * 10**9
    assert clock.years_assumed == (2025, 2026)


def test_the_29th_of_february_is_of_a_leap_year() -> None:
    assert ZoneClock(UTC, near=NOON).read("0229 12:00:00.000000") == 1_835_438_400 * 10**9
    assert ZoneClock(UTC).read("0230 12:00:00.000000") is None


@pytest.mark.parametrize(
    ("stamp", "outer"),
    [
        ("2026-11-22T12:00:00.25Z", Stamp(NOON + 250_000_000, 10_000_000, True)),
        ("2026-11-22T21:00:00.250000000+09:00", Stamp(NOON + 250_000_000, 1, True)),
        ("2026-11-22 12:00:00 +0000", Stamp(NOON, 10**9, True)),
        ("1795348800.250000", Stamp(NOON + 250_000_000, 1000, True)),
        ("2026-11-22T12:00:00.5", Stamp(NOON + 500_000_000, 100_000_000, False)),
        ("Nov 22 12:00:00", Stamp(NOON, 10**9, False)),
        ("nonsense", None),
    ],
)
def test_a_wrappers_stamp_has_its_width_and_may_name_its_zone(stamp: str, outer: Stamp | None) -> None:
    clock = ZoneClock(UTC, near=NOON)
    clock.under(stamp, "node1")
    assert (clock.outer, clock.host) == (outer, "node1")
    clock.under(None, None)
    assert (clock.outer, clock.host) == (None, None)


@pytest.mark.parametrize(
    ("text", "hours"), [("21:00:00", 9.0), ("17:45:00", 5.75), ("06:59:30", -5.0), ("12:00:01", 0)]
)
def test_a_zone_that_is_not_told_is_the_one_that_the_wrapper_shows(text: str, hours: float) -> None:
    clock = ZoneClock(ZoneInfo("Asia/Tokyo"))
    clock.under("2026-11-22T12:00:00Z", None)
    read = clock.read(f"2026-11-22 {text}")
    assert read is not None
    assert abs(read - NOON) <= 30 * 10**9
    assert (clock.zone_assumed, clock.zone_doubt) == (None, None)
    assert clock.read(f"2026-11-22 {text}") == read


@pytest.mark.parametrize("text", ["2026-11-22 12:20:00", "2026-11-23 12:00:00", "2026-11-22 12:15:00"])
def test_a_difference_that_is_no_zones_leaves_the_zone_assumed(text: str) -> None:
    clock = ZoneClock(UTC)
    clock.under("2026-11-22T12:00:00Z", None)
    assert clock.read(text) == ZoneClock(UTC).read(text)
    assert clock.zone_assumed == "UTC"


def test_a_constant_difference_of_hours_is_a_doubt_a_varying_one_is_none() -> None:
    constant, varying = ZoneClock(UTC), ZoneClock(UTC)
    for minute in range(10):
        constant.under(f"2026-11-22T12:{minute:02}:00.5Z", None)
        constant.read(f"2026-11-22T06:{minute + 30:02}:00Z")
        varying.under(f"2026-11-22T12:{minute:02}:00Z", None)
        varying.read(f"2026-11-22T{minute + 10:02}:{minute:02}:00Z")
    assert constant.zone_doubt == "5 h 30 min behind the times that the lines were wrapped with"
    assert varying.zone_doubt is None


@given(text=st.one_of(st.text(), st.from_regex(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?|\d{4} \d\d:\d\d:\d\d")))
def test_any_text_is_a_time_or_none(text: str) -> None:
    clock = ZoneClock(ZoneInfo("Europe/Berlin"), modified=NOON)
    assert clock.read(text) == clock.read(text)
    clock.under(text, None)


def test_a_year_that_is_not_told_is_that_of_the_lines_beside_it() -> None:
    clock = ZoneClock(UTC, modified=NOON + 800 * 86_400 * 10**9)
    assert clock.read("2026-11-22 12:00:00") == NOON
    assert clock.read("1122 12:00:00.000000") == NOON
    assert clock.years_assumed == ()


def test_what_a_wrapper_lacks_is_told_only_where_it_is_the_time_of_a_line() -> None:
    clock = ZoneClock(UTC, modified=NOON)
    clock.under("Nov 22 12:00:00", "node1")
    clock.read("2026-11-22T12:00:00Z")
    assert (clock.zone_assumed, clock.years_assumed) == (None, ())
    assert clock.outside() == Stamp(NOON, 10**9, False)
    assert (clock.zone_assumed, clock.years_assumed) == ("UTC", (2026,))


BERLIN = ZoneInfo("Europe/Berlin")
BACK = 1_792_890_000 * 10**9  # 2026-10-25 01:00:00 UTC: 03:00 in Berlin becomes 02:00


def test_a_time_that_comes_twice_is_the_second_where_a_line_before_it_is_later_than_the_first() -> None:
    clock = ZoneClock(BERLIN)
    times = [clock.read(f"2026-10-25 {text}") for text in ("01:59:00", "02:10:00", "02:50:00", "02:05:00", "02:49:30")]
    assert [(time - BACK) // (30 * 10**9) for time in times if time is not None] == [-122, -100, -20, 10, 99]
    assert clock.undecided == 0


@pytest.mark.parametrize(("near", "minutes"), [(None, -30), (BACK - DAY, -30), (BACK + 10**9, 30), (BACK * 2, 30)])
def test_a_time_that_comes_twice_and_has_no_line_before_is_the_one_nearer_to_the_case(
    near: int | None, minutes: int
) -> None:
    clock = ZoneClock(BERLIN, near=near)
    assert clock.read("2026-10-25 02:30:00") == BACK + (minutes * 60) * 10**9
    assert clock.undecided == 1
