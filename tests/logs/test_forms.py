"""What a stamp says by itself."""

from datetime import UTC, datetime

import pytest

from arpwatch_k8s.logs.forms import date_printed

NOON = round(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()) * 10**9


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Sun Nov 22 12:00:00 UTC 2026", "UTC"),
        ("Sun Nov 22 12:00:00 PM UTC 2026", "UTC"),
        ("Sun 22 Nov 12:00:00 GMT 2026", "GMT"),
        ("So 22. Nov 12:00:00 CET 2026", "CET"),
        ("Sonntag, 22. November 2026, 12:00:00 CET", "CET"),
        ("dim. 22 nov. 2026 12:00:00 CET", "CET"),
        ("dimanche 22 novembre 2026, 12:00:00 (UTC+0100)", "+0100"),
        ("2026年 11月 22日 日曜日 12:00:00 JST", "JST"),
        ("2026年11月22日 12:00:00", None),
    ],
)
def test_dates_are_read_in_the_languages_of_hosts(text: str, zone: str | None) -> None:
    assert date_printed(text) == (NOON, zone)


@pytest.mark.parametrize(
    ("text", "month"), [("Do 12. Mär 12:00:00 CET 2026", 3), ("mer. 12 août 2026 12:00:00 CEST", 8)]
)
def test_months_are_known_by_their_names(text: str, month: int) -> None:
    printed = date_printed(text)
    assert printed is not None
    assert datetime.fromtimestamp(printed[0] // 10**9, UTC).month == month


@pytest.mark.parametrize("text", ["", "Sun Foo 22 12:00:00 UTC 2026", "2026年 13月 22日 12:00:00", "Nov 22 12:00:00"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert date_printed(text) is None


def test_a_day_that_no_month_has_is_no_time() -> None:
    with pytest.raises(ValueError, match="day is out of range"):
        date_printed("So 31. Feb 12:00:00 CET 2026")
