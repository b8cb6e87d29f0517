"""Which windows there are: days of a zone, also of those days on which clocks are changed."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.periods.days import DAY_NS, Window, parse_every, windows_between
from tests.savefiles import NS

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3600 * NS


def at(text: str) -> int:
    """A time, ns UTC."""
    return int(datetime.fromisoformat(text).timestamp()) * NS


def hours(windows: list[Window]) -> list[float]:
    """How long windows are, in hours."""
    return [(window.end - window.start) / HOUR for window in windows]


def test_days_begin_at_midnight_of_the_zone() -> None:
    found = windows_between(at("2026-10-12T22:54:00+00:00"), at("2026-10-13T02:00:00+00:00"), DAY_NS, BERLIN)
    assert [window.start for window in found] == [at("2026-10-13T00:00:00+02:00")]
    found = windows_between(at("2026-10-12T22:54:00+00:00"), at("2026-10-13T02:00:00+00:00"), DAY_NS, UTC)
    assert [window.start for window in found] == [at("2026-10-12T00:00:00+00:00"), at("2026-10-13T00:00:00+00:00")]


@pytest.mark.parametrize(("day", "long"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_a_day_is_as_long_as_clocks_have_it(day: str, long: int) -> None:
    noon = at(f"{day}T12:00:00+00:00")
    assert hours(windows_between(noon, noon, DAY_NS, BERLIN)) == [long]


def test_what_divides_a_day_begins_anew_at_midnight() -> None:
    found = windows_between(at("2026-10-25T00:00:00+02:00"), at("2026-10-26T05:00:00+01:00"), 6 * HOUR, BERLIN)
    assert hours(found) == [6, 6, 6, 6, 1, 6]
    assert found[5].start == at("2026-10-26T00:00:00+01:00")


def test_any_other_length_goes_on_over_midnight() -> None:
    found = windows_between(at("2026-10-12T09:00:00+00:00"), at("2026-10-13T05:00:00+00:00"), 7 * HOUR, UTC)
    assert hours(found) == [7, 7, 7, 7]
    assert found[0].start == at("2026-10-12T07:00:00+00:00")


def test_several_days_are_one_window() -> None:
    found = windows_between(at("2026-10-01T09:00:00+00:00"), at("2026-10-15T05:00:00+00:00"), 7 * DAY_NS, UTC)
    assert hours(found) == [168, 168, 168]


@pytest.mark.parametrize("every", [NS, 2_500_000_000, 7 * NS, HOUR, DAY_NS, 3 * DAY_NS])
def test_windows_follow_one_another_and_hold_all(every: int) -> None:
    first = at("2026-10-12T22:54:04+00:00") + 123
    last = first + 40 * every // 3
    found = windows_between(first, last, every, BERLIN)
    assert found[0].start <= first < found[0].end
    assert found[-1].start <= last < found[-1].end
    assert all(one.end == other.start for one, other in pairwise(found))


def test_too_many_are_refused_in_two_lines() -> None:
    with pytest.raises(UsageError, match="10,001 windows, at most 10,000"):
        windows_between(0, 10_001 * NS, NS, UTC)


def test_times_of_no_calendar_are_refused() -> None:
    with pytest.raises(UsageError, match="none of a calendar"):
        windows_between(1 << 62, (1 << 62) + 1, 366 * 20_000 * DAY_NS, UTC)


@pytest.mark.parametrize(
    ("text", "every"), [("1d", DAY_NS), ("6h", 6 * HOUR), ("1h30m", 3 * HOUR // 2), ("90", 90 * NS)]
)
def test_lengths_are_those_of_other_options(text: str, every: int) -> None:
    assert parse_every(text) == every


@pytest.mark.parametrize("text", ["", "day", "-1d", "0.5s", "0", "1d1d", "x" * 5000])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--every"):
        parse_every(text)
