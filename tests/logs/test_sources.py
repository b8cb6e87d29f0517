"""Which log a file is, and what is said of one that cannot be read."""

from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.logs.neighbors import MONITOR, SNAPSHOTS
from arpwatch_k8s.logs.sources import LogFile, parse_log, read_log

ENTRY = "192.0.2.80 dev eth0 lladdr 52:54:00:00:00:0a STALE"
MONITORED = f"[2026-11-22T12:00:00.5] {ENTRY}\n"
SNAPSHOT = f"## 2026-11-22T12:00:00Z\n{ENTRY}\n"


def saved(folder: Path, text: str, name: str = "log") -> str:
    (folder / name).write_text(text)
    return str(folder / name)


@pytest.mark.parametrize(("text", "source"), [(MONITORED, MONITOR), (SNAPSHOT, SNAPSHOTS)])
def test_a_log_is_told_by_its_content(tmp_path: Path, text: str, source: str) -> None:
    assert read_log(LogFile(path=saved(tmp_path, text)), UTC).source == source


def test_the_option_names_kind_file_and_zone(tmp_path: Path) -> None:
    path = saved(tmp_path, MONITORED)
    assert parse_log(path) == LogFile(path=path)
    assert parse_log(f"ip-monitor-neigh={path}@Asia/Tokyo") == LogFile(
        path=path, source=MONITOR, zone=ZoneInfo("Asia/Tokyo")
    )


@pytest.mark.parametrize("name", ["a=b", "log@UTC", "x@y=z"])
def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    path = saved(tmp_path, MONITORED, name)
    assert parse_log(path) == LogFile(path=path)
    assert parse_log(f"{path}@UTC") == LogFile(path=path, zone=UTC)


def test_an_assumed_zone_is_told_a_given_one_is_not(tmp_path: Path) -> None:
    path = saved(tmp_path, MONITORED)
    assert read_log(parse_log(path), UTC).zone_assumed == "UTC"
    assert read_log(parse_log(f"{path}@UTC"), UTC).zone_assumed is None
    assert read_log(LogFile(path=saved(tmp_path, SNAPSHOT)), UTC).zone_assumed is None


def test_lines_of_something_else_are_counted(tmp_path: Path) -> None:
    log = read_log(LogFile(path=saved(tmp_path, MONITORED + "what?\n")), UTC)
    assert (len(log.events), log.lines, log.unparsed) == (1, 2, ((2, "what?"),))


def test_a_log_of_nothing_known_is_an_error_that_says_what_is(tmp_path: Path) -> None:
    path = saved(tmp_path, "hello\n")
    with pytest.raises(InputError, match="no log that is known"):
        read_log(LogFile(path=path), UTC)
    with pytest.raises(InputError, match="no line of it is of ip-neigh"):
        read_log(LogFile(path=path, source=SNAPSHOTS), UTC)
    with pytest.raises(InputError, match="cannot be read"):
        read_log(LogFile(path=str(tmp_path / "none")), UTC)


@pytest.mark.parametrize("text", ["nonsense=file", "log@Nowhere/Land"])
def test_a_kind_or_zone_that_is_none_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError):
        parse_log(text)
