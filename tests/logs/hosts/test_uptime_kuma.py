"""Uptime Kuma's database and exports."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.host import MonitorDown
from arpwatch_k8s.logs.event import Contents, Tally, Went
from arpwatch_k8s.logs.hosts.uptime_kuma import SOURCE

NOON = 1_795_348_800 * 10**9  # 2026-11-22 12:00:00 UTC
MONITORS = [
    (1, "shop by VIP", "http", "https://192.0.2.80:8443/health", None, None),
    (2, "VIP", "port", "https://", "2001:DB8::80", 443),
    (3, "by name", "http", "https://shop.example/", None, None),
    (4, "logged in", "http", "http://user:p@ss@192.0.2.81/", None, None),
]
BEATS = [
    (1, 1, 1, "200 - OK", "2026-11-22 12:00:00.250"),
    (2, 1, 2, "connect EHOSTUNREACH 192.0.2.80:8443", "2026-11-22 12:00:20.250"),
    (3, 1, 0, "connect EHOSTUNREACH 192.0.2.80:8443", "2026-11-22 12:00:40.250"),
    (4, 2, 0, "timeout", "2026-11-22 12:01:00.001"),
    (5, 3, 0, "timeout", "2026-11-22 12:01:00.002"),
    (6, 4, 1, "200 - OK", "2026-11-22 12:01:30.000"),
    (7, 1, 3, "Monitor under maintenance", "2026-11-22 12:02:00.000"),
    (8, 1, 0, "", "yesterday"),
]


def database(path: Path, more: str = "") -> sqlite3.Connection:
    """A database of Kuma's form; `more`: columns of 2.x."""
    kuma = sqlite3.connect(path)
    kuma.execute("PRAGMA journal_mode=WAL")
    kuma.execute(
        "CREATE TABLE monitor (id INTEGER PRIMARY KEY, name VARCHAR(150), type VARCHAR(20), url TEXT, "
        "hostname VARCHAR(255), port INTEGER)"
    )
    kuma.execute(
        "CREATE TABLE heartbeat (id INTEGER PRIMARY KEY, important BOOL, monitor_id INTEGER, status SMALLINT, "
        f"msg TEXT, time DATETIME, ping INTEGER, duration INTEGER{more})"
    )
    kuma.executemany("INSERT INTO monitor VALUES (?, ?, ?, ?, ?, ?)", MONITORS)
    kuma.executemany("INSERT INTO heartbeat (id, monitor_id, status, msg, time) VALUES (?, ?, ?, ?, ?)", BEATS)
    kuma.commit()
    return kuma


def rows() -> list[dict[str, object]]:
    """The beats joined to their monitors, as an export has them."""
    monitors = {number: (name, url, host, port) for number, name, _, url, host, port in MONITORS}
    names = ("status", "msg", "time", "name", "url", "hostname", "port")
    return [dict(zip(names, (*beat[2:], *monitors[beat[1]]), strict=True)) for beat in BEATS]


def told(contents: Contents) -> list[tuple[int, int, str, int | None, str, bool]]:
    """Events as plain values: line, ms since noon, address, port, monitor, whether it is told as down."""
    assert all(isinstance(event.detail, MonitorDown) for event in contents.events)
    return [
        (
            event.line,
            (event.time - NOON) // 10**6,
            event.detail.address,
            event.detail.port,
            event.detail.monitor,
            event.detail.is_final,
        )
        for event in contents.events
        if isinstance(event.detail, MonitorDown)
    ]


EXPECTED = [
    (2, 20_250, "192.0.2.80", 8443, "shop by VIP", False),
    (3, 40_250, "192.0.2.80", 8443, "shop by VIP", True),
    (4, 60_001, "2001:db8::80", 443, "VIP", True),
]
UP = (
    Tally(start=NOON, went=Went.ANSWERED, number=1, address="192.0.2.80"),
    Tally(start=NOON + 60 * 10**9, went=Went.ANSWERED, number=1, address="192.0.2.81"),
)


