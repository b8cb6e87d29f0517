"""Zones by name and by offset, and local times where clocks are put forward or back."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from arpwatch_k8s.logs.zones import instants, offset_at, offset_name, zone_named

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3600 * 10**9


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 10**9


@pytest.mark.parametrize(
    ("name", "hours"), [("UTC", 0), ("Asia/Tokyo", 9), ("+09:00", 9), ("-0500", -5), ("+05:45", 5.75), ("+09", 9)]
)
def test_a_zone_has_a_name_or_an_offset(name: str, hours: float) -> None:
    zone = zone_named(name)
    assert zone is not None
    assert offset_at(zone, at("2026-11-22T12:00:00")) == hours * HOUR


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "+9", "+24:00", "+09:00:00", "../etc/passwd", "9", "\0"])
def test_what_is_no_zone_is_none(name: str) -> None:
    assert zone_named(name) is None


@pytest.mark.parametrize(
    ("local", "first", "last"),
    [
        ("2026-10-25T01:59:59", "2026-10-24T23:59:59", "2026-10-24T23:59:59"),
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00", "2026-10-25T01:30:00"),
        ("2026-10-25T03:00:00", "2026-10-25T02:00:00", "2026-10-25T02:00:00"),
        ("2026-03-29T02:30:00", "2026-03-29T01:30:00", "2026-03-29T01:30:00"),
    ],
)
def test_a_local_time_comes_twice_as_clocks_are_put_back(local: str, first: str, last: str) -> None:
    assert instants(at(local), BERLIN) == (at(first), at(last))


@pytest.mark.parametrize(("offset", "name"), [(9, "+09:00"), (-5, "-05:00"), (5.75, "+05:45"), (0, "+00:00")])
def test_an_offset_has_a_name_that_is_read_again(offset: float, name: str) -> None:
    assert offset_name(int(offset * HOUR)) == name
    assert zone_named(name) == timezone(timedelta(hours=offset))
