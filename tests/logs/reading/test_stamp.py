"""Times in front of lines."""

from datetime import UTC

import pytest

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.reading.stamp import Stamped, stamped

NOON = 1_795_348_800 * 10**9


@pytest.mark.parametrize(
    ("stamp", "time", "width"),
    [
        ("2026-11-22T12:00:00Z ", NOON, 10**9),
        ("2026-11-22T12:00:00.181601303Z ", NOON + 181_601_303, 1),
        ("2026-11-22T21:00:00+09:00 ", NOON, 10**9),
        ("[2026-11-22 12:00:00.25] ", NOON + 250_000_000, 10**7),
        ("2026-11-22 12:00:00: ", NOON, 10**9),
        ("[1795348800.181601] ", NOON + 181_601_000, 1000),
        ("1795348800 ", NOON, 10**9),
        ("Nov 22 12:00:00 ", None, 10**9),
        ("12:00:00.123456 ", None, 10**9),
        ("", None, 10**9),
    ],
)
def test_a_time_in_front_is_read_and_taken_off(stamp: str, time: int | None, width: int) -> None:
    assert stamped(f"{stamp}64 bytes", ZoneClock(UTC)) == Stamped(time=time, width_ns=width, rest="64 bytes")


@pytest.mark.parametrize("line", ["192.0.2.80 dev eth0", "60 bytes from", "2026-13-45T12:00:00Z x", "1795348800"])
def test_what_is_no_time_stays(line: str) -> None:
    assert stamped(line, ZoneClock(UTC)).rest.endswith(line[-1])
    assert stamped(line, ZoneClock(UTC)).time is None
