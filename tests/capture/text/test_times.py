"""What is printed as a time, in zones and without dates."""

from datetime import UTC, date
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.capture.text.stamps import Calendar
from arpwatch_k8s.logs.sources import LogFile
from tests.capture.text.lines_of import NODE1, info, loaded, rows

TOLD = f"{NODE1} > ff:ff:ff:ff:ff:ff, ethertype ARP (0x0806), length 42: Request who-has 192.0.2.80 tell 192.0.2.80"
BERLIN = ZoneInfo("Europe/Berlin")


def text(*stamps: str) -> str:
    """A frame at each stamp."""
    return "".join(f"{stamp} {TOLD}\n" for stamp in stamps)


def test_a_day_on_which_clocks_are_set_has_its_own_hours(tmp_path: Path) -> None:
    stamps = ("2026-03-29 01:30:00.000000", "2026-03-29 14:00:00.000000")
    found = [one["time"] for one in rows(tmp_path, text(*stamps), Calendar(zone=BERLIN))]
    assert found == [pd.Timestamp("2026-03-29T00:30:00Z"), pd.Timestamp("2026-03-29T12:00:00Z")]


@pytest.mark.parametrize("dated", [False, True])
def test_an_hour_that_there_is_twice_is_first_the_first(tmp_path: Path, dated: bool) -> None:
    stamps = ("02:10:00.000000", "02:50:00.000000", "02:05:00.000000", "03:00:00.000000")
    before = "2026-10-25 " if dated else ""
    calendar = Calendar(zone=BERLIN, day=None if dated else date(2026, 10, 25))
    found = [one["time"] for one in rows(tmp_path, text(*(before + stamp for stamp in stamps)), calendar)]
    assert found == [pd.Timestamp(f"2026-10-25T{when}:00Z") for when in ("00:10", "00:50", "01:05", "02:00")]


@pytest.mark.parametrize(
    "stamps", [(" 00:00:00.000000", " 00:00:05.000000", " 00:00:01.000000"), (" 00:00:00.000000",)]
)
def test_no_day_makes_dates_of_what_passed(tmp_path: Path, stamps: tuple[str, ...]) -> None:
    told = info(tmp_path, text(*stamps), Calendar(day=date(2026, 11, 22)))
    assert told.printed is not None
    assert (told.dateless, told.printed.counts, told.printed.zone) == (True, True, None)
    assert told.first_ns is not None
    assert told.first_ns < 10 * 86_400_000_000_000


def test_what_passed_is_left_out_beside_what_has_dates(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(text(" 00:00:00.000000", " 00:00:01.000000"))
    (tmp_path / "a.txt").write_text(text("1795388040.504158"))
    found = analyze([tmp_path / "a.txt", tmp_path / "b.txt"], day=date(2026, 11, 22))
    assert [one.name for one in found.case.captures] == ["a.txt"]
    assert ["-tttt" in one.reason for one in found.case.skipped] == [True]


def test_prints_that_say_what_passed_are_not_held_against_each_other(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.txt", "b.txt", "c.txt")]
    for path, second in zip(paths, (1, 2), strict=False):
        path.write_text(text(" 00:00:00.000000", f" 00:00:0{second}.000000"))
    alone = analyze(paths[:2])
    assert [one.name for one in alone.case.captures] == ["a.txt"]
    assert ["its own first frame" in one.reason for one in alone.case.skipped] == [True]
    paths[2].write_text(text("22:54:00.000000"))
    assert [one.name for one in analyze(paths).case.captures] == ["c.txt"]


@pytest.mark.parametrize("named", [True, False])
def test_a_file_s_own_zone_is_that_of_its_times(tmp_path: Path, named: bool) -> None:
    from arpwatch_k8s.analysis.telling import CAPTURES

    paths = [tmp_path / "tokyo.txt", tmp_path / "utc.txt"]
    paths[0].write_text(text("2026-11-22 09:00:00.000000", "2026-11-22 09:00:02.000000"))
    paths[1].write_text(text("2026-11-22 00:00:01.000000"))
    tokyo = LogFile(path=str(paths[0]), source=CAPTURES[1] if named else None, zone=ZoneInfo("Asia/Tokyo"))
    found = analyze(paths, logs=[tokyo], zone=UTC)
    first = pd.Timestamp("2026-11-22T00:00:00Z").value
    assert sorted(one.first_ns or 0 for one in found.case.captures) == [first, first + 1_000_000_000]
    assert {one.name: one.printed and one.printed.zone for one in found.case.captures} == {
        "tokyo.txt": "Asia/Tokyo",
        "utc.txt": "UTC",
    }


@pytest.mark.parametrize(
    "stamp",
    ["9999-12-31 23:59:59.999999", "0001-01-01 00:00:00.000000", "2026-02-31 00:00:00.000000", "99:59:59.999999"],
)
def test_a_time_that_cannot_be_is_no_fault(tmp_path: Path, stamp: str) -> None:
    found = loaded(tmp_path, text(stamp) + text(stamp))
    assert len(found.evidence) in (0, 2)