@pytest.mark.parametrize("more", ["", ", down_count INTEGER, end_time DATETIME, retries INTEGER, response TEXT"])
def test_failed_beats_of_addresses_are_told(tmp_path: Path, more: str) -> None:
    path = tmp_path / "kuma.db"
    database(path, more).close()
    clock = ZoneClock(ZoneInfo("Asia/Tokyo"))
    contents = SOURCE.read(path, clock)
    assert told(contents) == EXPECTED
    assert (contents.lines, contents.tallies, clock.zone_assumed) == (8, UP, None)
    assert [number for number, _ in contents.unparsed] == [8]
    assert SOURCE.recognize(path.read_bytes()) == 1


def test_what_kuma_has_not_yet_moved_into_the_database_is_read_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "kuma.db"
    with closing(database(path)):
        before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
        assert "kuma.db-wal" in before
        assert told(SOURCE.read(path, ZoneClock(UTC))) == EXPECTED
        (tmp_path / "kuma.db-shm").rename(tmp_path / "away")
        assert told(SOURCE.read(path, ZoneClock(UTC))) == EXPECTED
        (tmp_path / "away").rename(tmp_path / "kuma.db-shm")
        assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_exports_say_the_same(tmp_path: Path) -> None:
    exported = tmp_path / "beats.json"
    exported.write_text(json.dumps(rows()))
    table = tmp_path / "beats.csv"
    lines = [",".join(str(value if value is not None else "") for value in row.values()) for row in rows()]
    table.write_text("\ufeff" + "\r\n".join([",".join(rows()[0]), *lines]) + "\r\n")
    for path in (exported, table):
        assert SOURCE.recognize(path.read_bytes()) == 1
        contents = SOURCE.read(path, ZoneClock(UTC))
        assert (told(contents), contents.tallies) == (EXPECTED, UP)
        assert [number for number, _ in contents.unparsed] == [8]


def test_times_of_mariadb_as_json_are_read(tmp_path: Path) -> None:
    path = tmp_path / "beats.json"
    path.write_text(json.dumps([{**rows()[1], "time": "2026-11-22T12:00:20.250Z"}, {**rows()[1], "time": None}, 7]))
    contents = SOURCE.read(path, ZoneClock(UTC))
    assert told(contents) == [(1, *EXPECTED[0][1:])]
    assert [number for number, _ in contents.unparsed] == [2, 3]


def test_another_database_or_document_is_none_of_kuma(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE t (x)")
    assert SOURCE.recognize(path.read_bytes()) == 0
    assert SOURCE.recognize(b'[{"time": 1, "status": 2}]') == 0
    assert SOURCE.recognize(b"time,status,msg\n") == 0
    with pytest.raises(InputError, match=r"none of Uptime Kuma"):
        SOURCE.read(path, ZoneClock(UTC))


def test_a_database_that_is_damaged_is_an_input_error(tmp_path: Path) -> None:
    path = tmp_path / "kuma.db"
    database(path).close()
    whole = path.read_bytes()
    for cut in (20, 100, 4096, len(whole) - 5000):
        path.write_bytes(whole[:cut])
        with pytest.raises(InputError):
            SOURCE.read(path, ZoneClock(UTC))


def test_a_document_that_is_cut_says_nothing_known(tmp_path: Path) -> None:
    path = tmp_path / "beats.json"
    path.write_text(json.dumps(rows())[:-5])
    contents = SOURCE.read(path, ZoneClock(UTC))
    assert not contents.events
    assert contents.unparsed or not contents.lines


def test_ends_of_lines_of_old_macs_are_ends() -> None:
    assert SOURCE.recognize(b"a,b\rc,d\r") == 0.0
    assert SOURCE.recognize(b"time,status,msg,url\r2026-11-22 12:00:00.250,0,timeout,https://192.0.2.80/\r") == 1.0


def test_a_first_line_beyond_all_bounds_of_csv_is_of_no_export() -> None:
    assert SOURCE.recognize(b"x" * 200_000) == 0.0
