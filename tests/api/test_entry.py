"""What programs give to `analyze()`: texts as the command takes them, or what Python has for them."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from arpwatch_k8s.api import analyze
from arpwatch_k8s.errors import UsageError

PRINTED = """\
11:36:00.749678 IP (tos 0xc0, ttl 64, id 35462, offset 0, flags [none], proto ICMP (1), length 88)
192.0.2.22 > 192.0.2.10: ICMP host 192.0.2.80 unreachable, length 68
IP (tos 0x0, ttl 63, id 57322, offset 0, flags [DF], proto TCP (6), length 60)
192.0.2.10.55328 > 192.0.2.80.443: Flags [S], seq 410361499, win 64240, length 0
"""
SEEN = datetime(2026, 11, 22, 2, 36, tzinfo=UTC)


@pytest.fixture
def printed(tmp_path: Path) -> str:
    path = tmp_path / "dump.txt"
    path.write_text(PRINTED)
    return str(path)


@pytest.mark.parametrize("day", ["2026-11-22", date(2026, 11, 22), datetime(2026, 11, 22, 23, 59, tzinfo=UTC)])
@pytest.mark.parametrize("tz", ["Asia/Tokyo", "+09:00", ZoneInfo("Asia/Tokyo")])
def test_a_day_and_a_zone_may_be_texts(printed: str, day: str | date, tz: str | ZoneInfo) -> None:
    (capture,) = analyze(printed, vip="192.0.2.80", date=day, tz=tz).result.case.captures
    assert capture.first_ns is not None
    assert capture.first_ns // 1_000_000_000 == SEEN.timestamp()


@pytest.mark.parametrize("day", ["", "soon", "2026-13-01", "1970-01-01", date(2262, 1, 1), date.max, "9" * 5000])
def test_what_is_no_day_is_refused(printed: str, day: str | date) -> None:
    with pytest.raises(UsageError, match="is no day") as told:
        analyze(printed, date=day)
    assert len(told.value.what) < 100


def test_what_is_no_zone_is_refused(printed: str) -> None:
    with pytest.raises(UsageError, match="is no time zone"):
        analyze(printed, tz="Mars/Olympus")


@pytest.mark.parametrize("nodes", [["node2"], "node2", {"node2": 5}, {"node2": [5]}, {5: "192.0.2.22"}])
def test_nodes_that_are_none_are_told(printed: str, nodes: object) -> None:
    with pytest.raises(UsageError, match="names no nodes"):
        analyze(printed, nodes=cast(dict[str, str], nodes))
