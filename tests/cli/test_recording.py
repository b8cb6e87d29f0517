"""Options by which incidents are recorded: what they mean, and what is refused."""

from pathlib import Path

import pytest

from arpwatch_k8s.cli.choosing import CommandLine
from arpwatch_k8s.cli.folders import folders
from arpwatch_k8s.cli.recording import recordings as recorded
from arpwatch_k8s.cli.recording import size, span_ns
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.monitor.config import WatchConfig
from arpwatch_k8s.monitor.recordings.settings import AFTER_NS, BEFORE_NS, KEEP, KEEP_BYTES, Recordings
from arpwatch_k8s.monitor.settings.file import Values
from tests.savefiles import NS


def recordings(folder: str | None, **options: object) -> Recordings | None:
    """What options of the command line come to, without a file."""
    usual = {"before": "60s", "after": "30s", "keep": 50, "keep_bytes": "1GiB", "no_record_report": False}
    line = CommandLine(values={"record": folder, **usual, **options}, named={"record", *options})
    return recorded(line, Values())


def test_what_the_command_says_by_itself_is_what_is_meant() -> None:
    assert recordings("rec") == Recordings(folder=Path("rec"))
    assert (BEFORE_NS, AFTER_NS, KEEP, KEEP_BYTES) == (60 * NS, 30 * NS, 50, 1 << 30)


def test_without_a_folder_nothing_is_recorded() -> None:
    assert recordings(None) is None


@pytest.mark.parametrize(
    ("text", "ns"),
    [("60s", 60 * NS), ("60", 60 * NS), ("2m", 120 * NS), ("1h", 3600 * NS), ("500ms", NS // 2), ("1.5s", 3 * NS // 2)],
)
def test_a_time(text: str, ns: int) -> None:
    assert span_ns("--before", text) == ns


@pytest.mark.parametrize("text", ["", "s", "-1s", "1d", "61m", "1e3", "1s ", "\u0661s", "9999999999s", "nan"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"--before .*no time"):
        span_ns("--before", text)


@pytest.mark.parametrize(("text", "count"), [("1GiB", 1 << 30), ("1.5MiB", 3 << 19), ("2097152", 1 << 21)])
def test_a_size(text: str, count: int) -> None:
    assert size("--keep-bytes", text) == count


@pytest.mark.parametrize("text", ["", "1GB", "0", "512KiB", "-1GiB", "1 GiB", "x"])
def test_what_is_no_size_or_too_small_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"--keep-bytes .*no size"):
        size("--keep-bytes", text)


def test_none_to_keep_is_refused() -> None:
    with pytest.raises(UsageError, match="--keep 0"):
        recordings("rec", keep=0)


def test_both_folders_are_made_and_looked_at() -> None:
    report, recorded = Path("a"), Recordings(folder=Path("b"))
    assert folders(WatchConfig(interfaces=("eth0",))) == ()
    assert folders(WatchConfig(interfaces=("eth0",), report=report, recordings=recorded)) == (Path("a"), Path("b"))
