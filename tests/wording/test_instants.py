"""Instants as people name them, before it is known what they count from."""

from datetime import UTC, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.wording.instants import FrameTime, Instant, SinceStart, TimeOfDay, latest, parse
from arpwatch_k8s.wording.times import NS, parse_instant

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-22T22:54:04Z", 1_795_388_044 * NS),
        ("2026-11-22 22:54:04.5+09:00", 1_795_355_644 * NS + NS // 2),
        ("1795388044.25", 1_795_388_044 * NS + NS // 4),
        ("22:54:04.5", TimeOfDay(time(22, 54, 4), NS // 2)),
        ("22:54", TimeOfDay(time(22, 54), 0)),
        (" +3m ", SinceStart(180 * NS)),
        ("+1h", SinceStart(3600 * NS)),
        ("+2d", SinceStart(172_800 * NS)),
        ("+2h10m0.5s", SinceStart(7800 * NS + NS // 2)),
        ("+1 h 30 min", SinceStart(5400 * NS)),
        ("frame 12", FrameTime(None, 12)),
        ("frame:12", FrameTime(None, 12)),
        ("proxy.pcapng:12", FrameTime("proxy.pcapng", 12)),
        ("frame 1.pcap:12", FrameTime("1.pcap", 12)),
    ],
)
def test_every_form_is_told_from_the_others(text: str, meant: Instant) -> None:
    assert parse(text, UTC) == meant


@pytest.mark.parametrize(
    "text",
    [
        *("yesterday", "", "25:00", "22:54:61", "22:54:04.", "22:54:14.x", "+", "+5y", "+1h5", "+5s1h", "++5s"),
        *("frame", "frame x", "1e9", "nan", "-"),
    ],
)
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|no digit|must be in|no length"):
        parse(text, UTC)


@given(st.text(max_size=40))
def test_any_text_is_an_instant_or_none(text: str) -> None:
    try:
        parse(text, UTC)
    except (ValueError, OverflowError):
        return


def test_the_latest_time_of_day_is_today_or_yesterday() -> None:
    now = parse_instant("2026-11-22T12:00:00Z", UTC)
    assert latest(TimeOfDay(time(11), 0), now, UTC) == parse_instant("2026-11-22T11:00:00Z", UTC)
    assert latest(TimeOfDay(time(13), 0), now, UTC) == parse_instant("2026-11-21T13:00:00Z", UTC)
    assert latest(TimeOfDay(time(13), 0), now, TOKYO) == parse_instant("2026-11-22T04:00:00Z", UTC)
