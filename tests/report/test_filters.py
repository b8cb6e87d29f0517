"""What shows the frames and the lines that a finding cites."""

import subprocess
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.report.filters import Means, filters, for_frames, for_lines, in_time, sed
from tests.conftest import REPO
from tests.plotter.results import capture, finding, incident, result
from tests.report.told import BEFORE, FAILED, LISTED, told


def test_frames_have_a_filter_for_wireshark() -> None:
    made = result(incident(), findings=[finding("split-brain", 20, 40)])
    (one,) = filters(made.case, made.verdict.findings[0])
    assert (one.means, one.text) == (Means.WIRESHARK, "frame.number in {1}")


def test_lines_have_a_command_that_prints_them(tmp_path: Path) -> None:
    folder = tmp_path / "it's here"
    folder.mkdir()
    made = told(folder, LISTED, FAILED)
    shown = list(filters(made.case, made.verdict.findings[0]))
    assert [(one.name, one.means) for one in shown] == [
        (name, Means.COMMAND) for name in ("before.txt", "after.txt", "error.log")
    ]
    printed = subprocess.run(["bash", "-c", shown[0].text], capture_output=True, text=True, check=True).stdout
    assert printed == BEFORE.splitlines(keepends=True)[3]
    assert "'1p; 9p'" in shown[2].text


def test_lines_that_follow_one_another_are_one_range() -> None:
    assert sed([1, 2, 3, 9, 7, 8, 12, 12], "a.log") == "sed -n '1,3p; 7,9p; 12p' a.log"


def test_a_name_that_begins_with_a_hyphen_is_no_option(tmp_path: Path) -> None:
    log = replace(told(tmp_path).case.logs[0], path="-i")
    assert for_lines(log, [3]).text == "sed -n '3p' ./-i"


def test_of_what_is_in_an_archive_the_place_is_told_and_no_command(tmp_path: Path) -> None:
    (tmp_path / "neigh.txt").write_text(BEFORE)
    with tarfile.open(tmp_path / "case.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "neigh.txt", "logs/neigh.txt")
    (log,) = aw.analyze(tmp_path / "case.tar.gz").result.case.logs
    assert (log.name, log.is_file) == ("neigh.txt", False)
    shown = for_lines(log, [4, 5])
    assert (shown.means, shown.text) == (Means.PLACE, f"lines 4, 5 of {tmp_path}/case.tar.gz/logs/neigh.txt")


def test_what_has_no_lines_is_shown_by_no_command(tmp_path: Path) -> None:
    log = replace(told(tmp_path).case.logs[0], numbered_by="heartbeat", path="kuma.db")
    assert for_lines(log, [4]).text == "heartbeat 4 of kuma.db"


def test_printed_frames_in_an_archive_have_no_command(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    path.write_text("11:36:00.749678 ARP, Request who-has 192.0.2.80 tell 192.0.2.1, length 28\n")
    (info,) = aw.analyze(path).result.case.captures
    assert for_frames(info, [1]).text == f"sed -n '1p' {path}"
    assert for_frames(replace(info, is_file=False), [1]).text == f"line 1 of {path}"
    assert for_frames(replace(info, compression="zstd"), [1]).means is Means.PLACE
    assert for_frames(capture(), [1]).means is Means.WIRESHARK


def test_each_line_is_named_once(tmp_path: Path) -> None:
    made = told(tmp_path, replace(LISTED, lines=(LineRef(0, 4), LineRef(0, 4))), LISTED)
    assert "'4p'" in next(iter(filters(made.case, made.verdict.findings[0]))).text


@pytest.mark.tshark
@pytest.mark.parametrize("scenario", ["metallb-failover", "metallb-failover-ipv6"])
def test_in_wireshark_a_time_has_all_frames_that_claim_or_ask_for_its_vip(scenario: str) -> None:
    path = REPO / "captures" / scenario / "proxy.pcapng"
    (record,) = aw.analyze(path).result.case.vips
    times = record.claims.times.tolist()
    middle = times[len(times) // 2]
    shown = subprocess.run(
        [
            "tshark",
            "-n",
            "-r",
            str(path),
            "-Y",
            in_time(record.vip, times[0], middle),
            "-T",
            "fields",
            "-e",
            "frame.number",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    rows = record.claims.rows
    wanted = rows["frame"][rows["time"] <= middle].tolist() + [
        one.frame.frame for one in record.symptoms if times[0] <= one.time <= middle
    ]
    assert len(wanted) > 3
    assert set(map(str, wanted)) <= set(shown)
    assert str(rows["frame"][-1]) not in shown
