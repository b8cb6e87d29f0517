"""Captures and logs to a result."""

import os
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.logs import sources
from tests.savefiles import MAC_A, MAC_B, NS, VIP, announcement, exchange, pcap, pcapng, save, segment

NEIGHBOR = f"{VIP} dev eth0 lladdr {MAC_A} STALE\n"


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a log that is too large to be read."""
    monkeypatch.setattr(sources, "MOST_BYTES", 1000)
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "large.txt").write_text(NEIGHBOR * 100)
    return folder


def test_a_log_of_a_folder_that_cannot_be_read_is_skipped(case: Path) -> None:
    save(case / "a.pcapng", pcapng([(0, announcement(MAC_A))]))
    (case / "neigh.txt").write_text(NEIGHBOR)
    found = analyze([case]).case
    assert [Path(log.path).name for log in found.logs] == ["neigh.txt"]
    assert [Path(item.path).name for item in found.skipped] == ["large.txt"]


def test_a_log_that_was_named_by_itself_must_be_readable_and_something_of_a_folder(case: Path) -> None:
    for named in (case / "large.txt", case):
        with pytest.raises(InputError, match="larger than"):
            analyze([named])


def test_without_a_capture_vips_are_those_that_were_given(tmp_path: Path) -> None:
    (tmp_path / "neigh.txt").write_text(NEIGHBOR)
    result = analyze([tmp_path], vips=["192.0.2.99"])
    assert result.case.missing_vips == ("192.0.2.99",)
    assert "host 192.0.2.99" in (result.verdict.capture_next or "")


def test_a_year_that_a_log_does_not_name_is_that_of_the_other_logs_not_of_its_file(tmp_path: Path) -> None:
    """The file was copied years later."""
    stamped = "Nov 22 12:00:00 node2 Keepalived_vrrp[7]: (VI_1) Entering MASTER STATE\n"
    (tmp_path / "keepalived.log").write_text(stamped)
    os.utime(tmp_path / "keepalived.log", (1_900_000_000, 1_900_000_000))
    alone = analyze([tmp_path / "keepalived.log"]).case.logs[0]
    (tmp_path / "monitor.log").write_text(f"[2026-11-23T00:10:00.482774] {VIP} dev eth0 lladdr {MAC_A} REACHABLE\n")
    beside = next(log for log in analyze([tmp_path]).case.logs if log.source == "keepalived")
    assert (alone.years_assumed, beside.years_assumed) == ((2029,), ())
    assert beside.events[0].time == 1_795_348_800 * 10**9


def test_what_another_capture_shows_later_says_nothing_of_an_attempt_at_the_end_of_the_first(tmp_path: Path) -> None:
    """A SYN of the last half second was not waited for, though another host's capture goes on; nor was it held so
    long."""
    start, later = 100 * NS, 105 * NS
    first = [(start, announcement(MAC_A)), *exchange(start + NS, 40000)]
    first += [(start + 9 * NS, segment("S", port=40001, seq=7)), (start + 9 * NS + NS // 2, announcement(MAC_A))]
    second = [(later, announcement(MAC_B)), *exchange(later + NS, 50000, mac=MAC_B)]
    second += exchange(later + 900 * NS, 50001, mac=MAC_B)
    paths = [save(tmp_path / f"{name}.pcap", pcap(frames)) for name, frames in (("a", first), ("b", second))]
    result = analyze(paths, vips=[VIP])
    assert len(result.case.views) == 2
    one = next(record for record in result.case.vips if record.view == 0)
    assert one.end == start + 9 * NS + NS // 2
    assert [epoch.end for epoch in one.ownership.epochs] == [one.end]
    assert (len(one.failed), one.connections.outcomes()["pending"]) == (0, 1)
